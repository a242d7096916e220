/*
 * COCO's and VOC's evaluation as their rules say them, one pair and one threshold at a time, on
 * lists of objects: slow, and hard to get wrong.
 */
import type { DetectionInput, MatchRules } from "../../src/outcomes/detection-types.js";

export interface SlowTruth {
  readonly row: number;
  readonly image: number;
  readonly label: number;
  readonly box: readonly number[];
  readonly area: number;
  readonly isCrowd: boolean;
  readonly isIgnored: boolean;
}

export interface SlowDetection {
  readonly row: number;
  readonly image: number;
  readonly label: number;
  readonly box: readonly number[];
  readonly score: number;
  readonly area: number;
}

/** One detection after its match at one threshold in one area range. */
export interface SlowMatch {
  readonly row: number;
  readonly image: number;
  readonly score: number;
  readonly rank: number;
  /** Row of the truth, −1 for none. */
  readonly truth: number;
  readonly isHit: boolean;
  readonly isIgnored: boolean;
}

/** All detections of a class in the order of the curve, and how many truths count. */
export interface SlowRanking {
  readonly matches: readonly SlowMatch[];
  readonly countedTruths: readonly SlowTruth[];
  readonly foundRows: ReadonlySet<number>;
}

export function truthsOf({ truth }: DetectionInput): SlowTruth[] {
  return Array.from({ length: truth.count }, (_, row) => ({
    row,
    image: truth.image[row] ?? -1,
    label: truth.label[row] ?? -1,
    box: [...truth.box.slice(4 * row, 4 * row + 4)],
    area: truth.area[row] ?? -1,
    isCrowd: ((truth.flags[row] ?? 0) & 1) > 0,
    isIgnored: (truth.flags[row] ?? 0) > 0,
  }));
}

export function detectionsOf({ detections }: DetectionInput): SlowDetection[] {
  return Array.from({ length: detections.count }, (_, row) => ({
    row,
    image: detections.image[row] ?? -1,
    label: detections.label[row] ?? -1,
    box: [...detections.box.slice(4 * row, 4 * row + 4)],
    score: detections.score[row] ?? -1,
    area:
      detections.area?.[row] ??
      (detections.box[4 * row + 2] ?? 0) * (detections.box[4 * row + 3] ?? 0),
  }));
}

export function slowIou(d: readonly number[], g: readonly number[], isCrowd: boolean): number {
  const [dx = 0, dy = 0, dw = 0, dh = 0] = d;
  const [gx = 0, gy = 0, gw = 0, gh = 0] = g;
  const w = Math.min(dx + dw, gx + gw) - Math.max(dx, gx);
  const h = Math.min(dy + dh, gy + gh) - Math.max(dy, gy);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / (isCrowd ? dw * dh : dw * dh + gw * gh - w * h);
}

function slowDistance(d: readonly number[], g: readonly number[], isCrowd: boolean): number {
  const [dx = 0, dy = 0, dw = 0, dh = 0] = d;
  const [gx = 0, gy = 0, gw = 0, gh = 0] = g;
  const x = dx + dw / 2;
  const y = dy + dh / 2;
  if (!isCrowd) return Math.sqrt((x - gx - gw / 2) ** 2 + (y - gy - gh / 2) ** 2);
  return x >= gx && x <= gx + gw && y >= gy && y <= gy + gh ? 0 : Number.POSITIVE_INFINITY;
}

/** The ranking of class k (of all objects without labels) at one threshold in one area range. */
export function slowRanking(
  input: DetectionInput,
  rules: MatchRules,
  k: number,
  area: number,
  threshold: number,
): SlowRanking {
  const byLabel = <T extends { label: number }>(objects: T[]): T[] =>
    rules.byLabel
      ? objects.filter((one) => one.label === k)
      : [...objects].sort((a, b) => a.label - b.label);
  const truths = byLabel(truthsOf(input));
  const detections = byLabel(detectionsOf(input));
  const { low = 0, high = 0 } = rules.areas[area] ?? {};
  const isOutside = (size: number): boolean => size < low || size > high;
  const matches: SlowMatch[] = [];
  const foundRows = new Set<number>();
  for (let image = 0; image < input.imageCount; image++) {
    const here = truths.filter((one) => one.image === image);
    const isLeftOut = (g: SlowTruth): boolean => g.isIgnored || isOutside(g.area);
    const counted = here.filter((g) => !isLeftOut(g));
    const leftOut = here.filter(isLeftOut);
    const taken = new Set<number>();
    const kept = detections
      .filter((one) => one.image === image)
      .sort((a, b) => b.score - a.score)
      .slice(0, rules.maxDetections);
    for (const [rank, d] of kept.entries()) {
      const chosen =
        rules.matching === "voc"
          ? vocChoice(d, here, leftOut, taken, threshold)
          : cocoChoice(d, counted, leftOut, taken, threshold, rules.matching);
      if (chosen !== null) {
        taken.add(chosen.row);
        foundRows.add(chosen.row);
      }
      const isHit = chosen !== null && !isLeftOut(chosen);
      const looked = input.searched?.[d.image * input.labelCount + d.label] ?? 0;
      const isAlone = chosen === null && (isOutside(d.area) || looked > 0);
      matches.push({
        row: d.row,
        image,
        score: d.score,
        rank,
        truth: chosen?.row ?? -1,
        isHit,
        isIgnored: (chosen !== null && !isHit) || isAlone,
      });
    }
  }
  matches.sort((a, b) => b.score - a.score);
  const countedTruths = truths.filter((g) => !g.isIgnored && !isOutside(g.area));
  return { matches, countedTruths, foundRows };
}

