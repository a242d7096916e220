import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { supportOfClasses } from "../../../src/analyses/class-support/analysis.js";
import { classSupport, supportFit } from "../../../src/analyses/class-support/class-support.js";
import { classSupportView } from "../../../src/analyses/class-support/class-support-view.js";
import { classSupportSection } from "../../../src/analyses/class-support/section.js";
import { log10 } from "../../../src/core/elementary.js";
import { createRandom } from "../../../src/core/random.js";
import { conceptSupport } from "../../../src/dataset/profile/concept-support.js";
import type { ClaimRecord } from "../../../src/evaluation/claim-record/claim-record.js";
import { pearsonInterval } from "../../../src/statistics/correlation.js";
import { normalQuantile } from "../../../src/statistics/normal-quantile.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";
import { madeRecord } from "../../evaluation/made-record.js";
import { describeWithShared } from "../../support/shared-data.js";

const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

describeWithShared(
  "published concept counts and accuracies of a CLIP model",
  "data/anchors/concept_frequency_rn50.csv",
  (path) => {
    const rows = readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","))
      .map((cells) => ({
        // Names of concepts hold commas; counts and accuracies stand at the end.
        pretraining: cells[0]!,
        frequency: Number(cells.at(-2)),
        accuracy: Number(cells.at(-1)) / 100,
      }));
    const docs = readFileSync(new URL("../../../docs/class-support.md", import.meta.url), "utf8");

    it.each([
      ["cc3m", 0.424, 1977, 10.6, 4.9],
      ["cc12m", 0.371, 2490, 9.1, 12.3],
      ["yfcc15m", 0.233, 2398, 6.2, 15.7],
    ] as const)("%s", (name, r, concepts, slope, never) => {
      const own = rows.filter(({ pretraining }) => pretraining === name);
      expect(own).toHaveLength(4449);
      const trained = own.filter(({ frequency }) => frequency > 0);
      const fit = supportFit(
        trained.map(({ frequency }) => frequency),
        trained.map(({ accuracy }) => accuracy),
        0.95,
      )!;
      expect(fit.pearson).toBeCloseTo(r, 3);
      expect(fit.classes).toBe(concepts);
      expect(100 * fit.slope).toBeCloseTo(slope, 1);
      const zero = own.filter(({ frequency }) => frequency === 0);
      expect(100 * mean(zero.map(({ accuracy }) => accuracy))).toBeCloseTo(never, 1);
      // What docs/class-support.md prints.
      const percent = (value: number) => (100 * value).toFixed(1);
      expect(docs).toContain(
        [
          concepts.toLocaleString("en"),
          `${fit.pearson!.toFixed(3)} [${fit.pearsonLow!.toFixed(3)}, ${fit.pearsonHigh!.toFixed(3)}]`,
          `${percent(fit.slope)} [${percent(fit.low)}, ${percent(fit.high)}]`,
          zero.length.toLocaleString("en"),
          `${percent(mean(zero.map(({ accuracy }) => accuracy)))} %`,
        ].join(" | "),
      );
    });
  },
);

/** Classes with training counts and the share of ten images that is right. */
function supportOf(
  classes: readonly (readonly [training: number | null, recall: number])[],
  local = 10,
) {
  const here = classes.map(([, recall], i) => ({ label: `c${i}`, local, recall }));
  const training = new Map(
    classes.flatMap(([count], i) => (count === null ? [] : [[`c${i}`, count] as const])),
  );
  return classSupport("rec", "image", conceptSupport(here, training), 0.95);
}

const RISING = Array.from({ length: 9 }, (_, i) => [10 ** (i / 2), 0.1 * (i + 1)] as const);

