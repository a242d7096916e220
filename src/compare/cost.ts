import type { ComparedCost, ComparedModel } from "./comparison.js";

/** What was measured of models; their order is that of the comparison. */
export interface MeasuredCost extends Pick<ComparedCost, "engine" | "images"> {
  /** Null for predictions that came from a file. */
  readonly models: readonly (null | {
    /** Null where too few images had an answer. */
    readonly imageMs: number | null;
    readonly sizeBytes: number;
  })[];
}

/** Times that differ by less are alike: so far those of one model differ that is timed twice. */
const ALIKE = 1.1;

/**
 * Beside its figure, what each model costs: it is worth its time where no other is at once no slower and
 * no worse, and in one of both better. Figures are taken as they are, without their ranges; times that
 * differ by less than a tenth are alike.
 *
 * @param sign −1 where lower is better
 */
export function costOf(
  measured: MeasuredCost,
  models: readonly Pick<ComparedModel, "name" | "value">[],
  sign: 1 | -1,
): ComparedCost {
  const { engine, images } = measured;
  const known = models.map(({ name, value }, m) => {
    const { imageMs = null, sizeBytes = null } = measured.models[m] ?? {};
    return { name, imageMs, sizeBytes, figure: value === null ? null : sign * value };
  });
  return {
    engine,
    images,
    models: known.map(({ figure, ...own }) => ({
      ...own,
      efficient:
        own.imageMs === null || figure === null
          ? null
          : !known.some(
              (other) =>
                other.imageMs !== null &&
                other.figure !== null &&
                other.imageMs <= ALIKE * own.imageMs! &&
                other.figure >= figure &&
                (ALIKE * other.imageMs < own.imageMs! || other.figure > figure),
            ),
    })),
  };
}

/**
 * The quickest model that is not told apart from the one with the best figure.
 *
 * @returns null where that is the best one itself, and where no times are known
 */
export function quickestAlike(
  cost: ComparedCost,
  models: readonly ComparedModel[],
): { readonly best: string; readonly quickest: string; readonly share: number } | null {
  const timed = models.flatMap(({ letters, name }, m) => {
    const { imageMs, efficient } = cost.models[m]!;
    return imageMs === null || efficient === null ? [] : [{ letters, name, imageMs, efficient }];
  });
  // Of the models that are worth their time the slowest has the best figure of all.
  const [best] = timed
    .filter(({ efficient }) => efficient)
    .toSorted((a, b) => b.imageMs - a.imageMs);
  if (best === undefined) return null;
  const isAlike = ({ letters }: { readonly letters: string }): boolean =>
    [...letters].some((letter) => best.letters.includes(letter));
  const [quickest] = timed.filter(isAlike).toSorted((a, b) => a.imageMs - b.imageMs);
  if (quickest === undefined || quickest.name === best.name) return null;
  return { best: best.name, quickest: quickest.name, share: quickest.imageMs / best.imageMs };
}
