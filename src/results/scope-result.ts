import type { Code, Count, Level, PositiveCount, Sha256, Share } from "../core/json-values.js";
import type { AttributeDifference } from "../dataset/profile/compare-attributes.js";
import type { ConceptSupportReport } from "../dataset/profile/concept-support.js";
import type { UncoveredWithout } from "../dataset/profile/coverage.js";
import type { ProfileAttributeKind } from "../dataset/profile/profile-types.js";
import type { ScopeMap } from "../dataset/profile/scope-map.js";
import type { UncoveredPart } from "../dataset/profile/uncovered-parts.js";

/**
 * Images held against the scope of a record (METHODS §7): `scope` of `result.json` and `scope.json`.
 * Shares are fractions; what does not exist is null.
 */
export interface ResultScope {
  readonly record: ResultScopeRecord;
  /** Images that were compared, and those of them inside the tested region. */
  readonly images: Count;
  readonly covered: Count;
  /** covered/images; null where no attribute could be compared. */
  readonly coverage: Share | null;
  /** Of the coverage, where the images are a sample; null for a whole folder. */
  readonly low: number | null;
  readonly high: number | null;
  readonly level: Level;
  readonly method: string;
  /** Whether the images are all there are, so that the share has no range. */
  readonly isWhole: boolean;
  /** Groups among the images; null where each stands for itself. */
  readonly clusters: Count | null;
  /** Share of the test images that the others of them cover; null below 30. */
  readonly selfCoverage: Share | null;
  readonly order: 1 | 2 | null;
  readonly k: Count | null;
  /** The largest parts that are not tested; they may overlap. */
  readonly uncovered: readonly UncoveredPart[];
  /** What alone leaves half or more outside, and the images covered without it; at last all of these. */
  readonly without: readonly UncoveredWithout[];
  /** Compared attributes, the most different first. */
  readonly attributes: readonly ResultScopeAttribute[];
  readonly notCompared: readonly {
    readonly name: string;
    readonly only: "record" | "here" | "few";
  }[];
  readonly regions: ResultScopeRegions;
  /** The two attributes whose combinations leave most images uncovered. */
  readonly map: ScopeMap | null;
  readonly embedding: ResultScopeEmbedding | null;
  /** Null where the record states no training counts, or nothing is labelled. */
  readonly concepts: ConceptSupportReport | null;
  /** Places of these images that the record names as places of training; absent where it names none, or none is known here. */
  readonly training?: ResultScopeTraining;
  readonly warnings: readonly Code[];
}

export interface ResultScopeTraining {
  /** Whose levels are the places. */
  readonly attribute: string;
  readonly places: PositiveCount;
  /** Names of those that were in training. */
  readonly trained: readonly string[];
}

/** The record that was compared with. */
export interface ResultScopeRecord {
  readonly source: string;
  readonly id: Sha256;
  readonly title: string;
  /** Whether the authors state conditions at all. */
  readonly hasProfile: boolean;
  /** Whether its test images were compared one by one, or their counts alone. */
  readonly oneByOne: boolean;
  /** Test images, and groups among them. */
  readonly images: Count;
  readonly clusters: Count | null;
}

/** With how different it is (METHODS §7.3). */
export interface ResultScopeAttribute extends AttributeDifference {
  readonly kind: ProfileAttributeKind;
  /** Images here that are inside by this attribute alone. */
  readonly inside: Count;
  /** Least and greatest value: tested, and here; null for levels. */
  readonly testedRange: readonly [number, number] | null;
  readonly hereRange: readonly [number, number] | null;
  readonly bins: readonly ResultScopeBin[];
}

export interface ResultScopeBin {
  readonly name: string;
  readonly here: Count;
  /** Test images; null where the record does not tell. */
  readonly there: Count | null;
  readonly tested: boolean;
}

export interface ResultScopeRegions {
  /** What the authors expect to hold: asserted, not tested, and no part of the coverage. */
  readonly expected: readonly ResultScopeRegion[];
  readonly knownToFail: readonly ResultScopeRegion[];
  readonly notTested: readonly string[];
  /** Images here that are known to fail by one of the regions. */
  readonly failing: Count;
}

export interface ResultScopeRegion {
  readonly words: string;
  /** Images here that it is about; null where words alone or unknown attributes do not tell. */
  readonly images: Count | null;
}

/** How far the images are from the test images in the features of a model (METHODS §7.4). */
export interface ResultScopeEmbedding {
  /** Images that were looked at, and those of them further from the test images than 95 % of these are. */
  readonly images: Count;
  readonly beyond: Count;
  readonly share: Share;
  /** Of the share of all images like these; null where it is of these images alone. */
  readonly low: Share | null;
  readonly high: Share | null;
  readonly method: string;
  /** @minimum 0 */
  readonly limit: number;
  /** What the features are from: a value of the model, or a file. */
  readonly source: string;
  /** Numbers an image, and those that were compared: fewer where there are very many. */
  readonly given: PositiveCount;
  readonly compared: PositiveCount;
  /** Images without features, and those that were not drawn. */
  readonly without: Count;
  readonly notDrawn: Count;
  /** Test images that were looked at. */
  readonly testImages: PositiveCount;
  /** What chance gives where groups are dealt anew to both sides, what is beyond that, how often chance does so much. */
  readonly expected: Share | null;
  readonly excess: Share | null;
  readonly p: Share | null;
  /** p ≤ 0.05 and an excess of at least 0.1. */
  readonly differs: boolean;
  /** Distances that a share of the images stays within, on both sides, by rising share. */
  readonly quantiles: readonly ResultDistanceQuantile[];
  /** Images that are furthest, the furthest first. */
  readonly least: readonly ResultLeastAlike[];
}

export interface ResultDistanceQuantile {
  readonly share: Share;
  /** @minimum 0 */
  readonly test: number;
  /** @minimum 0 */
  readonly here: number;
}

/** An image that is far from every test image. */
export interface ResultLeastAlike {
  readonly file: string;
  /**
   * Mean distance to the five nearest test images.
   * @minimum 0
   */
  readonly distance: number;
  /** The nearest test image. */
  readonly test: string;
  /** The nearest of the images here that are not beyond the limit; null where none is. */
  readonly here: string | null;
}
