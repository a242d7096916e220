import type { ScopeColumn } from "./scope-columns.js";

/** Words, and the images that they mean where attributes tell them. */
export interface ScopeRegion {
  readonly words: string;
  /** All must hold; empty: words alone, which mark no image. */
  readonly where: readonly ScopeCondition[];
}

export interface ScopeCondition {
  readonly attribute: string;
  /** Levels of a categorical attribute. */
  readonly levels?: readonly string[];
  /** Inclusive limits of a numeric one. */
  readonly from?: number;
  readonly to?: number;
}

/** 1 for each image that meets all conditions of one of the regions. */
export function failsOf(
  regions: readonly ScopeRegion[],
  columns: readonly ScopeColumn[],
  images: number,
): Uint8Array {
  const fails = new Uint8Array(images);
  const byName = new Map(columns.map((column) => [column.name, column]));
  for (const { where } of regions) {
    const tests = where.map(({ attribute, ...condition }) => {
      const column = byName.get(attribute);
      return column === undefined ? null : testOf(column, condition);
    });
    // An attribute that is not known here cannot say that an image is of the region.
    if (tests.length === 0 || tests.includes(null)) continue;
    for (let i = 0; i < images; i++) {
      if (tests.every((test) => test?.(i) === true)) fails[i] = 1;
    }
  }
  return fails;
}

function testOf(
  { values, codes, levels }: ScopeColumn,
  condition: Omit<ScopeCondition, "attribute">,
): (image: number) => boolean {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = condition;
  const named = condition.levels === undefined ? null : new Set(condition.levels);
  if (values !== null) {
    return (image) => {
      const value = values[image]!;
      if (named !== null) return named.has(String(value));
      return value >= from && value <= to;
    };
  }
  const holds = levels.map((level) => {
    if (named !== null) return named.has(level);
    const value = level.trim() === "" ? Number.NaN : Number(level);
    return value >= from && value <= to;
  });
  return (image) => holds[codes?.[image] ?? -1] === true;
}
