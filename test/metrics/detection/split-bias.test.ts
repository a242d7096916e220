import { describe, expect, it } from "vitest";
import {
  createDetectionEstimator,
  createDetectionKernel,
} from "../../../src/metrics/detection/detection-estimators.js";
import { parseReference } from "../../../src/metrics/reference.js";
import type { DetectionOutcomes } from "../../../src/outcomes/detection-types.js";
import { jackknifeVariance } from "../../../src/statistics/jackknife.js";
import { splitBias } from "../../../src/statistics/split-bias.js";
import { correctedLimits, hullLimits } from "../../../src/statistics/unit-limits.js";
import { Z_95 } from "../../../src/statistics/wilson.js";
import { expectNine } from "../../statistics/nine-digits.js";

/** One label: the images of its objects, and of its detections, the surest first, + for a right one. */
interface Label {
  readonly objects: readonly number[];
  readonly detections: readonly string[];
}

/** Outcomes at IoU 0.5 alone; images count from 1. */
function outcomesOf(
  unitCount: number,
  labels: readonly Label[],
  cluster: Int32Array | null = null,
): DetectionOutcomes {
  const rows = labels.flatMap(({ detections }) => detections);
  const objects = labels.flatMap((label) => label.objects);
  const starts = (counts: readonly number[]): Int32Array =>
    Int32Array.from([0, ...counts.map((_, k) => counts.slice(0, k + 1).reduce((a, b) => a + b))]);
  return {
    kind: "detection",
    unitCount,
    unit: "image",
    modelClassCount: labels.length,
    classes: labels.map((_, k) => "abc"[k]!),
    cluster,
    clusterCount: cluster === null ? 0 : Math.max(...cluster) + 1,
    rules: {
      matching: "coco",
      geometry: "boxes",
      thresholds: [0.5],
      maxDetections: 100,
      areas: [{ name: "all", low: 0, high: 1e10 }],
      byLabel: true,
    },
    threshold: null,
    detections: {
      count: rows.length,
      classStart: starts(labels.map(({ detections }) => detections.length)),
      source: Int32Array.from(rows.keys()),
      rank: new Uint16Array(rows.length),
      unit: Int32Array.from(rows, (row) => Number.parseInt(row, 10) - 1),
      score: Float64Array.from(rows, (_, i) => 1 - i / 100),
      matched: [Uint16Array.from(rows, (row) => (row.endsWith("+") ? 1 : 0))],
      ignored: [new Uint16Array(rows.length)],
    },
    truths: {
      count: objects.length,
      classStart: starts(labels.map((label) => label.objects.length)),
      unit: Int32Array.from(objects, (image) => image - 1),
      counted: new Uint8Array(objects.length).fill(1),
      found: new Uint16Array(objects.length),
      source: Int32Array.from(objects.keys()),
    },
  };
}

/** METHODS-2 A2. */
const EXAMPLE = outcomesOf(8, [
  {
    objects: [1, 1, 2, 3, 4, 5, 6, 7],
    detections: ["1+", "3+", "2-", "4+", "5+", "8-", "1+", "6-", "7+", "2+", "5-"],
  },
  {
    objects: [2, 4, 5, 7, 8, 8],
    detections: ["4+", "6-", "8+", "2+", "1-", "5+", "8+", "3-"],
  },
]);

const halfOf = (images: readonly number[]): Float64Array =>
  Float64Array.from({ length: 8 }, (_, i) => (images.includes(i + 1) ? 1 : 0));

