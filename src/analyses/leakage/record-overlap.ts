import type { RecordClaim, RecordOverlap } from "../../records/record/record-types.js";
import type { EvaluationResult } from "../../results/result.js";

/**
 * What a record says of images that are also in training or in another cluster: null where nothing
 * was looked for. The figures are the headline ones without every image that is a copy of a training
 * image or looks nearly like one, and without second copies across clusters; without images of shared
 * groups they are in no record, which names the groups' pairs.
 *
 * @param nameOf the name of an evaluated image in the record's manifest; null where names are withheld,
 *   then neither side of a pair is named and the figures cannot be computed again
 */
export function recordOverlap(
  { leakage, inputs }: Pick<EvaluationResult, "leakage" | "inputs">,
  nameOf: ((file: string) => string) | null,
): RecordOverlap | null {
  if (leakage === undefined) return null;
  const pairs = (inputs.duplicates ?? []).map(({ a, b, kind, across }) => ({
    test: nameOf === null ? null : nameOf(a),
    other: nameOf === null ? null : across === "cluster" ? nameOf(b) : b,
    kind,
    across,
  }));
  const without = (["training", "cluster"] as const).flatMap((across) => {
    const steps = leakage.without.filter((one) => one.across === across && one.leaves !== "groups");
    const widest = steps.at(-1);
    return (widest?.estimates ?? []).map(({ role: _role, slice: _slice, ...figure }) => {
      const claim: RecordClaim = { ...figure, recomputable: nameOf !== null };
      return claim;
    });
  });
  return { trainingImages: leakage.training?.images ?? null, pairs, without };
}
