import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Benchmark,
  createIntake,
  readBenchmark,
  readSubmission,
  type Submission,
  submissionId,
  submissionText,
} from "../../src/benchmark/benchmark.js";
import { benchmarkPage, statementsText } from "../../src/benchmark/benchmark-page.js";
import { matrixCsv } from "../../src/benchmark/matrix-csv.js";
import {
  type SubmissionWords,
  submissionOfSent,
  submissionOfShared,
} from "../../src/benchmark/submissions.js";
import { transferMatrix } from "../../src/benchmark/transfer-matrix.js";
import { figureOfOutcomes, travellingOutcomes } from "../../src/benchmark/travelling-outcomes.js";
import { createRandom } from "../../src/core/random.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { BENCHMARK_GENERATOR, renderBlockPage } from "../../src/node/reports/block-page.js";
import {
  moverInterval,
  newcombePaired,
  pairedClusterInterval,
} from "../../src/statistics/difference.js";
import { levelQuantile, studentQuantile } from "../../src/statistics/quantiles.js";
import { wilsonInterval } from "../../src/statistics/wilson.js";
import { clusterProportionInterval } from "../../src/statistics/wilson-cluster.js";
import { SAMPLE } from "../support/sample-record.js";
import { resultOf } from "../support/shared-results.js";
import { throwsCode } from "../support/throws-code.js";

const BENCHMARK: Benchmark = {
  schema: "homeground.benchmark/1",
  name: "Ridges",
  task: "classification",
  metric: "accuracy",
  level: 0.95,
};
function hashOf(text: string): string {
  const digest = createNodeDigest();
  digest.update(new TextEncoder().encode(text));
  return digest.hex();
}

/** A submission of right and wrong; null: of the counts alone. */
function submission(
  model: string,
  place: string,
  right: string,
  more: Partial<Submission> & { readonly isTold?: true } = {},
): Submission {
  const { isTold, ...own } = more;
  const n = right.length;
  const k = right.replaceAll("0", "").length;
  return {
    schema: "homeground.submission/1",
    task: "classification",
    model: { name: model, sha256: hashOf(model), trainedOn: null },
    place,
    condition: null,
    month: null,
    isTrained: null,
    images: { of: "names", sha256: hashOf(place) },
    figure: {
      ...{ metric: "accuracy", value: k / n, low: null, high: null, level: 0.95, method: "wilson" },
      ...{ n, nEff: n, k, clusters: null },
    },
    outcomes: isTold === true ? null : right,
    groups: null,
    provenance: "told",
    source: { kind: "result", id: null },
    uses: null,
    ...own,
  };
}

const bits = (right: number, wrong: number): string => "1".repeat(right) + "0".repeat(wrong);
const entries = (all: readonly Submission[]) =>
  all.map((one) => ({ id: submissionId(one, createNodeDigest), submission: one }));

/** A is ahead at the ridge, B at the pond, by as much; C is behind A at the ridge. */
const SET = [
  submission("A", "ridge", bits(90, 10)),
  submission("B", "ridge", bits(50, 50)),
  submission("A", "pond", bits(50, 50)),
  submission("B", "pond", bits(90, 10)),
];

