import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Benchmark,
  readBenchmark,
  readSubmission,
  type Submission,
  submissionId,
  submissionText,
  whyNotTaken,
} from "../../src/benchmark/benchmark.js";
import { benchmarkPage } from "../../src/benchmark/benchmark-page.js";
import { matrixCsv } from "../../src/benchmark/matrix-csv.js";
import { travellingOutcomes } from "../../src/benchmark/submissions.js";
import { transferMatrix } from "../../src/benchmark/transfer-matrix.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { moverInterval, newcombePaired } from "../../src/statistics/difference.js";
import { levelQuantile } from "../../src/statistics/quantiles.js";
import { wilsonInterval } from "../../src/statistics/wilson.js";
import { throwsCode } from "../support/throws-code.js";

const BENCHMARK: Benchmark = {
  schema: "homeground.benchmark/1",
  name: "Ridges",
  task: "classification",
  metric: "accuracy",
  level: 0.95,
};
const hashOf = (text: string) => createNodeDigestOf(text);

function createNodeDigestOf(text: string): string {
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
    expect(() => readBenchmark('{"schema":"homeground.benchmark/9"}', "b.json")).toThrow(
      throwsCode("benchmark/version"),
    );
  });

  it("is taken once, of the benchmark's task, metric and images, and without paths", () => {
    const [one, other] = SET as [Submission, Submission];
    const codeOf = (taken: readonly Submission[], given: Submission) =>
      whyNotTaken(BENCHMARK, taken, given)?.code ?? null;
    expect(codeOf([], one)).toBeNull();
    expect(codeOf([one], other)).toBeNull();
    expect(codeOf([one], one)).toBe("benchmark/duplicate");
    // Whatever else is said of it.
    expect(codeOf([one], { ...one, place: "elsewhere", uses: "none" })).toBe("benchmark/duplicate");
    const others = { of: "names", sha256: hashOf("others") } as const;
    expect(codeOf([one], { ...other, images: others })).toBe("benchmark/other-images");
    expect(codeOf([one], { ...other, images: others, month: "2026-11" })).toBeNull();
    expect(codeOf([], { ...one, task: "detection" })).toBe("benchmark/other-task");
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
        },
      ),
    );
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
      mean: 0.9,
      places: 1,
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
    expect(models[0]).toMatchObject({ meanTrained: 0.9, meanNew: 0.5, mean: 0.7, trainedOn: 4 });
    expect(models[1]).toMatchObject({ meanTrained: null, meanNew: null });
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
      ...["matrix", "models", "differences", "looks", "provenance"],
    ]);
  });
});
