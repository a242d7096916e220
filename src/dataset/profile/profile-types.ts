/**
 * What a test set is like, attribute by attribute, as bins with counts (METHODS §7.1): the region that
 * a claim speaks about, in a form that a record can carry. Pure data, as it stands in `record.json`.
 */
export interface ScopeProfile {
  /** `closed`: small cells are withheld and edges rounded (METHODS §7.6). */
  readonly form: "open" | "closed";
  /** Test images. */
  readonly n: number;
  /** Independent groups among them; null where the record declares none. */
  readonly clusters: number | null;
  /** Test images that make a cell tested (10), and clusters (1, 2, or 3 of people). */
  readonly k: number;
  readonly leastClusters: number;
  readonly attributes: readonly ProfileAttribute[];
  /** Of every pair of attributes the cells that are tested; empty where order is 1. */
  readonly pairs: readonly ProfilePair[];
  /** 1: every attribute alone; 2: every pair as well. */
  readonly order: 1 | 2;
  /** Share of the test images that are inside when their own cluster is left out; null if n < 30. */
  readonly selfCoverage: number | null;
  readonly warnings: readonly string[];
}

export type ProfileAttributeKind = "numeric" | "categorical" | "hour" | "season";

export interface ProfileAttribute {
  readonly name: string;
  readonly kind: ProfileAttributeKind;
  /** Where its values come from, such as `declared`, `exif`, `pixels`; null where not known. */
  readonly origin: string | null;
  /** Numeric: b + 1 rising edges of b bins, or one edge of the one value there is; null else. */
  readonly edges: readonly number[] | null;
  /** Names of the bins, in order; the last may be `other` (closed) and one may stand for missing. */
  readonly bins: readonly ProfileBin[];
  /** Closed: too little could be told about it. */
  readonly withheld: boolean;
}

export interface ProfileBin {
  /** In words: `12 to 17.75`, `night`, `missing`. */
  readonly name: string;
  /** Test images in it; null where withheld. */
  readonly n: number | null;
  readonly tested: boolean;
  /** Levels that a categorical bin stands for beside its name: those put into `other`. */
  readonly levels?: readonly string[];
}

/** `tested[i]` = [bin of a, bin of b]. */
export interface ProfilePair {
  readonly a: string;
  readonly b: string;
  readonly tested: readonly (readonly [number, number])[];
  /** [bin of a, bin of b, test images] of cells that have some and are not tested; open alone. */
  readonly few?: readonly (readonly [number, number, number])[];
}
