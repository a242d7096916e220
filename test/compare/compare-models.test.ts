import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compareModels } from "../../src/compare/compare-models.js";
import type { ComparedOutcomes, Comparison } from "../../src/compare/comparison.js";
import { comparisonPage } from "../../src/compare/comparison-page.js";
import { comparisonText } from "../../src/compare/comparison-text.js";
import { countAlone, onlyOneRight, onlyOneRightCsv } from "../../src/compare/only-one-right.js";
import { sharedImages } from "../../src/compare/shared-images.js";
import { createRandom, type Random } from "../../src/core/random.js";
import { parseReference } from "../../src/metrics/reference.js";
import { mcnemarExact } from "../../src/statistics/paired-proportions.js";
import { violationsOf } from "../support/schema-of.js";
import { describeWithShared } from "../support/shared-data.js";
import { comparedModel } from "./compared-model.js";

const ACCURACY = parseReference("accuracy");
const ALONE = { reference: ACCURACY, level: 0.95, seed: 1, redraws: 200, places: null };

/** So many images that both, the first, the second and none gets right. */
function pairOf([both, first, second, none]: readonly [number, number, number, number]) {
  const hits = (...parts: readonly (readonly [number, number])[]) =>
    parts.flatMap(([count, hit]) => Array<number>(count).fill(hit));
  return [
    comparedModel("x", hits([both, 1], [first, 1], [second, 0], [none, 0])),
    comparedModel("y", hits([both, 1], [first, 0], [second, 1], [none, 0])),
  ];
}

/** A model whose log loss on each image is given. */
function withLosses(name: string, losses: readonly number[]): ComparedOutcomes {
  const sums = { areProbabilities: true, off: 0, worst: 0 } as never;
  const same = new Float64Array(losses.length);
  const none = new Int32Array(losses.length);
  return comparedModel(name, Array<number>(losses.length).fill(1), {
    scores: {
      sums,
      confidence: same,
      truthProbability: same,
      above: none,
      tied: none,
      logLoss: Float64Array.from(losses),
      brier: same,
      columns: new Map(),
    },
  });
}

const codesOf = ({ statements }: Comparison) => statements;

