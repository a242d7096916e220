import { describe, expect, it } from "vitest";
import { compareModels } from "../../src/compare/compare-models.js";
import { comparisonPage } from "../../src/compare/comparison-page.js";
import { comparisonText } from "../../src/compare/comparison-text.js";
import { createRandom } from "../../src/core/random.js";
import { parseReference } from "../../src/metrics/reference.js";
import { renderBlockPage } from "../../src/node/reports/block-page.js";
import { newcombePaired } from "../../src/statistics/difference.js";
import { wilsonCounts, Z_95 } from "../../src/statistics/wilson.js";
import { violationsOf } from "../support/schema-of.js";
import { comparedModel } from "./compared-model.js";

const ALONE = {
  reference: parseReference("accuracy"),
  level: 0.95,
  seed: 1,
  redraws: 200,
  places: null,
};

/** Images i of class i % 2 (a, b); `right` of class a, then of class b, of 100 images each. */
function model(name: string, rightA: number, rightB: number, from = 0) {
  const hits = Array.from({ length: 200 }, (_, i) => {
    const at = (Math.floor(i / 2) + 100 - from) % 100;
    return at < (i % 2 === 0 ? rightA : rightB) ? 1 : 0;
  });
  return comparedModel(name, hits);
}

describe("models class by class", () => {
  it("have the recall of each class, and Newcombe's paired interval on its images", () => {
    const models = [model("x", 90, 60), model("y", 60, 90)];
    const found = compareModels(models, ALONE);
    expect(violationsOf("comparison", found)).toEqual([]);
    expect(found.pairs[0]!.told).toBeNull(); // 150 of 200 each
    const { perClass } = found;
    expect(perClass).toMatchObject({ metric: "recall", left: 0 });
    expect(perClass!.classes.map(({ level, n }) => [level, n])).toEqual([
      ["a", 100],
      ["b", 100],
    ]);
    const [a, b] = perClass!.classes;
    const { low, high } = wilsonCounts(90, 100, Z_95);
    expect(a!.models[0]).toMatchObject({ name: "x", value: 0.9, best: null });
    expect(a!.models[0]!.low).toBeCloseTo(low, 12);
    expect(a!.models[0]!.high).toBeCloseTo(high, 12);
    // Two classes with one pair each: half of 5 % for each.
    const own = newcombePaired(60, 30, 0, 10, 0.975);
    expect(a!.pairs[0]).toMatchObject({ told: "a", level: 0.975, n: 100 });
    expect(a!.pairs[0]!.low).toBeCloseTo(own.low!, 12);
    expect(a!.pairs[0]!.high).toBeCloseTo(own.high!, 12);
    expect(b!.pairs[0]!.told).toBe("b");
    const text = comparisonText(found);
    expect(text).toContain("told apart on 2 of 2 classes");
    expect(text).toMatch(/a: x − y: .* x is ahead/);
    const html = renderBlockPage(
      comparisonPage(found, {
        version: "1.2.3",
        claimed: new Map(),
        alone: null,
        pictures: null,
      }),
      "homeground compare",
    );
    expect(html).toContain("Class by class");
    for (const { pairs } of perClass!.classes) {
      expect(html).toContain(`value="${pairs[0]!.difference}"`);
    }
  });

  it.each([
    [1, "1 class more is not shown."],
    [2, "2 classes more are not shown."],
  ])("says that %i of them are left out", (left, said) => {
    const found = compareModels([model("x", 90, 60), model("y", 60, 90)], ALONE);
    const facts = { version: "1.2.3", claimed: new Map(), alone: null, pictures: null };
    const page = comparisonPage({ ...found, perClass: { ...found.perClass!, left } }, facts);
    expect(renderBlockPage(page, "homeground compare")).toContain(said);
  });

  it("are compared in groups where images come in groups", () => {
    const cluster = Int32Array.from({ length: 200 }, (_, i) => Math.floor(i / 10));
    const inGroups = (one: ReturnType<typeof model>) => ({
      ...one,
      outcomes: { ...one.outcomes, cluster, clusterCount: 20 },
    });
    const { perClass } = compareModels(
      [model("x", 90, 60), model("y", 60, 60)].map(inGroups),
      ALONE,
    );
    const [a] = perClass!.classes;
    expect(a).toMatchObject({ n: 100, clusters: 20 });
    expect(a!.pairs[0]).toMatchObject({ method: "paired-t-cluster", clusters: 20 });
  });

  it("have figures alone where a class has too few images, and the frequent ones come first", () => {
    const truth = Int32Array.from({ length: 60 }, (_, i) => (i < 5 ? 0 : i < 30 ? 1 : 2));
    const classes = ["rare", "some", "many"];
    const of = (name: string, wrong: number) => {
      const predicted = truth.map((one, i) => (i % wrong === 0 ? (one + 1) % 3 : one));
      return comparedModel(name, Array<number>(60).fill(1), {
        truth,
        predicted,
        classes,
        modelClassCount: 3,
      });
    };
    const { perClass } = compareModels([of("x", 7), of("y", 4)], ALONE);
    expect(perClass!.classes.map(({ level, n }) => [level, n])).toEqual([
      ["many", 30],
      ["some", 25],
      ["rare", 5],
    ]);
    const rare = perClass!.classes[2]!;
    expect(rare).toMatchObject({ pairs: [], warnings: ["slices/too-small"] });
    expect(rare.models.map(({ value, low }) => [value, low])).toEqual([
      [0.8, null],
      [0.6, null],
    ]);
    // Families count the classes that are compared.
    expect(perClass!.classes[0]!.pairs[0]!.level).toBeCloseTo(0.975, 12);
  });

  it("are by the recall of the classes for a metric that is no mean over images", () => {
    const reference = parseReference("f1{average=macro}");
    const models = [model("x", 90, 60), model("y", 60, 90)];
    const { perClass } = compareModels(models, { ...ALONE, reference });
    expect(perClass).toEqual(compareModels(models, ALONE).perClass);
  });

  it("are left out of a comparison by one class, and where there is one class", () => {
    const models = [model("x", 90, 60), model("y", 60, 90)];
    const reference = parseReference("recall{class=a}");
    expect(compareModels(models, { ...ALONE, reference }).perClass).toBeNull();
    const alone = models.map((one) => ({
      ...one,
      units: Int32Array.from({ length: 100 }, (_, i) => 2 * i),
    }));
    expect(compareModels(alone, ALONE).perClass).toBeNull();
  });

  it("compares labels of several by the metric of the label", () => {
    const random = createRandom(4, 0);
    const n = 120;
    const scored = (name: string, noise: number) => {
      const has = Array.from({ length: n }, (_, i) => [i % 2, i % 3 === 0 ? 1 : 0]);
      const score = has.flatMap((row) =>
        row.map((one) =>
          Math.min(1, Math.max(0, one * 0.4 + 0.3 + noise * (random.uniform() - 0.5))),
        ),
      );
      return { name, has, score };
    };
    const [x, y] = [scored("x", 0.6), scored("y", 1.6)];
    const outcomes = ({ name, has, score }: typeof x) => ({
      ...comparedModel(name, Array<number>(n).fill(1)),
      outcomes: {
        kind: "multilabel" as const,
        unit: "image",
        unitCount: n,
        classes: ["a", "b"],
        truth: Uint8Array.from(has.flat()),
        predicted: Uint8Array.from(score, (one) => Number(one >= 0.5)),
        scores: Float64Array.from(score),
        cluster: null,
        clusterCount: 0,
      },
    });
    const reference = parseReference("roc-auc{average=macro}");
    const models = [outcomes(x), outcomes(y)] as never;
    const { perClass } = compareModels(models, { ...ALONE, reference });
    expect(perClass).toMatchObject({ metric: "roc-auc" });
    const [a] = perClass!.classes;
    const own = parseReference("roc-auc{class=a}");
    const alone = compareModels(models, { ...ALONE, reference: own });
    expect(a!.level).toBe("a");
    expect(a!.n).toBe(60);
    expect(a!.models.map(({ value }) => value)).toEqual(alone.models.map(({ value }) => value));
    expect(a!.pairs[0]!.difference).toBeCloseTo(alone.pairs[0]!.difference!, 12);
  });

  it("orders equal models on some class in at most 5 of 100 worlds", () => {
    const random = createRandom(31, 0);
    const worlds = 300;
    let wrong = 0;
    for (let w = 0; w < worlds; w++) {
      const hard = Array.from({ length: 160 }, () => random.uniform() < 0.3);
      const models = ["x", "y", "z"].map((name) =>
        comparedModel(
          name,
          hard.map((isHard) => Number(random.uniform() < (isHard ? 0.4 : 0.9))),
        ),
      );
      const { perClass } = compareModels(models, { ...ALONE, redraws: 0 });
      const told = perClass!.classes.some(({ pairs }) => pairs.some((pair) => pair.told !== null));
      if (told) wrong++;
    }
    expect(wrong / worlds).toBeLessThanOrEqual(0.05 + 0.038);
  });
});