describe("a submission", () => {
  it("is read as it was written, under its id, and refused where it was changed", () => {
    const [one] = SET;
    const text = submissionText(one!);
    expect(readSubmission(text, "a.json")).toEqual(one);
    const changed = readSubmission(text.replace('"place":"ridge"', '"place":"pond"'), "a.json");
    expect(submissionId(changed, createNodeDigest)).not.toBe(submissionId(one!, createNodeDigest));
  });

  it("is refused by code where it is none, of another version, or of numbers that cannot be", () => {
    const read = (change: object) =>
      readSubmission(JSON.stringify({ ...SET[0], ...change }), "a.json");
    expect(() => read({ schema: "homeground.submission/2" })).toThrow(
      throwsCode("benchmark/version"),
    );
    expect(() => read({ extra: 1 })).toThrow(throwsCode("input/bad-shape"));
    expect(() => read({ place: "a\u202eb" })).toThrow(throwsCode("input/bad-shape"));
    expect(() => read({ outcomes: "1".repeat(100) })).toThrow(throwsCode("benchmark/value-range"));
    expect(() => readSubmission("[".repeat(5000), "a.json")).toThrow(throwsCode("input/bad-shape"));
    const long = JSON.stringify({ ...SET[0], uses: "x".repeat(4_000_000) });
    expect(() => readSubmission(long, "a.json")).toThrow(throwsCode("input/bad-shape"));
    expect(() => read({ uses: "x".repeat(10_001) })).toThrow(throwsCode("input/bad-shape"));
    expect(() => readBenchmark('{"schema":"homeground.benchmark/9"}', "b.json")).toThrow(
      throwsCode("benchmark/version"),
    );
  });

  it("is taken once, of the benchmark's task, metric and images, and without paths", () => {
    const [one, other] = SET as [Submission, Submission];
    const codeOf = (taken: readonly Submission[], given: Submission) => {
      const intake = createIntake(BENCHMARK, createNodeDigest);
      for (const before of taken) intake.take(before);
      return intake.whyNot(given, "a.json")?.code ?? null;
    };
    expect(codeOf([], one)).toBeNull();
    expect(codeOf([one], other)).toBeNull();
    expect(codeOf([one], one)).toBe("benchmark/duplicate");
    // Whatever else is said of it.
    expect(codeOf([one], { ...one, place: "elsewhere", uses: "none" })).toBe("benchmark/duplicate");
    const others = { of: "names", sha256: hashOf("others") } as const;
    expect(codeOf([one], { ...other, images: others })).toBe("benchmark/other-images");
    expect(codeOf([one], { ...other, images: others, month: "2026-11" })).toBeNull();
    expect(codeOf([], { ...one, task: "detection" })).toBe("benchmark/other-task");
    // Where nothing tells the images, their number does.
    const fewer = submission("B", "ridge", bits(5, 4), { images: null });
    expect(codeOf([one], fewer)).toBe("benchmark/other-images");
    // One model by its file, whatever it is called.
    const renamed = { ...one, model: { ...one.model, name: "A, second name" } };
    expect(codeOf([one], renamed)).toBe("benchmark/duplicate");
    const figure = { ...one.figure, metric: "recall{class=deer}" };
    expect(codeOf([], { ...one, figure })).toBe("benchmark/other-metric");
    for (const place of ["../ridge", "/home/me/ridge", "C:ridge", "a\\b", "..", "~me"]) {
      expect(codeOf([], { ...one, place })).toBe("benchmark/name");
    }
  });
});

describe("outcomes that travel", () => {
  it("are in the order of names whatever the order of rows, and name nothing", () => {
    const unit = fc.record({
      file: fc.string(),
      truth: fc.constantFrom("deer", "fox"),
      isRight: fc.boolean(),
      group: fc.option(fc.constantFrom("night 1", "night 2", "night 3")),
    });
    const units = fc.uniqueArray(unit, { selector: ({ file }) => file, minLength: 1 });
    fc.assert(
      fc.property(
        units.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          const found = travellingOutcomes(all, createNodeDigest);
          expect(travellingOutcomes(shuffled, createNodeDigest)).toEqual(found);
          expect(found.right).toMatch(/^[01]+$/);
          expect(found.images).toMatch(/^[0-9a-f]{64}$/);
          expect(JSON.stringify(found)).not.toContain("night");
          // Each group keeps its units, and a number.
          const sorted = all.toSorted((a, b) => (a.file < b.file ? -1 : 1));
          for (const [i, one] of sorted.entries()) {
            for (const [j, other] of sorted.entries()) {
              const isOne = i === j || (one.group !== null && one.group === other.group);
              if (found.groups !== null) expect(found.groups[i] === found.groups[j]).toBe(isOne);
            }
          }
        },
      ),
    );
  });

  it("have the figure that an evaluation of these units has", () => {
    const units = Array.from({ length: 60 }, (_, i) => ({
      ...{ file: `${i}`.padStart(2, "0"), truth: "deer", isRight: i % 7 !== 0 },
      group: `night ${i % 6}`,
    }));
    const clustered = travellingOutcomes(units, createNodeDigest);
    const [size, hits] = [new Float64Array(6).fill(10), new Float64Array(6)];
    for (const [i, { isRight }] of units.entries()) if (isRight) hits[i % 6]!++;
    const { value, low, high } = clusterProportionInterval(size, hits, 0.95);
    const figure = figureOfOutcomes(clustered, "accuracy", 0.95);
    expect(figure).toMatchObject({
      value,
      low,
      high,
      method: "wilson-cluster",
      clusters: 6,
      n: 60,
    });
    const single = travellingOutcomes(
      units.map((unit) => ({ ...unit, group: null })),
      createNodeDigest,
    );
    const limits = wilsonInterval(51 / 60, 60, levelQuantile(0.95));
    expect(figureOfOutcomes(single, "accuracy", 0.95)).toMatchObject({
      ...{ low: limits.low, high: limits.high, method: "wilson", clusters: null, k: 51 },
    });
  });

  it("are refused where their groups are not numbered as they come, or are not all units", () => {
    const [one] = SET;
    const figure = { ...one!.figure, n: 4, nEff: 4, k: 2, value: 0.5, clusters: 2 };
    const read = (groups: number[]) =>
      readSubmission(JSON.stringify({ ...one, figure, outcomes: "1010", groups }), "a.json");
    expect(read([0, 0, 1, 0]).groups).toEqual([0, 0, 1, 0]);
    for (const groups of [
      [1, 0, 0, 0],
      [0, 0, 2, 1],
      [0, 1, 1],
      [0, 0, 0, 0],
      [0, 1, 2, 0],
    ]) {
      expect(() => read(groups)).toThrow(throwsCode("benchmark/value-range"));
    }
  });
});

