import type { EstimateDetail, MetricReference } from "../../metrics/estimate-types.js";
import { ACCURACY } from "../../metrics/predictions/accuracy.js";
import { BALANCED_ACCURACY } from "../../metrics/predictions/balanced-accuracy.js";
import { parseReference } from "../../metrics/reference.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import { newcombePaired, pairedClusterInterval } from "../../statistics/difference.js";
import { taskOf } from "../../tasks/registry.js";
import type { ResultBackground, ResultMaskedFigure } from "./result.js";

/** Outcomes of the same units, in the same order, seen in three ways. */
export type SeenThreeWays = Readonly<Record<ResultMaskedFigure["picture"], ClassificationOutcomes>>;

/**
 * How much is right without the objects, and by these alone. Answers that know nothing of the picture have a
 * mean recall of at most one in K classes, however common each is, so that what is above it is known of the background.
 */
export function backgroundFigures(
  seen: SeenThreeWays,
  level: number,
): Omit<ResultBackground, "boxes" | "unit" | "level" | "leftOut"> {
  const { whole, background } = seen;
  const n = whole.unitCount;
  const right = rightOf(whole);
  const without = rightOf(background);
  const both = right.reduce((sum, one, i) => sum + one * without[i]!, 0);
  const same = whole.predicted.reduce(
    (sum, one, i) => sum + (one === background.predicted[i] ? 1 : 0),
    0,
  );
  const classes = new Set(whole.truth).size;
  const blind = 1 / classes;
  const pictures = (["whole", "background", "objects"] as const).map((picture) =>
    maskedFigure(picture, seen[picture], whole, level),
  );
  const { low } = pictures[1]!.meanRecall;
  return {
    n,
    clusters: whole.cluster === null ? null : whole.clusterCount,
    pictures,
    still: { right: both, of: countOf(right) },
    same,
    classes,
    blind,
    answersWithout: classes < 2 || low === null ? null : low > blind,
  };
}

function maskedFigure(
  picture: ResultMaskedFigure["picture"],
  own: ClassificationOutcomes,
  whole: ClassificationOutcomes,
  level: number,
): ResultMaskedFigure {
  return {
    picture,
    right: countOf(rightOf(own)),
    shareRight: rangeOf(estimateOf(own, ACCURACY_OF_ALL, level)),
    meanRecall: rangeOf(estimateOf(own, MEAN_RECALL, level)),
    change: own === whole ? null : changeOf(rightOf(own), rightOf(whole), whole, level),
  };
}

const ACCURACY_OF_ALL = parseReference(ACCURACY.id);
const MEAN_RECALL = parseReference(BALANCED_ACCURACY.id);

function estimateOf(
  outcomes: ClassificationOutcomes,
  reference: MetricReference,
  level: number,
): EstimateDetail {
  return taskOf(outcomes.kind).estimator(outcomes, reference).at(level);
}

function rangeOf({ value, low, high }: EstimateDetail) {
  return { value, low, high };
}

function rightOf({ truth, predicted }: ClassificationOutcomes): Uint8Array {
  return Uint8Array.from(truth, (label, unit) => (label === predicted[unit] ? 1 : 0));
}

function countOf(right: Uint8Array): number {
  return right.reduce((sum, one) => sum + one, 0);
}

/** Paired by unit (METHODS §3): Newcombe's interval, in clusters that of their sums. */
function changeOf(
  after: Uint8Array,
  before: Uint8Array,
  { cluster, clusterCount }: ClassificationOutcomes,
  level: number,
) {
  if (cluster === null) {
    const counts = [0, 0, 0, 0] as [number, number, number, number];
    for (let i = 0; i < after.length; i++) counts[(1 - after[i]!) * 2 + 1 - before[i]!]!++;
    const { value, low, high } = newcombePaired(...counts, level);
    return { value, low, high };
  }
  const [differences, discordant, size] = [0, 0, 0].map(() => new Float64Array(clusterCount));
  for (let i = 0; i < after.length; i++) {
    const g = cluster[i]!;
    size![g]! += 1;
    differences![g]! += after[i]! - before[i]!;
    discordant![g]! += after[i] === before[i] ? 0 : 1;
  }
  const { value, low, high } = pairedClusterInterval(differences!, discordant!, size!, level);
  return { value, low, high };
}
