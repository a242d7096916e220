import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/random.js";
import { createOutlinesEstimator } from "../../../src/metrics/detection/detection-estimators.js";
import { parseReference } from "../../../src/metrics/reference.js";
import type { InstanceSums } from "../../../src/outcomes/detection/instance-sums.js";
import { studentLevelQuantile } from "../../../src/statistics/quantiles.js";
import { wilsonInterval } from "../../../src/statistics/wilson.js";

interface Drawn {
  readonly found: number;
  readonly missed: number;
  readonly alarms: number;
  readonly iou: number;
}

/** Two labels on images without clusters, as sums of PQ or SQ. */
function sumsOf(images: readonly (readonly Drawn[])[], isOfPairs: boolean): InstanceSums {
  const columns = <T>(of: (one: Drawn) => T): T[] => images.flatMap((image) => image.map(of));
  const matrix = (of: (one: Drawn) => number) => Float64Array.from(columns(of));
  return {
    unitCount: images.length,
    unit: "image",
    classes: ["cell", "debris"],
    quotients: [
      {
        numerator: matrix(({ iou }) => iou),
        denominator: matrix(({ found, missed, alarms }) =>
          isOfPairs ? found : found + (missed + alarms) / 2,
        ),
      },
    ],
    objects: matrix(({ found, missed }) => found + missed),
    found: matrix(({ found }) => found),
    present: matrix(({ found, missed, alarms }) => found + (missed + alarms) / 2),
    isRegion: new Uint8Array(2),
    cluster: null,
    clusterCount: 0,
  };
}

function drawImages(n: number, missed: number): Drawn[][] {
  const random = createRandom(3, 1);
  return Array.from({ length: n }, () =>
    [0, 1].map((label) => {
      const count = 1 + random.below(3) - (label === 1 && random.uniform() < 0.5 ? 1 : 0);
      const lost = Array.from({ length: count }, () => random.uniform() < missed);
      const misses = lost.filter((one) => one).length;
      const iou = lost.reduce((sum, one) => sum + (one ? 0 : 0.6 + 0.4 * random.uniform()), 0);
      return { found: count - misses, missed: misses, alarms: random.below(2) * label, iou };
    }),
  );
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** By hand, of sums image by image. */
function slowFigure(images: readonly (readonly Drawn[])[], isOfPairs: boolean): number[] {
  return [0, 1].map((k) => {
    const of = (part: (one: Drawn) => number) => sum(images.map((image) => part(image[k]!)));
    const pairs = of(({ found }) => found);
    const below = isOfPairs ? pairs : pairs + of(({ missed, alarms }) => (missed + alarms) / 2);
    return of(({ iou }) => iou) / below;
  });
}

describe("intervals of outlined objects", () => {
  it.each([
    ["pq", 0.2],
    ["sq", 0.2],
    ["pq", 0],
    ["sq", 0],
  ])("%s, %d missed: the jackknife's, but as wide as what is rare may make it", (id, missed) => {
    const images = drawImages(40, missed);
    const isOfPairs = id === "sq";
    const found = createOutlinesEstimator(sumsOf(images, isOfPairs), parseReference(id)).at(0.95);
    const values = slowFigure(images, isOfPairs);
    const u = mean(values);
    const left = images.map((_, i) =>
      mean(
        slowFigure(
          images.filter((_one, j) => j !== i),
          isOfPairs,
        ),
      ),
    );
    const d = left.map((one) => one - mean(left));
    const v = (39 / 40) * sum(d.map((one) => one ** 2));
    const least = [0, 1].map((k) => {
      const pairs = sum(images.map((image) => image[k]!.found));
      const objects = pairs + sum(images.map((image) => image[k]!.missed));
      const n = isOfPairs ? pairs : objects;
      // A pair's IoU is above a half, so that one as bad as can be loses what is above it; a miss adds a half below.
      const loss = isOfPairs ? values[k]! - 0.5 : values[k]! / 2;
      const rare = ((isOfPairs ? 0 : objects - pairs) + 2) / (n + 4);
      return ((loss / 2) ** 2 * rare * (1 - rare)) / n;
    });
    const nu = (u * (1 - u)) / Math.max(v, sum(least));
    const fourths = sum(d.map((one) => one ** 4)) / sum(d.map((one) => one ** 2)) ** 2;
    const df = Math.min(39, 2 / (fourths - 1 / 40));
    const { low, high } = wilsonInterval(u, nu, studentLevelQuantile(0.95, df));
    expect(found.value).toBeCloseTo(u, 12);
    expect(found.nu).toBeCloseTo(nu, 6);
    expect(found.low).toBeCloseTo(low, 9);
    expect(found.high).toBeCloseTo(high, 9);
  });

  it("are not narrower for outlines that are all alike", () => {
    const alike = Array.from({ length: 30 }, (_, i) =>
      [0, 1].map(() => ({ found: 1, missed: 0, alarms: 0, iou: i === 0 ? 0.899 : 0.9 })),
    );
    const { value, low, high } = createOutlinesEstimator(
      sumsOf(alike, false),
      parseReference("pq"),
    ).at(0.95);
    expect(value! - low!).toBeGreaterThan(0.02);
    expect(high! - value!).toBeGreaterThan(0.01);
  });
});