describe("the support of classes", () => {
  it("is a line over the logarithm of training counts, with the correlation and its range", () => {
    const { fit, usable } = supportOf(RISING);
    expect(usable).toBe(9);
    expect(fit!.slope).toBeCloseTo(0.2, 12);
    expect(fit!.intercept).toBeCloseTo(0.1, 12);
    expect(fit!.pearson).toBeCloseTo(1, 12);
    const bent = supportOf(RISING.map(([f, recall], i) => [f, recall + (i % 2 ? 0.05 : -0.05)]));
    const { pearson, pearsonLow, pearsonHigh } = bent.fit!;
    const range = pearsonInterval(pearson!, 9, 0.95)!;
    expect([pearsonLow, pearsonHigh]).toEqual([range.low, range.high]);
  });

  it("keeps classes that were never trained, and unknown ones, apart from the line", () => {
    const plain = supportOf(RISING);
    const found = supportOf([...RISING, [0, 0.9], [0, 0.8], [0, 1], [null, 0], [null, 0]]);
    expect(found.fit).toEqual(plain.fit);
    expect(found.trained).toEqual(plain.trained);
    expect(found.never).toMatchObject({ classes: 3, units: 30 });
    expect(found.never.value).toBeCloseTo(0.9, 12);
    expect(found.never.high).toBe(1);
    // Two classes have a mean and no range over classes.
    expect(found.unknown).toEqual({ classes: 2, units: 20, value: 0, low: null, high: null });
    const labels = found.classes.map(({ training }) => training);
    expect(labels.slice(0, 5)).toEqual([null, null, 0, 0, 0]);
    const { plot } = classSupportView(found);
    expect(plot.lines[0]!.points.map(({ row }) => row)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13]);
    for (const { points } of plot.lines) {
      for (const { x, row } of points) {
        expect(x).toBeCloseTo(log10(found.classes[row]!.training!), 12);
      }
    }
  });

  it("has no line of fewer than 8 classes, of few images, and of classes trained alike", () => {
    expect(supportOf(RISING.slice(0, 7))).toMatchObject({ fit: null, usable: 7 });
    expect(supportOf(RISING, 9)).toMatchObject({ fit: null, usable: 0 });
    const alike = supportOf(RISING.map(([, recall]) => [100, recall]));
    expect(alike).toMatchObject({ fit: null, usable: 9 });
    const { columns, rows } = classSupportView(alike).plot.table;
    expect(columns.map(({ name }) => name)).not.toContain("In the line");
    expect(rows.map(({ cells }) => cells.length)).toEqual(rows.map(() => columns.length));
    expect(classSupportView(alike).finding).toBe(
      "Whether classes that were trained more are recognised better here cannot be told: 9 classes with training images and 10 images or more here; a line takes 8, trained on different numbers of images.",
    );
    expect(supportOf(RISING.map(([f]) => [f, 0.5])).fit).toMatchObject({ slope: 0, pearson: null });
  });

  it("holds a true slope of 10 points in as many of 100 worlds as it says", () => {
    const random = createRandom(8);
    const training = Array.from({ length: 20 }, (_, i) => 10 ** (0.2 * i));
    let inside = 0;
    const worlds = 2000;
    for (let world = 0; world < worlds; world++) {
      const values = training.map(
        (f) => 0.3 + 0.1 * log10(f) + 0.15 * normalQuantile(Math.max(1e-12, random.uniform())),
      );
      const { low, high } = supportFit(training, values, 0.95)!;
      if (low <= 0.1 && high >= 0.1) inside++;
    }
    expect(inside / worlds).toBeGreaterThan(0.935);
    expect(inside / worlds).toBeLessThan(0.965);
  });

  it("says in words whether it rises, falls, or cannot be told", () => {
    const finding = (classes: Parameters<typeof supportOf>[0]) =>
      classSupportView(supportOf(classes)).finding;
    expect(finding(RISING)).toMatch(
      /^Ten times as many training images of a class go with 20\.0 points more of its images recognised \[20\.0, 20\.0\], over 9 classes; correlation 1\.00/,
    );
    const falling = RISING.map(([f, recall]) => [f, 1 - recall] as const);
    expect(finding(falling)).toMatch(
      /^Classes that were trained more are recognised less here: .* −20\.0 points/,
    );
    const scattered = RISING.map(([f], i) => [f, i % 2 ? 0.9 : 0.1] as const);
    expect(finding(scattered)).toMatch(
      /^Whether classes that were trained more .* cannot be told: /,
    );
  });
});