describe("a mean AP of detections without its bias", () => {
  it("is METHODS-2's example to the printed digits", () => {
    const [a, b, mean] = ["map-50{class=a}", "map-50{class=b}", "map-50"].map((metric) =>
      createDetectionKernel(EXAMPLE, parseReference(metric)),
    );
    expectNine(a!(null), 0.713578501);
    expectNine(b!(null), 0.65417256);
    const theta = mean!(null);
    expectNine(theta, 0.68387553);
    const halves = [
      [1, 3, 5, 7],
      [2, 4, 6, 8],
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ].map(halfOf);
    for (const [i, half] of halves.entries()) {
      expectNine(a!(half), [1, 0.299009901, 0.900990099, 0.5][i]!);
      expectNine(b!(half), [0.252475248, 0.851485149, 1, 0.564356436][i]!);
    }
    const label = (kernel: (weights: Float64Array | null) => number, evidence: number) => ({
      whole: kernel(null),
      evidence,
      splits: 2,
      halves: halves.reduce((sum, half) => sum + kernel(half) / 2, 0),
    });
    const labels = [label(a!, Math.sqrt(56)), label(b!, Math.sqrt(30))];
    expectNine(labels[0]!.halves / 2, 0.675);
    expectNine(labels[1]!.halves / 2, 0.667079208);
    const bias = splitBias(labels)!;
    expectNine(bias, -0.0385077793);
    const without = Float64Array.from({ length: 8 }, (_, out) =>
      mean!(Float64Array.from({ length: 8 }, (_one, i) => (i === out ? 0 : 1))),
    );
    const variance = jackknifeVariance(without);
    expectNine(variance, 0.025992968);
    const estimate = { u: theta, variance, cap: 14, q: Z_95 };
    const correction = { bias, noise: 1.1 };
    const whole = correctedLimits(correction)(estimate);
    expectNine(whole.u, 0.72238331);
    expectNine((whole.u * (1 - whole.u)) / whole.nu, 0.0286849428);
    expectNine(whole.nu, 6.99132171);
    expectNine(whole.low, 0.365430748);
    expectNine(whole.high, 0.921615271);
    const shared = correctedLimits(correction, 1)(estimate);
    expectNine(shared.nu, 7.56112855);
    expectNine(shared.low, 0.345034969);
    expectNine(shared.high, 0.89882311);
    expect(hullLimits(correction)(estimate)).toMatchObject({ low: shared.low, high: whole.high });
  });

  it("is that of the estimator too: u and ν by the share of the bias that the claim has", () => {
    const estimator = createDetectionEstimator(EXAMPLE, parseReference("map-50"));
    const shown = estimator.at(0.95);
    const at = (share: number) => estimator.judged!.at(0.95, share);
    expectNine(at(1).nu, 7.56112855); // with all of it left in, whatever the halvings
    expectNine(at(1).value, 0.68387553);
    expect(estimator.judged?.sharedWithClaim).toBe(true);
    const bias = shown.bias!;
    expect(bias).not.toBe(0);
    expect(at(0).value).toBeCloseTo(0.68387553 - bias, 9);
    expect(at(1.5).value).toBeCloseTo(0.68387553 + bias / 2, 9);
    expect(shown.low).toBe(Math.min(at(0).low!, at(1).low!, shown.value!));
    expect(shown.high).toBe(Math.max(at(0).high!, at(1).high!, shown.value!));
    const again = createDetectionEstimator(EXAMPLE, parseReference("map-50"), { seed: 9 });
    expect(again.at(0.95).bias).not.toBe(bias); // other halvings
    expect(again.at(0.95).value).toBe(shown.value);
  });

  it("halves clusters whole", () => {
    // Two clusters: every halving is the same two, 1357 and 2468.
    const cluster = Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1);
    const clustered = { ...EXAMPLE, cluster, clusterCount: 2 };
    const { bias } = createDetectionEstimator(clustered, parseReference("map-50{class=a}")).at(
      0.95,
    );
    // √(8 objects × 2 clusters) = 4: f = 3.
    expect(bias).toBeCloseTo(3 * ((1 + 0.299009901) / 2 - 0.713578501), 8);
  });

  it("has no interval where no label has objects in both halves", () => {
    const one = outcomesOf(4, [{ objects: [1, 1, 1], detections: ["1+", "2-", "1+"] }]);
    const found = createDetectionEstimator(one, parseReference("map-50")).at(0.95);
    expect(found).toMatchObject({ low: null, high: null });
    expect(found.value).toBeGreaterThan(0);
    expect(found.warnings).toContain("interval/few-of-a-class");
  });

  it("counts the labels whose objects and images are too few", () => {
    const { fewLabels } = createDetectionEstimator(EXAMPLE, parseReference("map-50")).at(0.95);
    expect(fewLabels).toEqual({ few: 0, of: 2, names: [], least: 4, tooMany: false });
    const rare = outcomesOf(20, [
      { objects: Array.from({ length: 12 }, (_, i) => i + 1), detections: ["1+", "2+"] },
      { objects: [3, 4, 5, 6], detections: ["3+"] }, // √(4 × 4) = 4
      { objects: [3, 3, 4, 5], detections: ["3+"] }, // √(4 × 3) < 4
    ]);
    const detail = (metric: string) =>
      createDetectionEstimator(rare, parseReference(metric)).at(0.95).fewLabels;
    expect(detail("map-50")).toEqual({ few: 1, of: 3, names: ["c"], least: 4, tooMany: false });
    expect(detail("map-50{class=c}")).toEqual({
      few: 1,
      of: 1,
      names: ["c"],
      least: 4,
      tooMany: true,
    });
  });

  it("of average recall knows no bias", () => {
    const recall = createDetectionEstimator(EXAMPLE, parseReference("ar-100{iou=0.50}"));
    expect(recall.judged).toBeUndefined();
    expect(recall.at(0.95).bias).toBeUndefined();
  });
});
