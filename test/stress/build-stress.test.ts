import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { corruptionOf } from "../../src/images/corruptions/registry.js";
import { metricWords } from "../../src/reports/words/metrics.js";
import { newcombePaired } from "../../src/statistics/difference.js";
import { levelQuantile, studentLevelQuantile } from "../../src/statistics/quantiles.js";
import { stressCsv } from "../../src/stress/stress-csv.js";
import { stressPage } from "../../src/stress/stress-page.js";
import { differenceRange, parameterText, stressText } from "../../src/stress/stress-text.js";
import { violationsOf } from "../support/schema-of.js";
import { drawnHits, PLAN, toyStress } from "./toy-stress.js";

const N = 60;
/** The first so many are right. */
const first = (right: number, n = N) => Array.from({ length: n }, (_, i) => Number(i < right));

/** Right by kind and severity: jpeg costs 10 images a step, defocus 2, fog nothing. */
const falling = (start: number) => (condition: { kind: string; severity: number } | null) => {
  const step = { jpeg: 10, defocus: 2 }[condition?.kind ?? ""] ?? 0;
  return first(start - step * (condition?.severity ?? 0));
};

describe("altered pictures", () => {
  const found = toyStress({ x: falling(54), y: falling(48) });

  it("have Newcombe's paired change, and a mean of it with Student's range", () => {
    expect(violationsOf("stress", found)).toEqual([]);
    const at = (kind: string, severity: number) =>
      found.kinds.find((one) => one.kind === kind && one.severity === severity)!.models[0]!;
    const jpeg3 = newcombePaired(24, 0, 30, 6, 0.95);
    expect(at("jpeg", 3)).toMatchObject({ value: 0.4, change: -0.5 });
    expect(at("jpeg", 3).changeLow).toBeCloseTo(jpeg3.low!, 12);
    expect(at("jpeg", 3).changeHigh).toBeCloseTo(jpeg3.high!, 12);
    // Severities 1, 3, 5 of 44, 24, 4 right: each image's mean of three, less what it was.
    const cost = found.costs.find(({ kind }) => kind === "jpeg")!.models[0]!;
    const d = Array.from({ length: N }, (_, i) => {
      const right = [44, 24, 4].filter((count) => i < count).length / 3;
      return right - Number(i < 54);
    });
    const mean = d.reduce((sum, one) => sum + one, 0) / N;
    const v = d.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (N * (N - 1));
    // Two models and three kinds share the error.
    const half = studentLevelQuantile(1 - 0.05 / 6, N - 1) * Math.sqrt(v);
    expect(cost.change).toBeCloseTo(mean, 12);
    expect(cost.low).toBeCloseTo(mean - half, 10);
    expect(cost.high).toBeCloseTo(mean + half, 10);
    expect(cost).toMatchObject({ told: true, most: true });
  });

  it("that change no answer have a range of what may not have been drawn", () => {
    const fog = found.costs.find(({ kind }) => kind === "fog")!.models[0]!;
    const level = 1 - 0.05 / 6;
    const z2 = levelQuantile(level) ** 2;
    expect(fog.change).toBe(0);
    expect(fog.low).toBeCloseTo(-z2 / (N + z2), 12);
    expect(fog.high).toBeCloseTo(z2 / (N + z2), 12);
    // A mean beyond the range needs more images that change than this, and then some are hardly ever not drawn.
    for (const n of [5, 40, N, 1000]) expect((n / (n + z2)) ** n).toBeLessThan(1 - level + 0.02);
  });

  it("have corruption errors as they are defined, and ratios to the first", () => {
    const errors = (start: number) => {
      const of = (step: number) => [1, 3, 5].map((s) => 1 - Math.max(0, start - step * s) / N);
      return { defocus: of(2), jpeg: of(10), fog: of(0) };
    };
    const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
    const [x, y] = [errors(54), errors(48)];
    const kinds = ["defocus", "jpeg", "fog"] as const;
    const mean = (of: typeof x) => sum(kinds.map((kind) => sum(of[kind]) / 3)) / 3;
    expect(found.mce[0]!.value).toBeCloseTo(mean(x), 12);
    expect(found.mce[1]!.value).toBeCloseTo(mean(y), 12);
    const ratio = sum(kinds.map((kind) => sum(y[kind]) / sum(x[kind]))) / 3;
    expect(found.mce[1]!.ratio).toBeCloseTo(ratio, 12);
    expect(found.mce[0]).toMatchObject({ ratio: 1, ratioLow: 1, ratioHigh: 1 });
    expect(found.mce[1]!.ratioLow! < ratio && ratio < found.mce[1]!.ratioHigh!).toBe(true);
    expect(found.relative[0]!.value).toBeCloseTo(mean(x) - 0.1, 12);
    // Fog costs the first nothing, and nothing can be divided by it.
    expect(found.relative[1]!.ratio).toBeNull();
  });

  it("say what costs, and which of two is ahead", () => {
    expect(found.statements).toEqual([
      "stress/costs-most",
      "stress/costs",
      "stress/costs-most",
      "stress/costs",
      "stress/ahead-altered",
    ]);
    expect(found.about[1]).toMatchObject({ models: ["x"], kinds: ["jpeg", "defocus"] });
    const text = stressText(found);
    expect(text.split("\n")[0]).toBe("JPEG compression costs x most here: 50.0 points");
    expect(text).toContain("x: JPEG compression costs more than every other kind that was tried.");
    expect(stressCsv(found).trim().split("\n")).toHaveLength(1 + 2 * 10);
    const page = stressPage(found, null, "1.2.3");
    expect(page.sections.map(({ id }) => id)).toEqual([
      "costs",
      "by-severity",
      "robust",
      "pairs",
      "how",
    ]);
  });

  it("say of a kind that was tried alone what it costs, and not that others cost less", () => {
    const costs = found.costs.filter(({ kind }) => kind === "jpeg");
    const text = stressText({ ...found, costs });
    expect(text.split("\n")[0]).toBe("JPEG compression costs x 50.0 points here");
    expect(text).toContain("x: a loss is told of JPEG compression, the only kind that was tried.");
    expect(text).not.toMatch(/every other|none told to cost more/);
  });

  it("say a parameter as a person would", () => {
    const texts = (["darkness", "darkness", "jpeg", "fog", "rotation"] as const).map((kind, i) =>
      parameterText([1, 1.75, 25, 0.4, 5][i]!, corruptionOf(kind)!.unit),
    );
    expect(texts).toEqual([
      ...["1 stop less light", "1.75 stops less light"],
      ...["quality 25", "optical depth 0.4", "5 degrees"],
    ]);
    expect(parameterText(null, "degrees")).toBe("–");
  });

  it("says where a change has no range", () => {
    const words = metricWords("accuracy");
    expect(differenceRange(words, -0.05, null, null)).toBe("−5.0 points, no range");
    expect(differenceRange(words, -0.05, -0.1, 0.01)).toBe("−5.0 points [−10.0, +1.0]");
    expect(differenceRange(words, null, null, null)).toBe("–");
  });

  it("say nothing of what changes nothing", () => {
    const same = toyStress({ x: () => first(50), y: () => first(50) });
    expect(same.statements).toEqual([
      "stress/no-cost-told",
      "stress/no-cost-told",
      "stress/not-told-apart",
    ]);
    expect(same.relative.map(({ value }) => value)).toEqual([0, 0]);
    expect(stressText(same)).toContain("No kind of alteration is told to cost anything here");
  });

  it("tell a loss of everything, where nothing varies", () => {
    const all = toyStress({ x: (one) => first(one?.kind === "fog" ? 0 : N) });
    const fog = all.costs.find(({ kind }) => kind === "fog")!.models[0]!;
    expect(fog).toMatchObject({ change: -1, told: true, most: true });
    expect(fog.low).toBe(-1);
    expect(fog.high).toBeGreaterThan(-1);
  });

  it("are changed by groups where images come in groups", () => {
    const cluster = Int32Array.from({ length: N }, (_, i) => i % 6);
    const grouped = toyStress({ x: falling(54) }, PLAN, { cluster, clusterCount: 6 });
    expect(grouped.clusters).toBe(6);
    const [one, whole] = [grouped, found].map(({ costs }) => costs[1]!.models[0]!);
    expect(one!.change).toBeCloseTo(whole!.change!, 12);
    expect(grouped.mce[0]!.low).not.toBeCloseTo(found.mce[0]!.low!, 6);
  });

  it("count what a search breaks, once an image however many tries break it", () => {
    const plan = { ...PLAN, tries: 3 };
    const tries = { x: [first(50), first(45), [...first(45).toReversed()]] };
    const { worst } = toyStress({ x: falling(54) }, plan, {}, tries);
    // Right in every try: of 0 … 44 those from 15 on.
    expect(worst).toMatchObject([{ name: "x", images: 54, broken: 24, budget: 3, value: 0.5 }]);
    expect(worst[0]!.change).toBeCloseTo(-24 / N, 12);
    expect(worst[0]!.changeHigh).toBeLessThan(0);
  });
});