describe("in an evaluation", () => {
  const labels = [...RISING.map((_, i) => `c${i}`), "never"];
  const image = (truth: string, isRight: boolean): Scored => {
    const at = labels.indexOf(truth);
    const said = at >= 0 && isRight ? at : (at + 1) % labels.length;
    return [[truth], labels.map((_, k) => (k === said ? 1 : 0))];
  };
  const images = [...labels, "strange"].flatMap((label, i) =>
    Array.from({ length: 10 }, (_, at) => image(label, at < Math.min(10, i + 1))),
  );
  const { record } = madeRecord(["a", "b"], [{ truth: "a", answer: "a" }]);
  const claimed = (trainingCounts: Readonly<Record<string, number>> | null): ClaimRecord => ({
    source: "the <record>",
    record: { ...record, model: { ...record.model, trainingCounts } },
    ...{ units: null, images: null, side: null },
  });
  const counts = {
    ...Object.fromEntries(RISING.map(([f], i) => [`c${i}`, Math.round(f)])),
    never: 0,
  };
  const request = { analyses: ["class-support"], claimRecords: [claimed(counts)] };

  it("is made where it is asked for, with a table and a section", async () => {
    const { result } = await evaluated(labels, images, request);
    const found = result.analyses!["class-support"]!;
    expect(found).toMatchObject({ record: "the <record>", unit: "image", level: 0.95, usable: 9 });
    expect(found.unknown).toMatchObject({ classes: 1, units: 10, value: 0 });
    expect(found.never).toMatchObject({ classes: 1, units: 10, value: 1 });
    // 1 of 10 of the first class, 9 of 10 of the last; training counts are rounded.
    expect(found.fit!.slope).toBeCloseTo(0.2, 1);
    expect(found.fit!.low).toBeGreaterThan(0.15);
    const input = { result, extras: {} } as never;
    const [table] = supportOfClasses.tables!(input);
    expect(table!.name).toBe("class-support");
    expect(table!.text.split("\n").slice(0, 3)).toEqual([
      "class,training,n,recognised,rare",
      "strange,,10,0,false",
      "never,0,10,1,true",
    ]);
    const view = classSupportSection.view(input)!;
    expect(JSON.stringify(classSupportSection.blocks(view))).toContain("Never trained:");
    expect(classSupportSection.summary!(view)).toEqual([view.finding]);
    // A class that is recognised is an answer of the model, whether or not the record counts it.
    const fewer = Object.fromEntries(Object.entries(counts).filter(([label]) => label !== "c8"));
    const some = await evaluated(labels, images, { ...request, claimRecords: [claimed(fewer)] });
    expect(some.result.analyses!["class-support"]!.unknown).toMatchObject({
      classes: 2,
      value: 0.45,
    });
    const other = classSupportSection.view({ result: some.result, extras: {} } as never)!;
    const printed = JSON.stringify(classSupportSection.blocks(other));
    expect(printed).toContain("No training count stated, or not among the model's answers:");
    expect(printed).not.toContain("no such answer");
    // Nothing of it is made unasked.
    const quiet = await evaluated(labels, images, { claimRecords: request.claimRecords });
    expect(quiet.result.analyses).toBeUndefined();
  });

  it("takes the first record that states training counts, and is refused with a code without one", async () => {
    const silent = claimed(null);
    const claims = silent.record.claims.map((one) => ({ ...one, metric: "balanced-accuracy" }));
    const two = [{ ...silent, record: { ...silent.record, claims } }, claimed(counts)];
    const { result } = await evaluated(labels, images, { ...request, claimRecords: two });
    expect(result.analyses!["class-support"]!.usable).toBe(9);
    for (const claimRecords of [[], [claimed(null)]]) {
      await expect(evaluated(labels, images, { ...request, claimRecords })).rejects.toMatchObject({
        code: "analysis/no-training-counts",
      });
    }
  });
});