describe("what is told of a model", () => {
  const words: SubmissionWords = {
    ...{ model: null, place: "Ridge", condition: null, month: null, record: null },
  };
  const made = (more: Partial<SubmissionWords>, sha256: string | null = null) =>
    submissionOfShared(
      resultOf(20, 30, { model: sha256 }),
      BENCHMARK,
      { ...words, ...more },
      { kind: "shared-result", name: null, outcomes: null, figure: null },
      createNodeDigest,
      "a.json",
    );

  it("is never nothing: results of no model that is named are refused with the way out", () => {
    expect(() => made({})).toThrow(throwsCode("benchmark/no-model"));
    expect(() => made({ model: "  " })).toThrow(throwsCode("benchmark/no-model"));
    expect(() => made({})).toThrow(/--model NAME/);
    expect(made({ model: "A" }).model.name).toBe("A");
    expect(made({}, hashOf("a")).model.name).toBe(`model ${hashOf("a").slice(0, 12)}`);
  });

  it("is not what the record of another model says of its training", () => {
    const record = { ...SAMPLE, model: { ...SAMPLE.model, sha256: hashOf("a") } };
    expect(made({ record }, hashOf("a")).model.name).toBe(SAMPLE.model.name);
    expect(() => made({ record }, hashOf("b"))).toThrow(throwsCode("benchmark/other-model"));
    expect(made({ record }).model).toMatchObject({ name: SAMPLE.model.name, sha256: null });
  });

  it("is of one model where the file is one, and of several where a name alone is shared", () => {
    const sha256 = hashOf("a");
    const all = [
      made({ place: "pond" }, sha256),
      made({ place: "moor", model: "A" }, sha256),
      made({ place: "fen", model: "A" }, hashOf("b")),
      made({ place: "dell", model: "A" }),
      made({ place: "hill", model: "A (no file)" }),
    ];
    const { models } = transferMatrix(BENCHMARK, entries(all));
    const expected = [
      [`A (${sha256.slice(0, 8)})`, 2],
      [`A (${hashOf("b").slice(0, 8)})`, 1],
      ["A (no file)", 1],
      ["A (no file) 2", 1],
    ];
    expect(models).toHaveLength(4);
    expect(models.map(({ name, mean }) => [name, mean.places])).toEqual(
      expect.arrayContaining(expected),
    );
  });

  it("is vouched for by what can be counted again, not by what a file says of itself", () => {
    const [one] = SET;
    const forged = { ...one!, provenance: "verified" } as const;
    expect(submissionOfSent(forged).provenance).toBe("recomputable");
    expect(submissionOfSent({ ...forged, outcomes: null }).provenance).toBe("told");
  });
});

