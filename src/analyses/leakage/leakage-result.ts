import { estimate } from "../../evaluation/estimates.js";
import type { EvaluatedOutcomes } from "../../evaluation/evaluated-outcomes.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import type { ResultInputs, ResultLeakage } from "../../results/result.js";
import type { SequenceUnits } from "../../tasks/predictions.js";
import type { Leakage } from "./leakage.js";

/** The outcomes and what stands for a unit of them. */
export interface UnitsOfImages {
  readonly outcomes: EvaluatedOutcomes;
  /** Image of each unit; of a sequence the first. */
  readonly image: Int32Array;
  /** Null where the unit is the image. */
  readonly sequences: SequenceUnits | null;
}

const OVERLAP = "record/training-overlap";
const GROUPS = "record/training-groups";
const ACROSS_CLUSTERS = "labels/duplicates-across-clusters";

/** Codes that {@link leakageWarnings} can give: they need images, not answers. */
export const LEAKAGE_WARNINGS: ReadonlySet<string> = new Set([OVERLAP, GROUPS, ACROSS_CLUSTERS]);

/** Warnings that every headline figure carries. */
export function leakageWarnings(leakage: Leakage | undefined): string[] {
  if (leakage === undefined) return [];
  const across = new Set(leakage.found.map((one) => one.across));
  return [
    ...(across.has("training") ? [OVERLAP] : []),
    ...(leakage.groups.length > 0 ? [GROUPS] : []),
    ...(across.has("cluster") ? [ACROSS_CLUSTERS] : []),
  ];
}

/** What `result.json` says of leakage: nothing where none was looked for. */
export function leakageResult(
  leakage: Leakage | undefined,
  units: UnitsOfImages,
  headline: readonly MetricReference[],
  request: Pick<EvaluateRequest, "level" | "interval">,
): { readonly leakage?: ResultLeakage } {
  if (leakage === undefined) return {};
  const { training, found, groups } = leakage;
  const without = leakage.leftOut.map(({ across, leaves, isLeft, images }) => {
    const kept = unitsWithout(units, isLeft);
    const figures = kept.length === 0 ? [] : headline;
    const estimates = figures.map((reference) =>
      estimate(units.outcomes, reference, "headline", request, kept),
    );
    return { across, leaves, images, estimates };
  });
  return { leakage: { training, found, groups, without } };
}

/** Pairs for the inputs of `result.json`. */
export function duplicatesOf(leakage: Leakage | undefined): Pick<ResultInputs, "duplicates"> {
  return leakage === undefined ? {} : { duplicates: leakage.duplicates };
}

/** Units that no image is left out of: a sequence goes with any of its images. */
export function unitsWithout(
  { image, sequences }: Pick<UnitsOfImages, "image" | "sequences">,
  isLeft: Uint8Array,
): Int32Array {
  const units = Int32Array.from(image.keys());
  if (sequences === null) return units.filter((unit) => isLeft[image[unit]!] !== 1);
  const { sequence } = sequences;
  const left = new Set<number>();
  for (let i = 0; i < sequence.length; i++) if (isLeft[i] === 1) left.add(sequence[i]!);
  return units.filter((unit) => !left.has(sequence[image[unit]!]!));
}
