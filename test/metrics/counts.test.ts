import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COUNT_ORACLE_KINDS } from "../../scripts/oracles/counts.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { createKernel } from "../../src/metrics/kernels.js";
import { imageMethod } from "../../src/metrics/lookup.js";
import { parseReference } from "../../src/metrics/reference.js";
import { METRICS } from "../../src/metrics/registry.js";
import type { CountingOutcomes } from "../../src/outcomes/counting.js";
import { selectUnits } from "../../src/outcomes/select-units.js";
import { describeWithShared } from "../support/shared-data.js";

const IDS = [...METRICS.values()].filter(({ tasks }) => tasks.includes("counting"));
const REFERENCES = IDS.flatMap(({ id, parameters }) => [
  id,
  `${id}{class=c0}`,
  ...(parameters.some(({ name }) => name === "average") ? [`${id}{average=macro}`] : []),
]);

type Rows = readonly (readonly number[])[];

function outcomesOf(
  truth: Rows,
  predicted: Rows,
  cluster: readonly number[] | null = null,
): CountingOutcomes {
  const width = truth[0]?.length ?? 1;
  return {
    kind: "counting",
    unitCount: truth.length,
    unit: "image",
    classes: Array.from({ length: width }, (_, k) => `c${k}`),
    truthClassCount: width,
    truth: Float64Array.from(truth.flat()),
    predicted: Float64Array.from(predicted.flat()),
    cluster: cluster === null ? null : Int32Array.from(cluster),
    clusterCount: cluster === null ? 0 : Math.max(...cluster) + 1,
  };
}

const figureOf = (outcomes: CountingOutcomes, text: string, weights: Float64Array | null = null) =>
  createKernel(outcomes, parseReference(text))(weights);

describe("figures of counts", () => {
  const { cases } = JSON.parse(
    readFileSync(join(import.meta.dirname, "../oracle/counts.json"), "utf8"),
  ) as {
    cases: {
      truth: number[][];
      predicted: number[][];
      expected: Record<string, number>;
      intervals: Record<string, [number, number]>;
    }[];
  };

  it.each(cases)("are NumPy's, and SciPy's intervals (case %#)", (one) => {
    const outcomes = outcomesOf(one.truth, one.predicted);
    for (const [text, want] of Object.entries(one.expected)) {
      expect(figureOf(outcomes, text), text).toBeCloseTo(want, 12);
      expect(createEstimator(outcomes, parseReference(text)).at(0.95).value, text).toBeCloseTo(
        want,
        12,
      );
    }
    for (const [text, [low, high]] of Object.entries(one.intervals)) {
      const found = createEstimator(outcomes, parseReference(text)).at(0.95);
      expect(found.low, text).toBeCloseTo(low, 8);
      expect(found.high, text).toBeCloseTo(high, 8);
    }
  });

  it("have no concordance where all counts are one number", () => {
    const outcomes = outcomesOf([[3], [3], [3]], [[3], [3], [3]]);
    expect(figureOf(outcomes, "count-ccc")).toBeNaN();
    const found = createEstimator(outcomes, parseReference("count-ccc")).at(0.95);
    expect(found).toMatchObject({ value: null, low: null, warnings: ["interval/no-variation"] });
  });

  it("have no relative error where nothing is there", () => {
    const outcomes = outcomesOf([[0], [0], [0]], [[1], [0], [2]]);
    const found = createEstimator(outcomes, parseReference("count-total-error")).at(0.95);
    expect(found).toMatchObject({ value: null, low: null, warnings: ["interval/class-absent"] });
  });

  it("are of counts alone", () => {
    for (const [text, task] of [
      ["count-mae", "classification"],
      ["accuracy", "counting"],
    ] as const) {
      expect(() => imageMethod(parseReference(text), task)).toThrow("is not defined for the task");
    }
  });
});

const count = fc.integer({ min: 0, max: 12 });
const guess = fc.integer({ min: -4, max: 60 }).map((value) => value / 4);
const row = fc.record({
  truth: fc.tuple(count, count),
  predicted: fc.tuple(guess, guess),
  cluster: fc.integer({ min: 0, max: 4 }),
  times: fc.integer({ min: 0, max: 3 }),
});
const rows = fc.array(row, { minLength: 2, maxLength: 14 });
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

const from = (given: readonly Row[], clustered = false) =>
  outcomesOf(
    given.map(({ truth }) => truth),
    given.map(({ predicted }) => predicted),
    clustered ? given.map(({ cluster }) => cluster) : null,
  );

