import { grouped, percentDigits } from "./numbers.js";
import type { ResultConfusion, ResultEstimate } from "./result.js";
import { shown } from "./text.js";
import { metricName } from "./words/metrics.js";

/** Up to here every class has a row of its own. */
const MOST_CLASSES = 20;
/** Beyond, so many of the most mixed-up ones are shown, and the others as one. */
const MIXED_UP = 12;
const MOST_PAIRS = 12;
const MOST_TABLE_ROWS = 20;
const FEWEST_FOR_DIGIT = 200;

export interface ConfusionCell {
  readonly count: number;
  /** Shade 0 (none) to 7 by the share of the row; 4 and 5 are not used: text would not stand out. */
  readonly shade: 0 | 1 | 2 | 3 | 6 | 7;
  /** On the diagonal. */
  readonly right: boolean;
  /** In the cell of the rest against itself: how many of `count` are right; else null. */
  readonly rightInside: number | null;
}

export interface ConfusionRow {
  readonly label: string;
  readonly total: number;
  readonly cells: readonly ConfusionCell[];
}

export interface ConfusionView {
  readonly columns: readonly string[];
  readonly rows: readonly ConfusionRow[];
  /** Number of classes that the last row and column stand for; 0 when every class is shown. */
  readonly rest: number;
  /** The most frequent mistakes, most frequent first. */
  readonly pairs: readonly {
    readonly truth: string;
    readonly predicted: string;
    readonly count: number;
    readonly total: number;
  }[];
  /** One sentence on what stands out; null when nothing does. */
  readonly finding: string | null;
}

/** Found (recall) and trust (precision) of a class, as counts with intervals. */
export interface ClassRow {
  readonly label: string;
  readonly found: ClassShare;
  readonly trust: ClassShare;
}

export interface ClassShare {
  readonly value: number | null;
  /** `5 of 25`, or `none` when nothing is there to count. */
  readonly text: string;
  /** `[9, 39]%`; null where there is no interval. */
  readonly interval: string | null;
}

export interface ClassTable {
  readonly rows: readonly ClassRow[];
  /** Classes that are in result.json alone. */
  readonly more: number;
}

export function confusionView({ labels, counts }: ResultConfusion): ConfusionView {
  const k = labels.length;
  const at = (row: number, column: number): number => counts[row]?.[column] ?? 0;
  const truthTotal = new Float64Array(k);
  const predictedTotal = new Float64Array(k);
  const pairs: { truth: number; predicted: number; count: number }[] = [];
  for (let row = 0; row < k; row++) {
    for (let column = 0; column < k; column++) {
      const count = at(row, column);
      if (count === 0) continue;
      truthTotal[row]! += count;
      predictedTotal[column]! += count;
      if (row !== column) pairs.push({ truth: row, predicted: column, count });
    }
  }
  pairs.sort((a, b) => b.count - a.count || a.truth - b.truth || a.predicted - b.predicted);
  const chosen = chosenClasses(k, truthTotal, predictedTotal, at);
  const name = (index: number): string => shown(labels[index] ?? "", 60);
  const groups: (readonly number[])[] = chosen.map((index) => [index]);
  const rest = k - chosen.length;
  if (rest > 0) {
    const own = new Set(chosen);
    groups.push([...labels.keys()].filter((index) => !own.has(index)));
  }
  const names = groups.map((members, i) =>
    rest > 0 && i === groups.length - 1 ? `the other ${grouped(rest)}` : name(members[0] ?? 0),
  );
  const groupOf = new Int32Array(k);
  for (const [group, members] of groups.entries()) for (const one of members) groupOf[one] = group;
  const size = groups.length;
  const summed = new Float64Array(size * size);
  let rightInRest = 0;
  for (let row = 0; row < k; row++) {
    for (let column = 0; column < k; column++) {
      const count = at(row, column);
      if (count === 0) continue;
      summed[groupOf[row]! * size + groupOf[column]!]! += count;
      if (row === column && rest > 0 && groupOf[row] === size - 1) rightInRest += count;
    }
  }
  const rows = groups.map((members, row) => {
    const total = members.reduce((sum, one) => sum + truthTotal[one]!, 0);
    const cells = groups.map((_, column): ConfusionCell => {
      const count = summed[row * size + column]!;
      const restCell = rest > 0 && row === size - 1 && column === size - 1;
      return {
        count,
        shade: shadeOf(total === 0 ? 0 : count / total),
        right: row === column && !restCell,
        rightInside: restCell ? rightInRest : null,
      };
    });
    return { label: names[row] ?? "", total, cells };
  });
  return {
    columns: names.map((one) => shown(one, 24)),
    rows,
    rest,
    pairs: pairs.slice(0, MOST_PAIRS).map(({ truth, predicted, count }) => ({
      truth: name(truth),
      predicted: name(predicted),
      count,
      total: truthTotal[truth]!,
    })),
    finding: overusedAnswer(labels, truthTotal, predictedTotal),
  };
}