describe("two models on the same images", () => {
  it("have Newcombe's paired interval, and say which images only one gets right", () => {
    const found = compareModels(pairOf([60, 25, 5, 10]), ALONE);
    expect(violationsOf("comparison", found)).toEqual([]);
    const [pair] = found.pairs;
    expect(pair).toMatchObject({
      a: "x",
      b: "y",
      told: "a",
      level: 0.95,
      method: "newcombe-paired",
      right: { both: 60, onlyA: 25, onlyB: 5, none: 10 },
    });
    expect(pair!.difference).toBeCloseTo(0.2, 12);
    expect(codesOf(found)).toEqual(["compare/best-everywhere"]);
    expect(found.models.map(({ letters }) => letters)).toEqual(["a", "b"]);
    expect(found.models[0]!.best! + found.models[1]!.best!).toBeCloseTo(1, 12);
    expect(comparisonText(found)).toContain("x is ahead of all others.");
  });

  it("turn round when they are given in the other order", () => {
    const [x, y] = pairOf([60, 20, 6, 14]);
    const there = compareModels([x!, y!], ALONE).pairs[0]!;
    const back = compareModels([y!, x!], ALONE).pairs[0]!;
    expect(back.difference).toBeCloseTo(-there.difference!, 12);
    expect(back.low).toBeCloseTo(-there.high!, 9);
    expect(back.told).toBe(there.told === "a" ? "b" : there.told === "b" ? "a" : null);
  });

  it("are not told apart by what they share", () => {
    const found = compareModels(pairOf([90, 3, 2, 5]), ALONE);
    expect(found.pairs[0]).toMatchObject({ told: null, warnings: ["interval/few-outcomes"] });
    expect(codesOf(found)).toEqual(["compare/not-told-apart"]);
    expect(found.models.map(({ letters }) => letters)).toEqual(["a", "a"]);
    expect(comparisonText(found)).toContain("These labels cannot tell the 2 models apart.");
  });

  it("in clusters have the worked example of the methods", () => {
    const d = [2, 1, 0, 3, -1, 2, 0, 1];
    const discordant = [4, 3, 2, 5, 3, 2, 0, 3];
    const m = [20, 25, 15, 30, 20, 20, 10, 20];
    const x: number[] = [];
    const y: number[] = [];
    const cluster: number[] = [];
    for (const [g, size] of m.entries()) {
      const first = (discordant[g]! + d[g]!) / 2;
      for (let i = 0; i < size; i++) {
        x.push(i < first || i >= discordant[g]! ? 1 : 0);
        y.push(i < first ? 0 : 1);
        cluster.push(g);
      }
    }
    const clustered = { cluster: Int32Array.from(cluster), clusterCount: 8 };
    const found = compareModels(
      [comparedModel("x", x, clustered), comparedModel("y", y, clustered)],
      ALONE,
    );
    const [pair] = found.pairs;
    expect(pair).toMatchObject({ method: "paired-t-cluster", clusters: 8, told: null });
    expect(pair!.difference).toBeCloseTo(0.05, 12);
    expect(pair!.low).toBeCloseTo(-0.0222127014, 9);
    expect(pair!.high).toBeCloseTo(0.122212701, 8);
  });

  it("of a metric that is no mean have the jackknife of the difference", () => {
    const reference = parseReference("f1{average=macro}");
    const found = compareModels(pairOf([60, 25, 5, 10]), { ...ALONE, reference });
    const [pair] = found.pairs;
    expect(pair).toMatchObject({ method: "paired-t", right: null, told: "a", n: 100 });
    const [x, y] = found.models;
    expect(pair!.difference).toBeCloseTo(x!.value! - y!.value!, 12);
  });

  it.each([
    [
      "log-loss",
      (apart: number) =>
        ["x", "y"].map((name) => {
          const losses = Array.from({ length: 60 }, (_, i) =>
            name === "y" && i < apart ? 0.5 + i / 50 : 0.2,
          );
          return withLosses(name, losses);
        }),
    ],
    ["f1{average=macro}", (apart: number) => pairOf([60 - apart, apart, 0, 0])],
  ] as const)("have no range where one image makes them, by %s, and say why", (metric, of) => {
    const reference = parseReference(metric);
    const found = compareModels(of(1), { ...ALONE, reference });
    const [pair] = found.pairs;
    expect(pair).toMatchObject({ low: null, high: null, told: null });
    expect(pair!.difference).toBeGreaterThan(0);
    expect(pair!.warnings).toEqual(["interval/few-units-carry-it"]);
    const said = "no range: too few images make it";
    expect(comparisonText(found)).toContain(`[${said}] · cannot tell`);
    const extras = { version: "1", claimed: new Map(), alone: null, pictures: null };
    expect(JSON.stringify(comparisonPage(found, extras))).toContain(`cannot tell, ${said}`);
    const more = compareModels(of(6), { ...ALONE, reference }).pairs[0]!;
    expect(more.low).toBeLessThan(more.difference!);
    expect(more.high).toBeGreaterThan(more.difference!);
  });

  it("of a metric that is better low are ahead where it is lower", () => {
    const scored = (name: string, loss: number) =>
      withLosses(
        name,
        Array.from({ length: 60 }, (_, i) => loss + (i % 7) / 10 + (i % 3) * (loss / 10)),
      );
    const reference = parseReference("log-loss");
    const found = compareModels([scored("x", 0.2), scored("y", 0.9)], { ...ALONE, reference });
    expect(found.pairs[0]).toMatchObject({ told: "a", method: "paired-t" });
    expect(found.pairs[0]!.difference).toBeGreaterThan(0.5);
    const said = "Less is better: above 0 the first of the two has so much less.";
    expect(comparisonText(found)).toContain(said);
    const extras = { version: "1", claimed: new Map(), alone: null, pictures: null };
    expect(JSON.stringify(comparisonPage(found, extras))).toContain(said);
    const more = compareModels([comparedModel("x", [1, 0]), comparedModel("y", [0, 1])], ALONE);
    expect(comparisonText(more)).not.toContain(said);
  });
});

