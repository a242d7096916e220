import {
  type Diversity,
  dissimilarity,
  diversity,
  rarefiedRichness,
} from "../../../statistics/diversity.js";
import {
  type CountedSides,
  communityCounts,
  countOf,
  countOfAll,
  sizesOf,
} from "../group-counts.js";
import { type Found, numberOrNull, relativeFigure, studentRange } from "../measured.js";
import { ofField } from "../use.js";

const OF_DIVERSITY: Readonly<Record<string, (found: Diversity) => number>> = {
  richness: ({ richness }) => richness,
  chao1: ({ chao1 }) => chao1,
  shannon: ({ shannon }) => shannon,
  "hill-1": ({ hill }) => hill[1],
  "hill-2": ({ hill }) => hill[2],
};
/** Of these a species that one side alone has is one more. */
const COUNTED = ["richness", "chao1"];
const FEWEST_SPECIES = 2;

/** How many species there are, and how evenly: in events where times and cameras are known, else in images. */
export const community = ofField({
  id: "community",
  figures: [...Object.keys(OF_DIVERSITY), "rarefied-richness", "community-overlap"],
  find(field, options): readonly Found[] {
    const counts = communityCounts(field);
    const { truth, model } = counts;
    const species = truth.total.reduce((sum, one) => sum + (one > 0 ? 1 : 0), 0);
    if (species < FEWEST_SPECIES) {
      return community.figures.map((figure) => ({ figure, code: "application/one-species" }));
    }
    const warnings = counts.in === "event" ? [] : ["application/in-images"];
    const discordant = truth.total.reduce(
      (sum, one, k) => sum + (one > 0 === model.total[k]! > 0 ? 0 : 1),
      0,
    );
    const sizes = sizesOf(counts, null);
    const figures = Object.entries(OF_DIVERSITY).map(([figure, of]) => {
      const isCounted = COUNTED.includes(figure);
      // Where nothing is seen there are no species, and they are neither even nor uneven.
      const ofNothing = isCounted ? 0 : Number.NaN;
      return relativeFigure(
        {
          figure,
          label: null,
          sides: (without) => ({
            truth: diversityOf(counts, "truth", without, of, ofNothing),
            model: diversityOf(counts, "model", without, of, ofNothing),
          }),
          n: species,
          ...(isCounted ? { discordant } : {}),
          sizes,
          warnings,
        },
        field.groups,
        options,
      );
    });
    const rarefied = relativeFigure(
      {
        figure: "rarefied-richness",
        label: null,
        sides(without) {
          const m = Math.min(countOfAll(truth, without), countOfAll(model, without));
          if (m < 1) return { truth: Number.NaN, model: Number.NaN };
          return {
            truth: rarefiedRichness(countsOf(counts, "truth", without), m),
            model: rarefiedRichness(countsOf(counts, "model", without), m),
          };
        },
        n: species,
        discordant,
        sizes,
        warnings,
      },
      field.groups,
      options,
    );
    return [...figures, rarefied, overlapOf(counts, field.groups, options, warnings)];
  },
});

function countsOf(counts: CountedSides, side: "truth" | "model", without: number): Float64Array {
  return counts[side].total.map((_, k) => countOf(counts[side], k, without));
}

function diversityOf(
  counts: CountedSides,
  side: "truth" | "model",
  without: number,
  of: (found: Diversity) => number,
  ofNothing: number,
): number {
  const found = diversity(countsOf(counts, side, without));
  return found === null ? ofNothing : of(found);
}

/** 1 − Bray–Curtis between the two communities: 1 where the model's answers make the same one. */
function overlapOf(
  counts: CountedSides,
  groups: Parameters<typeof studentRange>[2],
  { level, interval }: Parameters<typeof relativeFigure>[2],
  warnings: readonly string[],
): Found {
  const at = (without: number): number => {
    const found = dissimilarity(
      countsOf(counts, "truth", without),
      countsOf(counts, "model", without),
    );
    if (found !== null) return 1 - found.brayCurtis;
    // Of two communities of which one is empty nothing is shared.
    return countOfAll(counts.truth, without) + countOfAll(counts.model, without) > 0
      ? 0
      : Number.NaN;
  };
  const model = at(-1);
  const leftOut = Float64Array.from({ length: groups.count }, (_, g) => at(g) - 1);
  const range =
    interval === "none" || Number.isNaN(model)
      ? null
      : studentRange(model - 1, leftOut, groups, level, { sizes: sizesOf(counts, null) });
  return {
    figure: {
      figure: "community-overlap",
      label: null,
      truth: 1,
      model: numberOrNull(model),
      difference: numberOrNull(model - 1),
      low: range?.low == null ? null : Math.max(-1, range.low),
      high: range?.high == null ? null : Math.min(0, range.high),
      method: range?.low == null ? null : "relative-t",
      n: countOfAll(counts.truth, -1),
      clusters: groups.clusters,
      warnings: [...warnings, ...(range?.warnings ?? [])],
    },
    leftOut,
  };
}