describe("the matrix", () => {
  it("compares the same images pair by pair at one common error", () => {
    const { columns } = transferMatrix(BENCHMARK, entries(SET));
    // One pair of models at two places.
    const level = 1 - 0.05 / 2;
    expect(columns.map(({ place }) => place)).toEqual(["pond", "ridge"]);
    const expected = newcombePaired(50, 40, 0, 10, level);
    expect(columns[1]?.pairs[0]).toMatchObject({
      ...{ a: "A", b: "B", method: "newcombe-paired", told: "a", level },
      difference: expect.closeTo(0.4, 12),
      low: expected.low,
      high: expected.high,
    });
  });

  it("takes two independent shares where outcomes are missing, which tells less", () => {
    const told = SET.map((one) => ({ ...one, outcomes: null }));
    const { columns } = transferMatrix(BENCHMARK, entries(told));
    const level = 1 - 0.05 / 2;
    const share = (value: number) => ({
      value,
      ...wilsonInterval(value, 100, levelQuantile(level)),
    });
    const { low, high } = moverInterval(share(0.9), share(0.5), 1);
    expect(columns[1]?.pairs[0]).toMatchObject({ method: "mover", low, high });
    const paired = transferMatrix(BENCHMARK, entries(SET)).columns[1]?.pairs[0];
    expect(low).toBeLessThan(paired!.low!);
  });

  it("says what changes places, what is nowhere behind, and what cannot be told", () => {
    const say = (all: readonly Submission[]) =>
      transferMatrix(BENCHMARK, entries(all)).about.map(({ statement, models }) => [
        statement,
        models.toSorted(),
      ]);
    expect(say(SET)).toEqual([["compare/rank-reversal", ["A", "B"]]]);
    const third = [submission("C", "ridge", bits(88, 12)), submission("C", "pond", bits(89, 11))];
    expect(say([...SET, ...third])).toContainEqual(["compare/never-worst", ["C"]]);
    const alike = [submission("A", "ridge", bits(9, 1)), submission("B", "ridge", bits(8, 2))];
    expect(say(alike)).toEqual([["compare/not-told-apart", ["A", "B"]]]);
    const ahead = [SET[0]!, SET[1]!];
    expect(say(ahead)).toEqual([["compare/best-everywhere", ["A"]]]);
  });

  it("counts each look, and lets the best vouched for stand for a model", () => {
    const weak = submission("A", "ridge", bits(99, 1));
    const sure = { ...SET[0]!, provenance: "verified", uses: "choosing a threshold" } as const;
    const { columns, models } = transferMatrix(BENCHMARK, entries([weak, sure, SET[1]!]));
    expect(columns[0]?.looks).toEqual({ submissions: 3, models: 2 });
    expect(columns[0]?.uses).toEqual(["choosing a threshold"]);
    expect(columns[0]?.cells[0]).toMatchObject({ model: "A", value: 0.9, provenance: "verified" });
    expect(models[0]).toMatchObject({
      mean: { value: 0.9, low: null, high: null, places: 1 },
      worst: { value: 0.9, place: "ridge" },
    });
  });

  it("tells means at places of training from those at new ones, and models of one name apart", () => {
    const trained = { model: { name: "A", sha256: hashOf("A"), trainedOn: 4 } };
    const all = [
      submission("A", "ridge", bits(90, 10), { ...trained, isTrained: true }),
      submission("A", "pond", bits(50, 50), { ...trained, isTrained: false }),
      submission("A", "pond", bits(60, 40), {
        model: { name: "A", sha256: null, trainedOn: null },
      }),
    ];
    const { models } = transferMatrix(BENCHMARK, entries(all));
    expect(models.map(({ name }) => name)).toEqual([
      `A (${hashOf("A").slice(0, 8)})`,
      "A (no file)",
    ]);
    expect(models[0]).toMatchObject({
      ...{ meanTrained: { value: 0.9 }, meanNew: { value: 0.5 }, mean: { value: 0.7 } },
      trainedOn: 4,
    });
    expect(models[1]).toMatchObject({ meanTrained: null, meanNew: null });
  });

  it("finds a planted difference within a place by its pairs, which shares apart do not see", () => {
    // 200 images: A is right where B is, and of 12 more. 88% against 82%: apart by half a range.
    const b = bits(164, 36);
    const a = bits(176, 24);
    const noise = createRandom(20_261_130);
    const order = Array.from({ length: 200 }, (_, i) => ({ i, at: noise.uint32() })).sort(
      (x, y) => x.at - y.at,
    );
    const mixed = (right: string) => order.map(({ i }) => right[i]).join("");
    const planted = [submission("A", "ridge", mixed(a)), submission("B", "ridge", mixed(b))];
    const paired = transferMatrix(BENCHMARK, entries(planted)).columns[0]!.pairs[0]!;
    expect(paired).toMatchObject({ told: "a", method: "newcombe-paired", level: 0.95 });
    expect(paired.low).toBeCloseTo(newcombePaired(164, 12, 0, 24, 0.95).low!, 12);
    const apart = planted.map((one) => ({ ...one, outcomes: null }));
    const told = transferMatrix(BENCHMARK, entries(apart));
    expect(told.columns[0]?.pairs[0]).toMatchObject({ told: null, method: "mover" });
    expect(told.columns[0]?.pairs[0]?.difference).toBeCloseTo(0.06, 12);
    const page = JSON.stringify(benchmarkPage(told, "1.2.3"));
    expect(page).toContain("two independent shares");
  });

  it("has few wrong differences where none is planted, over all places together", () => {
    // Two models of equal truth, right and wrong alike in 8 of 10 images: no difference should be told.
    const { uniform } = createRandom(7);
    const RUNS = 400;
    let wrong = 0;
    for (let run = 0; run < RUNS; run++) {
      const places = ["ridge", "pond", "moor"].flatMap((place) => {
        const [x, y] = [[], []] as [string[], string[]];
        for (let i = 0; i < 60; i++) {
          const isSame = uniform() < 0.8;
          const first = uniform() < 0.75;
          x.push(first ? "1" : "0");
          y.push((isSame ? first : uniform() < 0.75) ? "1" : "0");
        }
        return [submission("A", place, x.join("")), submission("B", place, y.join(""))];
      });
      const { columns } = transferMatrix(BENCHMARK, entries(places));
      if (columns.some(({ pairs }) => pairs.some(({ told }) => told !== null))) wrong++;
    }
    // 5 in 100, and three standard errors.
    expect(wrong / RUNS).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / RUNS));
  });

  it("counts images that belong together once, in pairs and in shares", () => {
    const groups = Array.from({ length: 40 }, (_, i) => Math.floor(i / 4));
    const grouped = (model: string, right: string, isTold = false) => {
      const own = submission(model, "ridge", right);
      const outcomes = { images: own.images!.sha256, right, groups };
      const figure = figureOfOutcomes(outcomes, "accuracy", 0.95);
      return { ...own, figure, ...(isTold ? { outcomes: null } : { groups }) };
    };
    const [x, y] = [`${"1111".repeat(9)}0000`, "1110".repeat(5) + "1100".repeat(5)];
    const pair = (isTold: boolean) =>
      transferMatrix(BENCHMARK, entries([grouped("A", x, isTold), grouped("B", y, isTold)]))
        .columns[0]!.pairs[0]!;
    const [d, b] = [new Float64Array(10), new Float64Array(10)];
    for (let i = 0; i < 40; i++) {
      d[groups[i]!]! += Number(x[i]) - Number(y[i]);
      b[groups[i]!]! += x[i] === y[i] ? 0 : 1;
    }
    const expected = pairedClusterInterval(d, b, new Float64Array(10).fill(4), 0.95);
    expect(pair(false)).toMatchObject({
      ...{ method: "paired-t-cluster", low: expected.low, high: expected.high },
      difference: expected.value,
    });
    // At its own level a share keeps the interval that it came with.
    const { low, high } = pair(true);
    const arm = (right: string) => {
      const { value, low: from, high: to } = grouped("A", right).figure;
      return { value: value!, low: from!, high: to! };
    };
    const apart = moverInterval(arm(x), arm(y), 1);
    expect(low).toBeCloseTo(apart.low, 6);
    expect(high).toBeCloseTo(apart.high, 6);
  });

  it("has no range of a difference where a share has none, or is no share", () => {
    const of = (figure: Partial<Submission["figure"]>) =>
      SET.slice(0, 2).map((one) => ({
        ...{ ...one, outcomes: null },
        figure: { ...one.figure, ...figure },
      }));
    const pairOf = (all: Submission[]) =>
      transferMatrix(BENCHMARK, entries(all)).columns[0]!.pairs[0]!;
    const none = { low: null, high: null, told: null, method: "none" };
    expect(pairOf(of({ clusters: 2, method: "wilson-cluster" }))).toMatchObject(none);
    expect(pairOf(of({ nEff: null, method: "wilson-jackknife" }))).toMatchObject(none);
  });

  it("has means over places, each once, with Student's range", () => {
    const night = { condition: "night" };
    const all = [
      submission("A", "ridge", bits(9, 1)),
      submission("A", "ridge", bits(5, 5), { ...night, images: null }),
      submission("A", "pond", bits(8, 2)),
      submission("A", "moor", bits(6, 4)),
      submission("A", "moor", bits(4, 6), { ...night, images: null }),
    ];
    const [model] = transferMatrix(BENCHMARK, entries(all)).models;
    // Places read 0.7, 0.8 and 0.5.
    const mean = 2 / 3;
    expect(model?.mean.value).toBeCloseTo(mean, 12);
    const s2 = ((0.7 - mean) ** 2 + (0.8 - mean) ** 2 + (0.5 - mean) ** 2) / 2;
    const range = studentQuantile(0.975, 2) * Math.sqrt(s2 / 3);
    expect(model?.mean.low).toBeCloseTo(mean - range, 9);
    expect(model?.mean.high).toBeCloseTo(Math.min(1, mean + range), 9);
    expect(model?.mean.places).toBe(3);
    expect(model?.conditions.map(({ condition, mean: own }) => [condition, own.places])).toEqual([
      [null, 3],
      ["night", 2],
    ]);
    expect(model?.conditions[1]?.mean).toMatchObject({
      low: null,
      value: expect.closeTo(0.45, 12),
    });
  });

  it("says of each two models where they change places, and of none by values alone", () => {
    const third = [submission("C", "ridge", bits(89, 11)), submission("C", "pond", bits(91, 9))];
    const { rankChanges } = transferMatrix(BENCHMARK, entries([...SET, ...third]));
    expect(rankChanges).toEqual([{ a: "A", b: "B", aAheadAt: ["ridge"], bAheadAt: ["pond"] }]);
  });

  it("advises none that was looked at in some places only", () => {
    const guest = submission("Guest", "ridge", bits(95, 5));
    const { about } = transferMatrix(BENCHMARK, entries([...SET, guest]));
    expect(about.find(({ statement }) => statement === "compare/never-worst")).toBeUndefined();
  });

  it("does not depend on the order of submissions", () => {
    const whole = transferMatrix(BENCHMARK, entries(SET));
    fc.assert(
      fc.property(fc.shuffledSubarray(entries(SET), { minLength: SET.length }), (shuffled) => {
        expect(transferMatrix(BENCHMARK, shuffled)).toEqual(whole);
      }),
    );
  });

  it("becomes a page and a table that defuse what names hold", () => {
    const hostile = [submission("=cmd()", "<script>alert(1)</script>", bits(9, 1))];
    const matrix = transferMatrix(BENCHMARK, entries(hostile));
    expect(matrixCsv(matrix)).toContain("'=cmd()");
    const page = benchmarkPage(matrix, "1.2.3");
    expect(page.lead).toMatch(/one model/);
    expect(page.sections.map(({ id }) => id)).toEqual([
      ...["matrix", "models", "rank-changes", "differences", "looks", "provenance"],
    ]);
    const html = renderBlockPage(page, BENCHMARK_GENERATOR);
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain("&lt;script>alert(1)&lt;/script>");
    expect(statementsText(matrix.about, 1)).toMatch(/one model/);
  });

  it("of a thousand places is a page of no more than 2 MB, no longer than it has places", () => {
    const pageOf = (count: number) => {
      const all = Array.from({ length: count }, (_, p) =>
        ["Red", "Green", "Blue", "Grey", "White"].map((model, m) =>
          submission(model, `Place ${p}`, bits(50 + ((p * 7 + m * 11) % 40), 20), {
            uses: `choosing among ${p} models`,
          }),
        ),
      ).flat();
      const matrix = transferMatrix(BENCHMARK, entries(all));
      return { matrix, html: renderBlockPage(benchmarkPage(matrix, "1.2.3"), BENCHMARK_GENERATOR) };
    };
    const [half, whole] = [pageOf(500), pageOf(1000)];
    expect(whole.html.length).toBeLessThan(2_000_000);
    expect(whole.html.length).toBeLessThan(2 * half.html.length);
    expect(whole.html).toContain("Place 999");
    expect(whole.matrix.columns).toHaveLength(1000);
  });
});