describeWithShared("AUCs of two models", "oracles/d_delong_correlation.json", (path) => {
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as {
    cases: {
      id: string;
      kind: string;
      input: { y: number[]; score1: number[]; score2: number[] };
      expected: { ci_diff: [number, number] | null; z: number | null };
    }[];
  };
  it.each(
    cases.filter(({ kind }) => kind === "delong_paired").map((one) => [one.id, one] as const),
  )("differ by DeLong's variance: %s", (_, { input, expected }) => {
    const scored = (name: string, score: readonly number[]): ComparedOutcomes => ({
      ...comparedModel(name, input.y),
      outcomes: {
        kind: "anomaly",
        unit: "image",
        unitCount: input.y.length,
        classes: ["normal", "anomalous"],
        truth: Uint8Array.from(input.y),
        score: Float64Array.from(score),
        threshold: null,
        cluster: null,
        clusterCount: 0,
      },
    });
    const models = [scored("x", input.score1), scored("y", input.score2)];
    const reference = parseReference("roc-auc");
    const { difference, low, high, warnings } = compareModels(models, { ...ALONE, reference })
      .pairs[0]!;
    if (expected.z === null || expected.ci_diff === null) {
      expect(warnings).toEqual(["interval/no-variation"]);
      return;
    }
    const [l, h] = expected.ci_diff;
    expect(difference).toBeCloseTo((l + h) / 2, 9);
    // Student's law is a little wider than the normal one of the oracle, about the same centre.
    expect((low! + high!) / 2).toBeCloseTo((l + h) / 2, 9);
    expect(high! - low!).toBeGreaterThan(h - l);
    expect((high! - low!) / (h - l)).toBeLessThan(1.2);
  });
});

describe("models at places", () => {
  const places = (codes: readonly number[], levels: readonly string[]) => ({
    name: "site",
    levels,
    codes: Int32Array.from(codes),
  });
  const repeat = (count: number, hit: (i: number) => boolean) =>
    Array.from({ length: count }, (_, i) => (hit(i) ? 1 : 0));

  it("change places: said, and no one is called the best", () => {
    const north = 200;
    const x = [...repeat(north, (i) => i % 10 < 9), ...repeat(north, (i) => i % 10 < 5)];
    const y = [...repeat(north, (i) => i % 10 < 5), ...repeat(north, (i) => i % 10 < 9)];
    const codes = x.map((_, i) => (i < north ? 0 : 1));
    const found = compareModels([comparedModel("x", x), comparedModel("y", y)], {
      ...ALONE,
      places: places(codes, ["north", "south"]),
    });
    expect(violationsOf("comparison", found)).toEqual([]);
    expect(codesOf(found)).toEqual(["compare/rank-reversal"]);
    expect(found.about[0]).toMatchObject({ models: ["x", "y"], places: ["north", "south"] });
    expect(found.places!.map(({ pairs }) => pairs[0]!.told)).toEqual(["a", "b"]);
    expect(found.places![0]!.pairs[0]!.level).toBeCloseTo(0.975, 12);
    expect(comparisonText(found)).toContain("Which model is ahead depends on site.");
  });

  it("one that is nowhere behind is the one to start with", () => {
    const at = (right: number) => repeat(150, (i) => i % 10 < right);
    const x = [...at(9), ...at(9)];
    const y = [...at(9), ...at(4)];
    const z = [...at(4), ...at(9)];
    const codes = x.map((_, i) => (i < 150 ? 0 : 1));
    const found = compareModels(
      [comparedModel("x", x), comparedModel("y", y), comparedModel("z", z)],
      {
        ...ALONE,
        places: places(codes, ["north", "south"]),
      },
    );
    expect(
      found.about.find(({ statement }) => statement === "compare/never-worst")?.models,
    ).toEqual(["x"]);
    expect(comparisonText(found)).toContain("Start with x: it is nowhere clearly behind.");
  });

  it("too small for it have their figures and no differences", () => {
    const x = [...repeat(100, () => true), ...repeat(5, () => true)];
    const y = [...repeat(100, (i) => i % 2 === 0), ...repeat(5, () => false)];
    const codes = x.map((_, i) => (i < 100 ? 0 : 1));
    const found = compareModels([comparedModel("x", x), comparedModel("y", y)], {
      ...ALONE,
      places: places(codes, ["north", "south"]),
    });
    expect(found.places![1]).toMatchObject({ n: 5, pairs: [], warnings: ["slices/too-small"] });
    expect(found.places![1]!.models[0]).toMatchObject({ value: 1, low: null, best: null });
    expect(found.places![0]!.pairs[0]!.level).toBe(0.95);
  });
});

