import type { Taxon } from "../../formats/import-types.js";
import { compareTaxa, rankOf } from "../../formats/taxonomy.js";
import type { TaxonomyFacts } from "../../results/report-input.js";
import type { ResultConfusion, ResultListed } from "../../results/result.js";

/** From the narrowest to the widest; a prediction of "animal" alone has no rank of its own. */
const RANKS = ["species", "genus", "family", "order", "class", "animal"] as const;

/** The taxon of a class, null where it is not known. */
export type TaxonOfClass = (name: string) => Taxon | null;

/**
 * How answers stand to the ground truth in a taxonomy. The same class is exact; a wider answer that
 * holds the truth is counted at its rank, and changes no figure: it is right as far as it goes, and
 * says less than it was asked.
 *
 * @param truthTaxon and `answerTaxon`: two functions, as a class may be a merged one
 */
export function countByRank(
  { labels, counts }: ResultConfusion,
  truthTaxon: TaxonOfClass,
  predictionTaxon: TaxonOfClass,
): TaxonomyFacts {
  const predictions = labels.map(predictionTaxon);
  const coarser = new Map<string, number>();
  const total = { units: 0, exact: 0, finer: 0, otherName: 0, different: 0, unknown: 0 };
  for (const [t, row] of counts.entries()) {
    const truth = truthTaxon(labels[t]!);
    for (const [a, n] of row.entries()) {
      if (n === 0) continue;
      total.units += n;
      const prediction = predictions[a] ?? null;
      if (t === a) total.exact += n;
      else if (truth === null || prediction === null) total.unknown += n;
      else {
        const { kind } = compareTaxa(truth, prediction);
        if (kind === "coarser") {
          const rank = rankOf(prediction) ?? "animal";
          coarser.set(rank, (coarser.get(rank) ?? 0) + n);
        } else if (kind === "finer") total.finer += n;
        // Two names of one taxon are two classes: the label map decides, not the taxonomy.
        else if (kind === "exact") total.otherName += n;
        else total.different += n;
      }
    }
  }
  return { ...total, coarser: RANKS.map((rank) => ({ rank, n: coarser.get(rank) ?? 0 })) };
}

/** The counts as a note of the result. */
export function rankNote(facts: TaxonomyFacts, unit: string): ResultListed {
  const wider = facts.coarser.filter(({ n }) => n > 0).map(({ rank, n }) => `${n} at ${rank}`);
  const parts = [
    `${facts.exact} exactly right`,
    `right at a wider rank: ${wider.length === 0 ? "none" : wider.join(", ")}`,
    `${facts.finer} finer than the label`,
    ...(facts.otherName === 0
      ? []
      : [`${facts.otherName} the same taxon under a label that is not mapped to it`]),
    `${facts.different} different`,
    `${facts.unknown} wrong without a known place in the taxonomy`,
  ];
  const what = `of ${facts.units} ${unit}s ${parts.join("; ")}. The figures count the first alone as right`;
  return { file: "", code: "taxonomy/by-rank", what };
}
