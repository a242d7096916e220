import type { Field } from "../field.js";
import {
  bothSides,
  type CountedSides,
  countOf,
  countOfAll,
  discordantOf,
  shownLabels,
  sizesOf,
} from "../group-counts.js";
import { type Found, type LeftOut, type RangeOptions, relativeFigure } from "../measured.js";
import { ofField } from "../use.js";

const PER_NIGHTS = 100;
export const NO_TIMES = "application/no-times";
export const NO_DEPLOYMENTS = "application/no-deployments";

/** Independent events, and how many there are in a hundred nights of cameras. */
export const trapRate = ofField({
  id: "trap-rate",
  figures: ["events", "trap-rate", "abundance-index"],
  find(field, options): readonly Found[] {
    const { cameras, events, inside, hasCounts } = field;
    if (cameras === null || events === null) {
      const code = cameras === null ? "application/no-cameras" : NO_TIMES;
      return ["events", "trap-rate"].map((figure): LeftOut => ({ figure, code }));
    }
    const counted = (weight: "one" | "size", isInside: boolean): CountedSides =>
      bothSides(field, (side, add) => {
        const { count, label, camera, unit, size } = events[side];
        for (let i = 0; i < count; i++) {
          if (isInside && inside![unit[i]!] === 0) continue;
          add(label[i]!, cameras.groups[camera[i]!]!, weight === "one" ? 1 : size[i]!);
        }
      });
    const all = counted("one", false);
    const found: Found[] = figuresOf("events", field, all, null, options);
    if (inside === null) {
      return [...found, { figure: "trap-rate", code: NO_DEPLOYMENTS }];
    }
    const nights = nightsOf(field);
    found.push(...figuresOf("trap-rate", field, counted("one", true), nights, options));
    if (hasCounts) {
      found.push(...figuresOf("abundance-index", field, counted("size", true), nights, options));
    }
    return found;
  },
});

/** Nights of all cameras, without those of a group; −1 with all. */
function nightsOf({ cameras, groups }: Field): (without: number) => number {
  const byGroup = new Float64Array(groups.count);
  let total = 0;
  for (const [code, deployment] of cameras!.deployed.entries()) {
    const nights = deployment?.nights ?? 0;
    total += nights;
    const group = cameras!.groups[code]!;
    if (group >= 0) byGroup[group]! += nights;
  }
  return (without) => total - (without < 0 ? 0 : byGroup[without]!);
}

function figuresOf(
  figure: string,
  { labels, groups }: Field,
  counts: CountedSides,
  nights: ((without: number) => number) | null,
  options: RangeOptions,
): Found[] {
  const { labels: shown } = shownLabels(counts);
  const rate = (count: number, without: number): number =>
    nights === null ? count : (PER_NIGHTS * count) / nights(without);
  return [null, ...shown].map((label) =>
    relativeFigure(
      {
        figure,
        label: label === null ? null : labels[label]!,
        sides(without) {
          const of = (side: "truth" | "model"): number =>
            rate(
              label === null
                ? countOfAll(counts[side], without)
                : countOf(counts[side], label, without),
              without,
            );
          return { truth: of("truth"), model: of("model") };
        },
        n: label === null ? countOfAll(counts.truth, -1) : counts.truth.total[label]!,
        discordant: discordantOf(counts, label),
        sizes: sizesOf(counts, label),
      },
      groups,
      options,
    ),
  );
}