describe("what can be said of claims", () => {
  it("names the model with the highest claim that is behind all others here", () => {
    const [x, y] = pairOf([40, 40, 2, 18]);
    const claims = [
      { ...x!, claimed: 0.9 },
      { ...y!, claimed: 0.97 },
    ];
    const found = compareModels(claims, ALONE);
    expect(codesOf(found)).toContain("compare/best-at-home-worst-here");
    expect(codesOf(compareModels([x!, claims[1]!], ALONE))).not.toContain(
      "compare/best-at-home-worst-here",
    );
  });
});

describe("images of several models", () => {
  it("are refused where they differ, with how many and which", () => {
    const models = [
      { name: "x", images: ["1.png", "2.png", "3.png"] },
      { name: "y", images: ["3.png", "2.png", "4.png"] },
    ];
    expect(() => sharedImages(models, false)).toThrow(
      /2 images without a prediction of every model: 1 image of x and not of y \(1\.png\); 1 image of y and not of x \(4\.png\)/,
    );
    const { units, leftOut } = sharedImages(models, true);
    expect(units.map((of) => [...of])).toEqual([
      [1, 2],
      [1, 0],
    ]);
    expect(leftOut).toEqual([
      { image: "1.png", without: ["y"] },
      { image: "4.png", without: ["x"] },
    ]);
    const apart = models.map((one, m) => ({ ...one, images: [`${m}.png`] }));
    expect(() => sharedImages(apart, true)).toThrow(/no image has a prediction of every model/);
    // Between results, it is the evaluations that are to be of the same images.
    expect(() => sharedImages(models, false, "results")).toThrow(
      /2 images not in every result: 1 image of x and not of y \(1\.png\).*Evaluate again on the same images, or add --shared-only/s,
    );
    expect(() => sharedImages(apart, true, "results")).toThrow(/no image is in every result/);
  });

  it("that one model alone gets right are listed", () => {
    const models = [comparedModel("x", [1, 0, 1, 0]), comparedModel("y", [0, 1, 1, 0])];
    const images = ["1", "2", "3", "4"];
    const only = onlyOneRight(models, ACCURACY)!;
    expect(onlyOneRightCsv(models, images, only)).toBe("image,model\n1,x\n2,y\n");
    expect([...countAlone(models, only).values()]).toEqual([1, 1]);
    expect(onlyOneRight(models, parseReference("f1{average=macro}"))).toBeNull();
  });
});