/** The classes with a row of their own, in label order. */
function chosenClasses(
  k: number,
  truthTotal: Float64Array,
  predictedTotal: Float64Array,
  at: (row: number, column: number) => number,
): number[] {
  const all = Array.from({ length: k }, (_, index) => index);
  if (k <= MOST_CLASSES) return all;
  const mixed = (index: number): number =>
    truthTotal[index]! + predictedTotal[index]! - 2 * at(index, index);
  return all
    .sort((a, b) => mixed(b) - mixed(a) || a - b)
    .slice(0, MIXED_UP)
    .sort((a, b) => a - b);
}

function shadeOf(share: number): ConfusionCell["shade"] {
  if (share <= 0) return 0;
  if (share < 0.1) return 1;
  if (share < 0.25) return 2;
  if (share < 0.5) return 3;
  return share < 0.75 ? 6 : 7;
}

/** `It says monocyte for 54 of 73. There are 11.`: when one answer stands for far too many. */
function overusedAnswer(
  labels: readonly string[],
  truthTotal: Float64Array,
  predictedTotal: Float64Array,
): string | null {
  const n = truthTotal.reduce((sum, count) => sum + count, 0);
  let worst = -1;
  for (let i = 0; i < labels.length; i++) {
    const excess = predictedTotal[i]! - truthTotal[i]!;
    if (worst < 0 || excess > predictedTotal[worst]! - truthTotal[worst]!) worst = i;
  }
  if (worst < 0) return null;
  const answered = predictedTotal[worst]!;
  const there = truthTotal[worst]!;
  if (answered < 2 * there || answered - there < Math.max(3, 0.1 * n)) return null;
  const name = shown(labels[worst] ?? "", 40);
  return `It says ${name} for ${grouped(answered)} of ${grouped(n)}. There are ${grouped(there)}.`;
}

/** Rows of `recall{class=…}` and `precision{class=…}`, those with most mistakes when there are many. */
export function classTable(
  estimates: readonly ResultEstimate[],
  confusion: ResultConfusion | null,
): ClassTable | null {
  const found = byClass(estimates, "recall");
  const trust = byClass(estimates, "precision");
  const order = new Map((confusion?.labels ?? []).map((label, index) => [label, index]));
  const labels = [...new Set([...found.keys(), ...trust.keys()])].sort(
    (a, b) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size),
  );
  if (labels.length === 0) return null;
  let kept = labels;
  if (labels.length > MOST_CLASSES) {
    const missed = (label: string): number => misses(found.get(label)) + misses(trust.get(label));
    const place = new Map(labels.map((label, index) => [label, index]));
    kept = [...labels]
      .sort((a, b) => missed(b) - missed(a) || (place.get(a) ?? 0) - (place.get(b) ?? 0))
      .slice(0, MOST_TABLE_ROWS);
  }
  return {
    rows: kept.map((label) => ({
      label: shown(label, 60),
      found: shareOf(found.get(label)),
      trust: shareOf(trust.get(label)),
    })),
    more: labels.length - kept.length,
  };
}

function byClass(
  estimates: readonly ResultEstimate[],
  id: "recall" | "precision",
): Map<string, ResultEstimate> {
  const found = new Map<string, ResultEstimate>();
  for (const estimate of estimates) {
    if (estimate.slice !== null || !estimate.metric.startsWith(`${id}{`)) continue;
    const label = metricName(estimate.metric).parameters.get("class");
    if (label !== undefined && !found.has(label)) found.set(label, estimate);
  }
  return found;
}

function misses(estimate: ResultEstimate | undefined): number {
  return estimate === undefined || estimate.value === null ? 0 : (1 - estimate.value) * estimate.n;
}

function shareOf(estimate: ResultEstimate | undefined): ClassShare {
  if (estimate === undefined) return { value: null, text: "not computed", interval: null };
  const { value, low, high, n } = estimate;
  if (value === null) return { value, text: n === 0 ? "none" : "undefined", interval: null };
  const hits = Math.round(value * n);
  const whole = Math.abs(hits - value * n) < 1e-6 * Math.max(1, n);
  // Whole percentages read best beside counts; many images deserve a digit more.
  const decimals = n < FEWEST_FOR_DIGIT ? 0 : 1;
  return {
    value,
    text: whole ? `${grouped(hits)} of ${grouped(n)}` : `${percentDigits(value, decimals)}%`,
    interval:
      low === null || high === null
        ? null
        : `[${percentDigits(low, decimals)}, ${percentDigits(high, decimals)}]%`,
  };
}
