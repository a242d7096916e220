import { isNamed, namedGroup } from "../../claims/group-names.js";
import { cellText } from "../../core/table.js";
import type { HeadlineBasis } from "../../evaluation/headline-basis.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { typedMetrics } from "../../evaluation/typed-metrics.js";
import { haveLabelSets, haveOneLabel } from "../../outcomes/classification-types.js";
import { areCounts } from "../../outcomes/counting.js";
import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import { presenceOutcomes } from "../../outcomes/detection/presence.js";
import { haveMasks } from "../../outcomes/segmentation/mask-outcomes.js";
import type { IntervalResult } from "../../statistics/interval.js";
import { proportionInterval } from "../../statistics/proportion.js";
import { clusterProportionInterval } from "../../statistics/wilson-cluster.js";
import { groupsOf } from "./groups-of.js";
import type { Groups } from "./measured.js";

/** One question with two answers: is it there, is it ill, is it broken? A row a unit of which the truth is known. */
export interface Binary {
  readonly label: string;
  readonly unit: string;
  readonly count: number;
  readonly truth: Uint8Array;
  /** Null where there are scores and no threshold of theirs. */
  readonly called: Uint8Array | null;
  readonly score: Float64Array | null;
  /** Whether scores are probabilities that they say so of. */
  readonly areProbabilities: boolean;
  readonly threshold: number | null;
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
  /** What was photographed, of each row, −1 where that is not said; null where nothing was several times. */
  readonly parts: { readonly codes: Int32Array; readonly count: number } | null;
  /** Group of each row, of which each is left out once. */
  readonly group: Int32Array;
  readonly groups: Groups;
}

type Basis = Pick<HeadlineBasis, "outcomes" | "attributes">;
type Request = Pick<EvaluateRequest, "task" | "positive" | "threshold" | "seed">;

export const NO_ANSWER = "application/no-answer";
const NO_POSITIVE = "application/no-positive";
export const NO_CALL = "application/no-call";
export const NO_SCORES = "application/no-scores";

/** Of the label of interest against the rest; a code where nothing says which one that is. */
export function binaryOf({ outcomes, attributes }: Basis, request: Request): Binary | string {
  const { classes, unit, unitCount, cluster, clusterCount } = outcomes;
  if (haveMasks(outcomes) || areCounts(outcomes)) return NO_ANSWER;
  const parts = partsOf(attributes);
  const grouped = groupsOf(cluster, clusterCount, unitCount, request.seed);
  const base = { unit, cluster, clusterCount, parts, ...grouped };
  if (haveObjects(outcomes)) {
    const { input, unitOfImage, threshold } = outcomes;
    const presence = presenceOutcomes(input, outcomes, { label: null, unitOfImage });
    const { truth, score } = presence.outcomes;
    return whole({
      ...base,
      label: presence.outcomes.classes[1],
      truth,
      score,
      threshold,
      called: threshold === null ? null : calledFrom(score, threshold),
      areProbabilities: false,
      cluster: presence.outcomes.cluster,
      parts:
        parts === null ? null : { ...parts, codes: presence.units.map((i) => parts.codes[i]!) },
      group: presence.units.map((i) => base.group[i]!),
    });
  }
  if ("score" in outcomes) {
    const { truth, score, threshold } = outcomes;
    const called = threshold === null ? null : calledFrom(score, threshold);
    const areProbabilities = false;
    const own = { label: classes[1]!, truth, score, threshold, called, areProbabilities };
    return whole({ ...base, ...own });
  }
  const { positive } = typedMetrics(request, classes);
  const asked = positive === null ? -1 : classes.indexOf(positive);
  if (haveOneLabel(outcomes)) {
    const { truth, predicted, scores } = outcomes;
    const k = asked >= 0 ? asked : classes.length === 2 ? rarerOf(truth) : -1;
    if (k < 0) return NO_POSITIVE;
    const score = scores?.columns.get(k) ?? null;
    const threshold = score === null ? null : request.threshold;
    return whole({
      ...base,
      label: classes[k]!,
      truth: Uint8Array.from(truth, (t) => (t === k ? 1 : 0)),
      score,
      threshold,
      called:
        score === null || threshold === null
          ? Uint8Array.from(predicted, (p) => (p === k ? 1 : 0))
          : calledFrom(score, threshold),
      areProbabilities: scores?.sums.areProbabilities === true,
    });
  }
  if (asked < 0 || !haveLabelSets(outcomes)) return NO_POSITIVE;
  const width = classes.length;
  const columnOf = (matrix: Uint8Array) =>
    Uint8Array.from({ length: unitCount }, (_, i) => matrix[i * width + asked]!);
  const { scores } = outcomes;
  return whole({
    ...base,
    label: classes[asked]!,
    truth: columnOf(outcomes.truth),
    called: columnOf(outcomes.predicted),
    score:
      scores === null
        ? null
        : Float64Array.from({ length: unitCount }, (_, i) => scores[i * width + asked]!),
    threshold: scores === null ? null : request.threshold,
    areProbabilities: scores?.every((one) => one >= 0 && one <= 1) === true,
  });
}