describe("error rates of a comparison", () => {
  /** Equal models that err on their own and together. */
  function nullWorld(random: Random, n: number, models: number, places: number) {
    const hard = Array.from({ length: n }, () => random.uniform() < 0.2);
    return Array.from({ length: models }, (_, m) =>
      comparedModel(
        `m${m}`,
        hard.map((isHard) => (random.uniform() < (isHard ? 0.4 : 0.9) ? 1 : 0)),
      ),
    ).map((one) => ({ one, codes: Int32Array.from({ length: n }, (_, i) => i % places) }));
  }

  it("orders models that are equal in at most 5 of 100 worlds, at places too", () => {
    const random = createRandom(20, 0);
    const worlds = 400;
    let falseOrders = 0;
    let falseReversals = 0;
    for (let w = 0; w < worlds; w++) {
      const made = nullWorld(random, 180, 4, 3);
      const found = compareModels(
        made.map(({ one }) => one),
        {
          ...ALONE,
          redraws: 0,
          places: { name: "site", levels: ["1", "2", "3"], codes: made[0]!.codes },
        },
      );
      if (found.pairs.some(({ told }) => told !== null)) falseOrders++;
      if (codesOf(found).includes("compare/rank-reversal")) falseReversals++;
    }
    // 5 % and its Monte Carlo error: three standard errors of 400 worlds
    expect(falseOrders / worlds).toBeLessThanOrEqual(0.05 + 0.033);
    expect(falseReversals).toBeLessThanOrEqual(2);
  });

  it("covers the difference of a metric that is no mean in 93 to 97 of 100 samples", () => {
    const random = createRandom(21, 0);
    const reference = parseReference("f1{average=macro}");
    const draw = (n: number) => {
      const truth = Int32Array.from({ length: n }, () => (random.uniform() < 0.3 ? 1 : 0));
      const of = (right: number) => truth.map((one) => (random.uniform() < right ? one : 1 - one));
      const outcomes = [of(0.85), of(0.7)].map((predicted, m) =>
        comparedModel(`m${m}`, Array<number>(n).fill(1), { truth, predicted }),
      );
      return compareModels(outcomes, { ...ALONE, redraws: 0, reference }).pairs[0]!;
    };
    const f1 = (right: number, share: number) =>
      (2 * share * right) / (2 * share * right + (1 - right));
    const truth = (f1(0.85, 0.3) + f1(0.85, 0.7) - f1(0.7, 0.3) - f1(0.7, 0.7)) / 2;
    const samples = 600;
    let inside = 0;
    for (let s = 0; s < samples; s++) {
      const { low, high } = draw(150);
      if (low! <= truth && truth <= high!) inside++;
    }
    expect(inside / samples).toBeGreaterThanOrEqual(0.93 - 0.025);
    expect(inside / samples).toBeLessThanOrEqual(0.97 + 0.02);
  });
});

describeWithShared(
  "thirty models on CIFAR-10.1",
  "data/anchors/cifar101_correct_v6.csv",
  (path) => {
    const [header = "", ...rows] = readFileSync(path, "utf8").trim().split("\n");
    const names = header.split(",").slice(2);
    const cells = rows.map((row) => row.split(",").slice(2).map(Number));
    const models = names.map((name, m) =>
      comparedModel(
        name,
        cells.map((row) => row[m]!),
      ),
    );

    it("are told apart in 357 of 435 pairs one by one, in fewer at one common error", () => {
      const found = compareModels(models, ALONE);
      expect(found.pairs).toHaveLength(435);
      const single = found.pairs.filter(
        ({ right }) => mcnemarExact(right!.onlyA, right!.onlyB) < 0.05,
      );
      expect(single).toHaveLength(357);
      expect(found.pairs.filter(({ told }) => told !== null)).toHaveLength(TOLD_TOGETHER);
      expect(found.pairs[0]!.level).toBeCloseTo(1 - 0.05 / 435, 12);
      const best = found.models.reduce((high, one) => (one.best! > high.best! ? one : high));
      expect(best.name).toBe("shake_shake_26_2x64d_SSI_cutout16");
      expect(best.letters).toContain("a");
      expect(violationsOf("comparison", found)).toEqual([]);
    });
  },
);

/** Of 435 pairs, at the simultaneous level; Newcombe's paired intervals. */
const TOLD_TOGETHER = 304;
