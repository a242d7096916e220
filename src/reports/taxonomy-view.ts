import { grouped, percent, plural } from "./numbers.js";
import type { TaxonomyFacts } from "./report-input.js";

/** A table of answers by how far they are right in a taxonomy. */
export interface TaxonomyView {
  readonly caption: string;
  readonly rows: readonly {
    readonly name: string;
    readonly count: string;
    /** Of all, as a percentage. */
    readonly share: string;
  }[];
}

/** Rows for what occurs, and for exact answers always. */
export function taxonomyView(facts: TaxonomyFacts, unit: string): TaxonomyView {
  const { units } = facts;
  const all: (readonly [name: string, n: number])[] = [
    ["Exactly right", facts.exact],
    ...facts.coarser.map(
      ({ rank, n }) =>
        [
          rank === "animal" ? "Right, but only as “animal”" : `Right, but only at ${rank}`,
          n,
        ] as const,
    ),
    ["Finer than your label, and within it", facts.finer],
    ["The same taxon under another label", facts.otherName],
    ["Something else", facts.different],
    ["Wrong, without a known place in the taxonomy", facts.unknown],
  ];
  return {
    caption: `Answers to ${grouped(units)} ${units === 1 ? unit : plural(unit)} in the taxonomy. All figures of this report count the first row alone as right.`,
    rows: all
      .filter(([, n], i) => i === 0 || n > 0)
      .map(([name, n]) => ({
        name,
        count: grouped(n),
        share: percent(units === 0 ? 0 : n / units, 1),
      })),
  };
}