describe("figures of any counts", () => {
  it("do not depend on the order of images", () => {
    fc.assert(
      fc.property(rows, fc.integer(), (given, turn) => {
        const at = Math.abs(turn) % given.length;
        const turned = [...given.slice(at), ...given.slice(0, at)];
        for (const text of REFERENCES) {
          const [a, b] = [figureOf(from(given), text), figureOf(from(turned), text)];
          if (Number.isNaN(a)) expect(b, text).toBeNaN();
          else expect(b, text).toBeCloseTo(a, 9);
        }
      }),
    );
  });

  it("take a weight of 2 as the image twice", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const repeated = given.flatMap((one) => Array.from({ length: one.times }, () => one));
        fc.pre(repeated.length > 0);
        const weights = Float64Array.from(given, ({ times }) => times);
        for (const text of REFERENCES) {
          const a = figureOf(from(given), text, weights);
          const b = figureOf(from(repeated), text);
          if (Number.isNaN(b)) expect(a, text).toBeNaN();
          else expect(a, text).toBeCloseTo(b, 9);
        }
      }),
    );
  });

  it("keep within their range and order, with limits around them", () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (given, clustered) => {
        const outcomes = from(given, clustered);
        const at = (text: string) => createEstimator(outcomes, parseReference(text)).at(0.95);
        for (const text of REFERENCES) {
          const { value, low, high, warnings } = at(text);
          const { range } = METRICS.get(parseReference(text).id)!;
          if (value === null) {
            expect(warnings.length, text).toBeGreaterThan(0);
            continue;
          }
          expect(value, text).toBeGreaterThanOrEqual(range[0]);
          expect(value, text).toBeLessThanOrEqual(range[1]);
          if (low === null || high === null) {
            expect(warnings.length, text).toBeGreaterThan(0);
            continue;
          }
          expect(low, text).toBeLessThanOrEqual(value + 1e-9);
          expect(high, text).toBeGreaterThanOrEqual(value - 1e-9);
        }
        const [mae, rmse, bias] = ["count-mae", "count-rmse", "count-bias"].map((id) =>
          figureOf(outcomes, id),
        ) as [number, number, number];
        expect(Math.abs(bias)).toBeLessThanOrEqual(mae + 1e-9);
        expect(mae).toBeLessThanOrEqual(rmse + 1e-9);
      }),
    );
  });

  it("have a concordance no further from 0 than the correlation", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const { truth, predicted } = from(given);
        const ccc = figureOf(from(given), "count-ccc{class=c0}");
        fc.pre(!Number.isNaN(ccc));
        const [x, y] = [truth, predicted].map((all) => [...all].filter((_, i) => i % 2 === 0));
        const mean = (of: number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
        const [mx, my] = [mean(x!), mean(y!)];
        const sum = (a: number[], ma: number, b: number[], mb: number) =>
          a.reduce((total, one, i) => total + (one - ma) * (b[i]! - mb), 0);
        const spread = sum(x!, mx, x!, mx) * sum(y!, my, y!, my);
        const r = spread > 0 ? sum(x!, mx, y!, my) / Math.sqrt(spread) : 0;
        expect(Math.abs(ccc)).toBeLessThanOrEqual(Math.abs(r) + 1e-9);
      }),
    );
  });

  it("leave out each image as if it were not there", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const outcomes = from(given);
        for (const text of ["count-ccc", "count-ccc{average=macro}"]) {
          const reference = parseReference(text);
          const left = imageMethod(reference, "counting").leaveUnitsOut!(outcomes, reference);
          for (const [i, found] of left.entries()) {
            const others = Int32Array.from(given.keys()).filter((unit) => unit !== i);
            const want = figureOf(selectUnits(outcomes, others), text);
            if (Number.isNaN(want)) expect(found).toBeNaN();
            else expect(found).toBeCloseTo(want, 8);
          }
        }
      }),
    );
  });
});

describeWithShared("oracle agreement", "oracles/m_counting_ecology.json", (path) => {
  interface Case {
    readonly id: string;
    readonly kind: string;
    readonly input: Readonly<Record<string, unknown>>;
    readonly expected: Readonly<Record<string, unknown>>;
  }
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: readonly Case[] };
  const compare = (got: unknown, want: unknown, where: string): void => {
    if (typeof want === "number") expect(got, where).toBeCloseTo(want, 8);
    else if (Array.isArray(want))
      for (const [i, one] of want.entries()) compare((got as unknown[])[i], one, where);
    else if (want === null) expect(got, where).toBeNull();
    else {
      for (const [key, one] of Object.entries(want as object)) {
        compare((got as Record<string, unknown>)[key], one, `${where}.${key}`);
      }
    }
  };
  it.each(cases.filter(({ kind }) => kind === "agreement"))("$id", ({ kind, input, expected }) => {
    compare(COUNT_ORACLE_KINDS.get(`m_counting_ecology/${kind}`)?.(input), expected, "");
  });
});
