import { binNames, numericBin, numericBins } from "../../claims/attribute-levels.js";
import type { ProfileAttribute } from "./profile-types.js";
import type { ScopeColumn } from "./scope-columns.js";

/** How values of an attribute fall into the bins of a test set. */
export interface ScopeBins {
  readonly name: string;
  readonly kind: ScopeColumn["kind"];
  readonly origin: string | null;
  /** Of numeric bins, rising; one edge: equal to it. Null for levels. */
  readonly edges: readonly number[] | null;
  /** Names of the bins that the test set has, in order. */
  readonly names: readonly string[];
  /** Bin of a level; empty for numbers. */
  readonly binOfLevel: ReadonlyMap<string, number>;
  /** Bin of missing values; −1 where no test image lacks the attribute. */
  readonly missing: number;
}

/** What images without the attribute are called. */
export const MISSING = "not known";

/** Bin of each image: of the test set, or beyond its bins one of `beyond`, which no test image is in. */
export interface BinnedColumn {
  readonly codes: Int32Array;
  /** Names of bins `names.length`, …: below, above, levels that the test set does not have. */
  readonly beyond: readonly string[];
}

/** Bins from the test set alone (METHODS §7.1 step 2); null where it has no value at all. */
export function binsOf(column: ScopeColumn): ScopeBins | null {
  const { name, kind, origin, values, codes, levels } = column;
  if (values !== null) {
    const bins = numericBins(values);
    if (bins === null) return null;
    const inside = binNames(bins).slice(1, -1);
    const lacks = values.some(Number.isNaN);
    return {
      name,
      kind,
      origin,
      edges: bins.edges,
      binOfLevel: new Map<string, number>(),
      names: lacks ? [...inside, MISSING] : inside,
      missing: lacks ? inside.length : -1,
    };
  }
  const used = new Uint8Array(levels.length);
  let lacks = false;
  for (const code of codes ?? []) {
    if (code >= 0) used[code] = 1;
    else lacks = true;
  }
  const names = levels.filter((_, code) => used[code] === 1);
  if (names.length === 0) return null;
  return {
    name,
    kind,
    origin,
    edges: null,
    binOfLevel: new Map(names.map((level, bin) => [level, bin])),
    names: lacks ? [...names, MISSING] : names,
    missing: lacks ? names.length : -1,
  };
}

/** The bins of a profile as it was read; null where the attribute is withheld. */
export function binsOfProfile({
  name,
  kind,
  origin,
  edges,
  bins,
  withheld,
}: ProfileAttribute): ScopeBins | null {
  if (withheld) return null;
  const binOfLevel = new Map<string, number>();
  let missing = -1;
  for (const [bin, { levels }] of bins.entries()) {
    if (levels === undefined) continue;
    if (levels.length === 0) missing = bin;
    for (const level of levels) binOfLevel.set(level, bin);
  }
  return { name, kind, origin, edges, names: bins.map((bin) => bin.name), binOfLevel, missing };
}

/** Bin of each image of a column, by the bins of a test set. */
export function binned(column: ScopeColumn, bins: ScopeBins): BinnedColumn {
  const own = bins.names.length;
  if (bins.edges !== null) return binnedNumbers(column, bins, bins.edges, own);
  const beyond: string[] = [];
  // A number where the test set has levels is read as its text.
  const textOf = column.levels;
  const place = new Int32Array(textOf.length).fill(-1);
  const placeOf = (level: string): number => {
    const known = bins.binOfLevel.get(level);
    if (known !== undefined) return known;
    const at = beyond.indexOf(level);
    return own + (at >= 0 ? at : beyond.push(level) - 1);
  };
  const lacking = (): number => (bins.missing >= 0 ? bins.missing : placeOf(MISSING));
  const cells = column.codes;
  if (cells === null) {
    const values = column.values ?? new Float64Array(0);
    const codes = Int32Array.from(values, (value) =>
      Number.isNaN(value) ? lacking() : placeOf(String(value)),
    );
    return { codes, beyond };
  }
  const codes = new Int32Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const code = cells[i]!;
    if (code < 0) codes[i] = lacking();
    else {
      if (place[code] === -1) place[code] = placeOf(textOf[code]!);
      codes[i] = place[code]!;
    }
  }
  return { codes, beyond };
}

function binnedNumbers(
  column: ScopeColumn,
  bins: ScopeBins,
  edges: readonly number[],
  own: number,
): BinnedColumn {
  const inside = Math.max(1, edges.length - 1);
  const names = binNames({ edges });
  const lacking = bins.missing >= 0 ? bins.missing : own + 2;
  const values = column.values ?? numbersOf(column);
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const bin = numericBin({ edges }, values[i]!);
    if (bin < 0) codes[i] = lacking;
    else if (bin === 0) codes[i] = own;
    else codes[i] = bin > inside ? own + 1 : bin - 1;
  }
  return { codes, beyond: [names[0]!, names.at(-1)!, MISSING] };
}

/** Levels as numbers, NaN where one is none: a column of the user's that is written as text. */
function numbersOf({ codes, levels }: ScopeColumn): Float64Array {
  const values = levels.map((level) => (level.trim() === "" ? Number.NaN : Number(level)));
  return Float64Array.from(codes ?? [], (code) => values[code] ?? Number.NaN);
}
