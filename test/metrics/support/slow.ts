/*
 * Metrics as their definitions say them, one unit or pair at a time: slow, and hard to get wrong.
 */

export interface Rows {
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
  readonly classes: number;
}

type Ratio = "precision" | "recall" | "specificity" | "f1";

function cells({ truth, predicted }: Rows, k: number) {
  const count = (wanted: (t: boolean, p: boolean) => boolean) =>
    truth.filter((t, i) => wanted(t === k, predicted[i] === k)).length;
  return {
    tp: count((t, p) => t && p),
    fp: count((t, p) => !t && p),
    fn: count((t, p) => t && !p),
    tn: count((t, p) => !t && !p),
  };
}

export function slowRatio(ratio: Ratio, rows: Rows, k: number): number {
  const { tp, fp, fn, tn } = cells(rows, k);
  if (ratio === "precision") return tp / (tp + fp);
  if (ratio === "recall") return tp / (tp + fn);
  if (ratio === "specificity") return tn / (tn + fp);
  return tp / (tp + (fp + fn) / 2);
}

export function slowMacro(ratio: Ratio, rows: Rows): number {
  const values = Array.from({ length: rows.classes }, (_, k) => slowRatio(ratio, rows, k));
  return mean(values.filter((value) => !Number.isNaN(value)));
}

export function slowWeighted(ratio: Ratio, rows: Rows): number {
  return mean(
    rows.truth.map((t) => {
      const value = slowRatio(ratio, rows, t);
      return Number.isNaN(value) ? 0 : value;
    }),
  );
}

export function slowAccuracy({ truth, predicted }: Rows): number {
  return mean(truth.map((t, i) => (t === predicted[i] ? 1 : 0)));
}

export function slowKappa({ truth, predicted }: Rows): number {
  let agree = 0;
  for (const t of truth) for (const p of predicted) if (t === p) agree++;
  const expected = agree / truth.length ** 2;
  return expected === 1
    ? Number.NaN
    : (slowAccuracy({ truth, predicted, classes: 0 }) - expected) / (1 - expected);
}

/** As the correlation of indicator matrices: covariance over all classes. */
export function slowMcc({ truth, predicted, classes }: Rows): number {
  const covariance = (a: readonly number[], b: readonly number[]) => {
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const x = a.map((value) => (value === k ? 1 : 0));
      const y = b.map((value) => (value === k ? 1 : 0));
      const [mx, my] = [mean(x), mean(y)];
      sum += mean(x.map((value, i) => (value - mx) * ((y[i] ?? 0) - my)));
    }
    return sum;
  };
  const [tt, pp] = [covariance(truth, truth), covariance(predicted, predicted)];
  if (tt < 1e-12 || pp < 1e-12) return Number.NaN;
  return covariance(truth, predicted) / Math.sqrt(tt * pp);
}

/** Over all pairs of a positive and a negative. */
export function slowAuc(score: readonly number[], positive: readonly number[]): number {
  const wins: number[] = [];
  for (const [i, p] of positive.entries()) {
    for (const [j, q] of positive.entries()) {
      if (p !== 1 || q !== 0) continue;
      const difference = (score[i] ?? 0) - (score[j] ?? 0);
      wins.push(difference > 0 ? 1 : difference === 0 ? 0.5 : 0);
    }
  }
  return mean(wins);
}

/** Mean over the positives of the precision at their own score. */
export function slowAveragePrecision(
  score: readonly number[],
  positive: readonly number[],
): number {
  const precisions: number[] = [];
  for (const [i, own] of score.entries()) {
    if (positive[i] !== 1) continue;
    precisions.push(mean(positive.filter((_, j) => (score[j] ?? 0) >= own)));
  }
  return mean(precisions);
}

/** Every order of ties, as permutations of few units. */
export function slowAurc(confidence: readonly number[], loss: readonly number[]): number {
  const areas = orders(confidence).map((order) => {
    let sum = 0;
    return mean(
      order.map((i, rank) => {
        sum += loss[i] ?? 0;
        return sum / (rank + 1);
      }),
    );
  });
  return mean(areas);
}

/** Mean over every order of ties of the area under the steps' chords. */
export function slowAugrc(confidence: readonly number[], loss: readonly number[]): number {
  const n = loss.length;
  const areas = orders(confidence).map((order) => {
    let [before, area] = [0, 0];
    for (const i of order) {
      const after = before + (loss[i] ?? 0);
      area += (before + after) / 2 / n / n;
      before = after;
    }
    return area;
  });
  return mean(areas);
}

/** All orders by falling confidence. */
function orders(confidence: readonly number[]): number[][] {
  const distinct = [...new Set(confidence)].sort((a, b) => b - a);
  return distinct.reduce<number[][]>(
    (starts, value) => {
      const tied = [...confidence.keys()].filter((i) => confidence[i] === value);
      return starts.flatMap((start) => permutations(tied).map((order) => [...start, ...order]));
    },
    [[]],
  );
}

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

export function slowEce(
  confidence: readonly number[],
  correct: readonly number[],
  bins: number,
): number {
  let sum = 0;
  for (let b = 0; b < bins; b++) {
    const inside = [...confidence.keys()].filter((i) => {
      const c = confidence[i] ?? 0;
      return (c > b / bins || (b === 0 && c === 0)) && c <= (b + 1) / bins;
    });
    if (inside.length === 0) continue;
    const gap =
      mean(inside.map((i) => correct[i] ?? 0)) - mean(inside.map((i) => confidence[i] ?? 0));
    sum += (inside.length / confidence.length) * Math.abs(gap);
  }
  return confidence.length === 0 ? Number.NaN : sum;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
