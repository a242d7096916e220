import type { TruthMap } from "../dataset/truth-map.js";
import type { EvaluateRequest } from "../evaluation/request.js";
import { DEFAULT_THRESHOLD } from "../evaluation/request.js";
import { DETECTION_WIDTH } from "../models/detections.js";

/** What a model says of an image, for people. */
export interface SpokenAnswer {
  /** Names of what it answers; of an anomaly score nothing. */
  readonly labels: readonly string[];
  /** How sure it is of the first one, in [0, 1]; null where it says nothing that is a share. */
  readonly sureness: number | null;
}

/**
 * The answer in scores as it counts: merged labels summed, the greatest sum first named; of several
 * labels those that reach the threshold; of a detector the names of what it found, surest first.
 */
export function spokenAnswer(
  scores: Float64Array,
  { classNames }: Pick<TruthMap, "classNames">,
  { task, threshold }: Pick<EvaluateRequest, "task" | "threshold">,
): SpokenAnswer {
  switch (task) {
    case "classification":
      return mostLikely(scores, classNames);
    case "multilabel":
      return reaching(scores, classNames, threshold ?? DEFAULT_THRESHOLD);
    case "anomaly":
      return { labels: [], sureness: null };
    case "detection":
      return found(scores, classNames, threshold ?? 0);
    default:
      return task satisfies never;
  }
}

function mostLikely(scores: Float64Array, names: readonly string[]): SpokenAnswer {
  const sums = new Map<string, number>();
  for (let k = 0; k < scores.length; k++) {
    const name = names[k] ?? "";
    sums.set(name, (sums.get(name) ?? 0) + scores[k]!);
  }
  let best = "";
  let most = Number.NEGATIVE_INFINITY;
  for (const [name, sum] of sums) {
    if (sum <= most) continue;
    best = name;
    most = sum;
  }
  return { labels: [best], sureness: Math.min(1, Math.max(0, most)) };
}

function reaching(scores: Float64Array, names: readonly string[], threshold: number): SpokenAnswer {
  const positions = [...scores.keys()].filter((k) => scores[k]! >= threshold);
  positions.sort((a, b) => scores[b]! - scores[a]! || a - b);
  const [first] = positions;
  return {
    labels: [...new Set(positions.map((k) => names[k] ?? ""))],
    sureness: first === undefined ? null : asShare(scores[first]!),
  };
}

function found(scores: Float64Array, names: readonly string[], threshold: number): SpokenAnswer {
  const rows: { readonly score: number; readonly name: string }[] = [];
  for (let at = 0; at < scores.length; at += DETECTION_WIDTH) {
    const score = scores[at + 4]!;
    if (score >= threshold) rows.push({ score, name: names[scores[at + 5]!] ?? "" });
  }
  rows.sort((a, b) => b.score - a.score);
  const [first] = rows;
  return {
    labels: [...new Set(rows.map(({ name }) => name))],
    sureness: first === undefined ? null : asShare(first.score),
  };
}

function asShare(value: number): number | null {
  return value >= 0 && value <= 1 ? value : null;
}