/** Rank of names of things; lots of them hold several, and so do patients. */
const THINGS = 1;
const OF_BODIES = ["lesion", "nodule"];

/** The finest column that names what was photographed, where something was more than once. */
function partsOf({ table, rows }: Basis["attributes"]): Binary["parts"] {
  let best: Binary["parts"] = null;
  for (const [name, column] of table.columns) {
    const named = namedGroup(name);
    const isThing = named?.kind === "subject" && named.rank === THINGS;
    if (!isThing && !isNamed(name, OF_BODIES)) continue;
    const codeOf = new Map<string, number>();
    const codes = rows.map((row) => {
      const value = cellText(column, row);
      if (value === null) return -1;
      const code = codeOf.get(value) ?? codeOf.size;
      codeOf.set(value, code);
      return code;
    });
    const known = codes.reduce((sum, code) => sum + (code < 0 ? 0 : 1), 0);
    const count = codeOf.size;
    if (count < 2 || count === known || count <= (best?.count ?? 0)) continue;
    best = { codes, count };
  }
  return best;
}

function whole(one: Omit<Binary, "count">): Binary {
  return { ...one, count: one.truth.length };
}

function calledFrom(score: Float64Array, threshold: number): Uint8Array {
  return Uint8Array.from(score, (one) => (one >= threshold ? 1 : 0));
}

/** The one that fewer units have, the second where both are as many. */
function rarerOf(truth: Int32Array): number {
  let first = 0;
  for (const k of truth) if (k === 0) first++;
  return first < truth.length - first ? 0 : 1;
}

/** Of those rows that `of` has the share that `hit` has: Wilson's interval, over clusters where there are some. */
export function shareOf(
  { cluster, clusterCount, count }: Pick<Binary, "cluster" | "clusterCount" | "count">,
  { of, hit }: Share,
  level: number,
): IntervalResult {
  if (cluster === null) {
    let [k, n] = [0, 0];
    for (let row = 0; row < count; row++) {
      if (!of(row)) continue;
      n++;
      if (hit(row)) k++;
    }
    return proportionInterval(k, n, level);
  }
  const size = new Float64Array(clusterCount);
  const hits = new Float64Array(clusterCount);
  for (let row = 0; row < count; row++) {
    if (!of(row)) continue;
    size[cluster[row]!]!++;
    if (hit(row)) hits[cluster[row]!]!++;
  }
  return clusterProportionInterval(size, hits, level);
}

/** A share of some rows. */
export interface Share {
  of(row: number): boolean;
  hit(row: number): boolean;
}

/** Correlation of two shares over clusters, of their residuals x − p·m; over rows where units are independent. */
export function correlationOf(
  { cluster, clusterCount, count }: Pick<Binary, "cluster" | "clusterCount" | "count">,
  shares: readonly [Share, Share],
): number {
  const groups = cluster === null ? count : clusterCount;
  const residuals = shares.map(({ of, hit }) => {
    let [n, k] = [0, 0];
    for (let row = 0; row < count; row++) {
      if (!of(row)) continue;
      n++;
      if (hit(row)) k++;
    }
    const sums = new Float64Array(groups);
    for (let row = 0; row < count; row++) {
      if (of(row)) sums[cluster === null ? row : cluster[row]!]! += (hit(row) ? 1 : 0) - k / n;
    }
    return sums;
  });
  const [a, b] = residuals as [Float64Array, Float64Array];
  let [ab, aa, bb] = [0, 0, 0];
  for (let g = 0; g < groups; g++) {
    ab += a[g]! * b[g]!;
    aa += a[g]! * a[g]!;
    bb += b[g]! * b[g]!;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** How many of each kind there are: rows that are of the label, called or not, and others. */
export interface CallCounts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

/** Counts of all rows, and (from 0) of all but a group. */
export function callCounts({ truth, group, groups }: Binary, called: Uint8Array) {
  const sums = new Float64Array(4 * (groups.count + 1));
  for (let row = 0; row < truth.length; row++) {
    const kind = 2 * truth[row]! + called[row]!;
    sums[kind]!++;
    sums[4 * (group[row]! + 1) + kind]!++;
  }
  return (without: number): CallCounts => {
    const at = (kind: number): number =>
      sums[kind]! - (without < 0 ? 0 : sums[4 * (without + 1) + kind]!);
    return { tn: at(0), fp: at(1), fn: at(2), tp: at(3) };
  };
}