function cocoChoice(
  d: SlowDetection,
  counted: readonly SlowTruth[],
  leftOut: readonly SlowTruth[],
  taken: ReadonlySet<number>,
  threshold: number,
  matching: "coco" | "centre",
): SlowTruth | null {
  const quality = (g: SlowTruth): number =>
    matching === "coco" ? slowIou(d.box, g.box, g.isCrowd) : -slowDistance(d.box, g.box, g.isCrowd);
  const limit = matching === "coco" ? Math.min(threshold, 1 - 1e-10) : -threshold;
  const best = (free: readonly SlowTruth[]): SlowTruth | null => {
    const fits = free.filter((g) => quality(g) >= limit);
    const most = Math.max(...fits.map(quality));
    return fits.findLast((g) => quality(g) === most) ?? null;
  };
  return (
    best(counted.filter((g) => !taken.has(g.row))) ??
    best(leftOut.filter((g) => g.isCrowd || !taken.has(g.row)))
  );
}

function vocChoice(
  d: SlowDetection,
  here: readonly SlowTruth[],
  leftOut: readonly SlowTruth[],
  taken: ReadonlySet<number>,
  threshold: number,
): SlowTruth | null {
  const overlap = (g: SlowTruth): number => slowIou(d.box, g.box, g.isCrowd);
  const most = Math.max(...here.map(overlap));
  const best = here.find((g) => overlap(g) === most);
  if (best === undefined || most < Math.min(threshold, 1 - 1e-10)) return null;
  return leftOut.includes(best) || !taken.has(best.row) ? best : null;
}

/** Interpolated precision at the recalls given, and the last recall; null without truth. */
export function slowCurve(
  ranking: SlowRanking,
  maxDetections: number,
  recalls: readonly number[],
): { readonly precision: readonly number[]; readonly recall: number } | null {
  const positives = ranking.countedTruths.length;
  if (positives === 0) return null;
  let tp = 0;
  let fp = 0;
  const points: { readonly recall: number; readonly precision: number }[] = [];
  for (const { rank, isHit, isIgnored } of ranking.matches) {
    if (rank >= maxDetections) continue;
    if (isHit) tp++;
    else if (!isIgnored) fp++;
    points.push({ recall: tp / positives, precision: tp + fp === 0 ? 0 : tp / (tp + fp) });
  }
  const precision = recalls.map((r) =>
    Math.max(0, ...points.filter(({ recall }) => recall >= r).map((point) => point.precision)),
  );
  return { precision, recall: points.at(-1)?.recall ?? 0 };
}

/** As NumPy 2.4.6 has linspace(0, 1, 101). */
export const RECALLS_101 = Array.from({ length: 101 }, (_, i) => (i === 100 ? 1 : i * 0.01));

/** Area under the envelope of precision over recall. */
export function slowEnvelopeArea(ranking: SlowRanking): number | null {
  const positives = ranking.countedTruths.length;
  if (positives === 0) return null;
  // The envelope is constant between the recalls that can be reached.
  const steps = Array.from({ length: positives }, (_, i) => (i + 1) / positives);
  return mean(slowCurve(ranking, Number.POSITIVE_INFINITY, steps)?.precision ?? []);
}

/** The twelve figures in the order of COCO's summary; null where nothing is to be averaged. */
export function slowSummary(input: DetectionInput, rules: MatchRules): (number | null)[] {
  const classes = rules.byLabel ? input.labelCount : 1;
  const over = (
    area: number,
    maxDetections: number,
    thresholds: readonly number[],
    measure: "precision" | "recall",
  ): number | null => {
    const values: number[] = [];
    for (let k = 0; k < classes; k++) {
      for (const threshold of thresholds) {
        const ranking = slowRanking(input, rules, k, area, threshold);
        const curve = slowCurve(ranking, maxDetections, RECALLS_101);
        if (curve !== null) {
          values.push(measure === "recall" ? curve.recall : mean(curve.precision));
        }
      }
    }
    return values.length === 0 ? null : mean(values);
  };
  const all = rules.thresholds;
  const most = rules.maxDetections;
  return [
    over(0, most, all, "precision"),
    over(0, most, [0.5], "precision"),
    over(0, most, [0.75], "precision"),
    ...[1, 2, 3].map((area) => over(area, most, all, "precision")),
    ...[1, 10, 100].map((count) => over(0, count, all, "recall")),
    ...[1, 2, 3].map((area) => over(area, 100, all, "recall")),
  ];
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
