import type { ImageSet } from "../dataset/image-set.js";
import type { TruthMap } from "../dataset/truth-map.js";
import { metricOf } from "../metrics/lookup.js";
import type { EvaluatedOutcomes } from "../outcomes/detection/evaluated-detections.js";
import type { RankedLabels } from "../tasks/task.js";
import { askedReferences } from "./claims.js";
import type { EvaluateRequest } from "./request.js";

/** A report has curves of so many labels at most. */
const MOST_CURVES = 6;

/**
 * Classes whose probability of every unit is kept: all for metrics of rankings that are asked for,
 * else those of the report's curves: `--positive` and those with most images. A column is 8 bytes a
 * unit, its ranking 12 more while a report is made: at most 120 bytes a unit.
 */
export function scoreColumnsFor(
  request: EvaluateRequest,
  images: ImageSet,
  { truthNames, classNames }: TruthMap,
): "all" | readonly string[] {
  if (askedReferences(request).some((one) => metricOf(one).needs === "score columns")) return "all";
  const classes = [...new Set(classNames)];
  const codeOf = new Map(truthNames.map((name, code) => [name, code]));
  const counts = new Float64Array(truthNames.length);
  for (const code of images.classIndex) counts[code]! += 1;
  const count = (k: number) => counts[codeOf.get(classes[k]!) ?? -1] ?? 0;
  const first = request.positive === null ? -1 : classes.indexOf(request.positive);
  return mostOf(classes.length, count, first).map((k) => classes[k]!);
}

/** Which labels have curves, and how many others could have. */
export interface CurveLabels {
  readonly indices: readonly number[];
  readonly more: number;
}

/**
 * The labels that are looked at one against the rest: of two classes the one of `--positive`, else
 * the rarer one, the second where both are as many; of several at most {@link MOST_CURVES}, that of
 * `--positive` and then those with most units; of anomaly scores the anomalous one. A label that all
 * units have, or none, has no curve.
 */
export function curveLabels(
  outcomes: EvaluatedOutcomes,
  ranked: RankedLabels<EvaluatedOutcomes>,
  positive: string | null,
): CurveLabels {
  const { classes, unitCount } = outcomes;
  const counts = ranked.unitsWith(outcomes);
  const curved = (k: number) =>
    ranked.hasScores(outcomes, k) && counts[k]! > 0 && counts[k]! < unitCount;
  const asked = positive === null ? -1 : classes.indexOf(positive);
  if (classes.length === 2 && ranked.areOpposites) {
    const rarer = counts[0]! < counts[1]! ? 0 : 1;
    const only = ranked.lookedFor ?? (asked >= 0 ? asked : rarer);
    return { indices: curved(only) ? [only] : [], more: 0 };
  }
  const possible = classes.reduce(
    (sum, _, k) => sum + Number(counts[k]! > 0 && counts[k]! < unitCount),
    0,
  );
  const most = mostOf(classes.length, (k) => (curved(k) ? counts[k]! : 0), asked);
  const indices = most.filter(curved);
  return { indices, more: possible - indices.length };
}

/** `first`, where it is one, and then those with the greatest counts above 0, ties in their order. */
function mostOf(length: number, count: (k: number) => number, first: number): readonly number[] {
  const others = Array.from({ length }, (_, k) => k).filter((k) => k !== first && count(k) > 0);
  others.sort((a, b) => count(b) - count(a) || a - b);
  return [...(first < 0 ? [] : [first]), ...others].slice(0, MOST_CURVES);
}