describe("two models", () => {
  const kindsCost = (by: number) => (condition: { kind: string; severity: number } | null) =>
    0.9 - (condition === null ? 0 : by * condition.severity);

  it("of one accuracy that are not equally robust are told apart", () => {
    let told = 0;
    for (let run = 0; run < 30; run++) {
      const random = createRandom(3, run);
      const hard = Array.from({ length: 200 }, () => 0.2 * (random.uniform() - 0.5));
      const found = toyStress({
        robust: drawnHits(random, hard, kindsCost(0.02)),
        fragile: drawnHits(random, hard, kindsCost(0.07)),
      });
      if (found.statements.some((code) => code === "stress/equal-not-robust")) told++;
    }
    // With 200 images the difference of 15 points is found; the clean pair is told apart in 1 of 20.
    expect(told).toBeGreaterThanOrEqual(24);
  });

  it("that are alike are told apart in no more than a twentieth of runs", () => {
    const RUNS = 200;
    let [told, costs] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const random = createRandom(4, run);
      const hard = Array.from({ length: 80 }, () => 0.2 * (random.uniform() - 0.5));
      const none = toyStress({
        x: drawnHits(random, hard, () => 0.85),
        y: drawnHits(random, hard, () => 0.85),
      });
      if (!none.statements.includes("stress/not-told-apart")) told++;
      if (none.costs.some(({ models }) => models.some((one) => one.told))) costs++;
    }
    // 5 % and three Monte Carlo errors.
    expect(told / RUNS).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / RUNS));
    expect(costs / RUNS).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / RUNS));
  });
});
