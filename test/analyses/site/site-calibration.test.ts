import { expect, it } from "vitest";
import { siteCalibration } from "../../../src/analyses/site/site-calibration.js";
import { createRandom } from "../../../src/core/random.js";
import { tInterval } from "../../../src/statistics/mean.js";

it("holds the score at each site against how many have the label there", () => {
  const random = createRandom(3, 1);
  const n = 600;
  const score = Float64Array.from({ length: n }, () => 0.05 + 0.9 * random.uniform());
  const site = Int32Array.from({ length: n }, (_, i) => (i < 300 ? 1 : 2));
  // At the first it means what it says; at the other half of those that it names have the label.
  const isPositive = Uint8Array.from(score, (p, i) =>
    Number(random.uniform() < (site[i] === 1 ? p : p / 2)),
  );
  const cluster = Int32Array.from({ length: n }, (_, i) => 1000 + i);
  const found = siteCalibration({ score, site, cluster }, isPositive, ["none", "a", "b"], 0.95);
  expect(found.map((one) => [one.site, one.n])).toEqual([
    ["a", 300],
    ["b", 300],
  ]);
  const [a, b] = found;
  expect(a!.error.low).toBeLessThan(0);
  expect(a!.error.high).toBeGreaterThan(0);
  expect(a!.slope!.low).toBeLessThan(1);
  expect(a!.slope!.high).toBeGreaterThan(1);
  // Ranges of both hold together; of single units that of a mean.
  const apart = score.slice(300).map((p, i) => p - isPositive[300 + i]!);
  const { value, low, high } = tInterval(apart, 0.975);
  expect(b!.error.value).toBeCloseTo(value!, 12);
  expect(b!.error.low).toBeCloseTo(low!, 4);
  expect(b!.error.high).toBeCloseTo(high!, 4);
  expect(b!.error.low).toBeGreaterThan(0.15);
  expect(b!.meanScore).toBeCloseTo(0.5, 1);
});

it("does not range beyond what two shares can be apart", () => {
  const found = siteCalibration(
    {
      score: Float64Array.of(0.02, 0.01, 0.03),
      site: Int32Array.of(0, 0, 0),
      cluster: Int32Array.of(0, 1, 2),
    },
    Uint8Array.of(0, 1, 0),
    ["a"],
    0.95,
  );
  expect(found[0]!.error).toMatchObject({ low: -1, high: 1 });
});
