import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Submission } from "../../src/benchmark/benchmark.js";
import { type FreshPair, freshComparison } from "../../src/benchmark/fresh/fresh-comparison.js";
import { freshCsv, freshPage } from "../../src/benchmark/fresh/fresh-page.js";
import { freshOfBenchmark, freshOfTable } from "../../src/benchmark/fresh/fresh-sources.js";
import { freshSentences } from "../../src/benchmark/fresh/fresh-text.js";
import { createRandom } from "../../src/core/random.js";
import { parseDelimited } from "../../src/formats/delimited/delimited.js";
import { BENCHMARK_GENERATOR, renderBlockPage } from "../../src/node/reports/block-page.js";
import { newcombePaired } from "../../src/statistics/difference.js";
import { clopperPearson } from "../../src/statistics/one-proportion.js";
import { newcombe } from "../../src/statistics/two-proportions.js";
import { describeWithShared } from "../support/shared-data.js";
import { throwsCode } from "../support/throws-code.js";

/** Name, right and all on the original set, right and all on the fresh one. */
type Row = readonly [string, number, number, number, number];

function ofTable(text: string, level = 0.95) {
  const raw = parseDelimited(new TextEncoder().encode(text), "t.csv", {
    readColumns: ({ names }) => new Map(names.map((name) => [name, "text"] as const)),
  });
  return freshOfTable(raw, { original: "Old", fresh: "New" }, level, "t.csv");
}

function ofRows(rows: readonly Row[], level = 0.95) {
  const lines = rows.map(([name, ...counts]) => [name, ...counts].join(","));
  return ofTable(`model,original_k,original_n,fresh_k,fresh_n\n${lines.join("\n")}\n`, level);
}

interface TableCase {
  readonly kind: string;
  readonly input: {
    readonly models: readonly string[];
    readonly correct_original: readonly number[];
    readonly n_original: number;
    readonly correct_new: readonly number[];
    readonly n_new: number;
  };
  readonly expected: {
    readonly rows: readonly {
      readonly model: string;
      readonly acc_original: number;
      readonly acc_new: number;
      readonly gap: number;
      readonly ci_original: readonly [number, number];
      readonly ci_new: readonly [number, number];
      readonly gap_newcombe: readonly [number, number];
    }[];
    readonly slope: number;
    readonly intercept: number;
    readonly slope_se: number;
    readonly slope_ci: readonly [number, number];
    readonly probit_slope: number;
    readonly probit_intercept: number;
    readonly spearman: number;
    readonly kendall: number;
  };
}

describeWithShared("CIFAR-10 and CIFAR-10.1, oracle r", "oracles/r_published.json", (path) => {
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: TableCase[] };
  const { input, expected } = cases.find(({ kind }) => kind === "cifar101_table")!;
  const rows = input.models.map((name, i): Row => {
    const { correct_original: k, correct_new: now, n_original: n, n_new: m } = input;
    return [name, k[i]!, n, now[i]!, m];
  });
  const found = ofRows(rows);

  it("has the accuracies, losses and limits of 30 models", () => {
    const own = new Map(found.models.map((one) => [one.name, one]));
    expect(expected.rows).toHaveLength(30);
    for (const [i, row] of expected.rows.entries()) {
      const { original, fresh, drop } = own.get(row.model)!;
      expect(original.value).toBeCloseTo(row.acc_original, 9);
      expect(fresh.value).toBeCloseTo(row.acc_new, 9);
      expect(drop.value).toBeCloseTo(row.gap, 9);
      expect(drop.low).toBeCloseTo(row.gap_newcombe[0], 9);
      expect(drop.high).toBeCloseTo(row.gap_newcombe[1], 9);
      // The paper's own ranges, which are wider than those shown here.
      const [, k, n, now, m] = rows[i]!;
      for (const [right, all, ci] of [
        [k, n, row.ci_original],
        [now, m, row.ci_new],
      ] as const) {
        const { low, high } = clopperPearson(right, all, 0.95);
        expect(low).toBeCloseTo(ci[0], 9);
        expect(high).toBeCloseTo(ci[1], 9);
      }
    }
  });

  it("has the line, its range, the probit line and the rank correlations", () => {
    expect(found.line!.slope).toBeCloseTo(expected.slope, 9);
    expect(found.line!.intercept).toBeCloseTo(expected.intercept, 9);
    expect(found.line!.slopeError).toBeCloseTo(expected.slope_se, 9);
    expect(found.line!.low).toBeCloseTo(expected.slope_ci[0], 9);
    expect(found.line!.high).toBeCloseTo(expected.slope_ci[1], 9);
    expect(found.probit!.slope).toBeCloseTo(expected.probit_slope, 9);
    expect(found.probit!.intercept).toBeCloseTo(expected.probit_intercept, 9);
    expect(found.ranks.spearman).toBeCloseTo(expected.spearman, 9);
    expect(found.ranks.kendall).toBeCloseTo(expected.kendall, 9);
    expect(found.reading).toBe("better-lose-less");
  });

  it("says what docs/benchmark.md prints of it", () => {
    const docs = readFileSync(new URL("../../docs/benchmark.md", import.meta.url), "utf8");
    const printed = docs.replace(/\n> /g, " ").replace(/\s+/g, " ");
    for (const sentence of freshSentences(found)) expect(printed).toContain(sentence);
    const { noise, probit, ranks } = found;
    expect(noise).toBeLessThan(0.01);
    const facts = `${ranks.toldOriginal} of 435 pairs are told apart on the original set, ${ranks.toldFresh} on the fresh one`;
    expect(printed).toContain(facts);
    expect(printed).toContain(
      `${probit!.slope.toFixed(2)} [${probit!.low.toFixed(2)}, ${probit!.high.toFixed(2)}]`,
    );
  });
});

const LOSE_LESS: Row[] = Array.from({ length: 8 }, (_, i) => [
  `M${i}`,
  8000 + 200 * i,
  10_000,
  1400 + 70 * i,
  2000,
]);

describe("an original and a fresh test set", () => {
  it("reads whether better models lose less or more, or that it cannot be told", () => {
    expect(ofRows(LOSE_LESS)).toMatchObject({ reading: "better-lose-less" });
    const more = LOSE_LESS.map(([name, k, n], i): Row => [name, k, n, 1500 + 10 * i, 2000]);
    const found = ofRows(more);
    expect(found.reading).toBe("better-lose-more");
    expect(found.line!.slope).toBeCloseTo(0.25, 12);
    expect(freshSentences(found)[1]).toContain("Better models lose more");
    const scattered = more.map(([name, k, n], i): Row => [name, k, n, 1400 + (i % 3) * 250, 2000]);
    expect(ofRows(scattered).reading).toBe("cannot-tell");
    expect(ofRows(LOSE_LESS.slice(0, 2))).toMatchObject({ line: null, reading: null });
  });

  it("takes a slope that noise alone makes for none", () => {
    // The same true accuracy for all: what they differ by on the original set is chance, and gone on the fresh one.
    const rows = [0, 4, 8, 12, 16, 20].map((more, i): Row => [`M${i}`, 70 + more, 100, 1600, 2000]);
    const found = ofRows(rows);
    expect(found.line!.slope).toBeCloseTo(0, 12);
    expect(found.noise).toBeGreaterThan(0.2);
    const alike = rows.map(
      ([name, k, n, now, m], i): Row => [name, 78 + (i % 2), n, now + (k > 80 ? 1 : 0), m],
    );
    expect(ofRows(alike)).toMatchObject({ noise: 1, reading: "cannot-tell" });
  });

  it("has the line through its own losses: the loss changes by 1 − slope", () => {
    const row = fc
      .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 49 }))
      .map(([k, now]) => [k, 100, now, 50] as const);
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 12 }), (all) => {
        const found = ofRows(all.map((one, i) => [`M${i}`, ...one]));
        const { line, models, drop, ranks } = found;
        const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
        expect(drop.value).toBeCloseTo(mean(models.map((one) => one.drop.value)), 12);
        expect(drop.low!).toBeLessThanOrEqual(drop.value);
        expect(drop.high!).toBeGreaterThanOrEqual(drop.value);
        if (line !== null) {
          const at = mean(models.map((one) => one.original.value));
          expect(at - (line.intercept + line.slope * at)).toBeCloseTo(drop.value, 9);
        }
        for (const { original, fresh } of models) {
          for (const { rank, rankLow, rankHigh } of [original, fresh]) {
            expect(rankLow).toBeLessThanOrEqual(rank);
            expect(rank).toBeLessThanOrEqual(rankHigh);
            expect(rankHigh).toBeLessThanOrEqual(models.length);
          }
        }
        expect(ranks.pairs).toBe((models.length * (models.length - 1)) / 2);
        expect(found.reversals.length).toBeLessThanOrEqual(ranks.changed);
      }),
      { numRuns: 60 },
    );
  });

  it("does not depend on the order of rows", () => {
    expect(ofRows(LOSE_LESS.toReversed())).toEqual(ofRows(LOSE_LESS));
  });

  it("has the mean loss of models that are one in the range of the one", () => {
    const found = ofRows(["A", "B", "C"].map((name): Row => [name, 900, 1000, 160, 200]));
    const { low, high } = newcombe({ k1: 900, n1: 1000, k2: 160, n2: 200 }, 0.95);
    expect(found.drop.value).toBeCloseTo(0.1, 12);
    expect(found.drop.low).toBeCloseTo(low, 12);
    expect(found.drop.high).toBeCloseTo(high, 12);
  });

  it("holds the true mean loss at least as often as it says, models alike or not", () => {
    const random = createRandom(2);
    const worlds = 200;
    for (const shared of [0, 0.5, 1]) {
      let inside = 0;
      for (let world = 0; world < worlds; world++) {
        const counts = [0, 0, 0, 0].map(() => ({ k: 0, now: 0 }));
        const draw = (n: number, p: number, side: "k" | "now") => {
          for (let image = 0; image < n; image++) {
            const common = random.uniform();
            const isShared = random.uniform() < shared;
            for (const one of counts) {
              if ((isShared ? common : random.uniform()) < p) one[side]++;
            }
          }
        };
        draw(300, 0.9, "k");
        draw(100, 0.8, "now");
        const { drop } = ofRows(counts.map(({ k, now }, i) => [`M${i}`, k, 300, now, 100]));
        if (drop.low! <= 0.1 && drop.high! >= 0.1) inside++;
      }
      expect(inside / worlds).toBeGreaterThan(0.91);
    }
  });

  it("tells a model ahead on one set and behind on the other, and no other", () => {
    const found = ofRows([
      ["A", 9500, 10_000, 1000, 2000],
      ["B", 9000, 10_000, 1500, 2000],
      ["C", 9010, 10_000, 1499, 2000],
    ]);
    expect(found.reversals).toEqual([
      { aheadOnOriginal: "A", aheadOnFresh: "C" },
      { aheadOnOriginal: "A", aheadOnFresh: "B" },
    ]);
    expect(found.ranks).toMatchObject({ pairs: 3, changed: 3, toldOriginal: 2, toldFresh: 2 });
    expect(found.models.map(({ fresh: { rankLow, rankHigh } }) => [rankLow, rankHigh])).toEqual([
      [3, 3],
      [1, 2],
      [1, 2],
    ]);
  });

  it("has no probit of a figure of 0 or 1", () => {
    expect(ofRows([...LOSE_LESS, ["All", 10_000, 10_000, 1990, 2000]]).probit).toBeNull();
  });
});

describe("a table of published figures", () => {
  it("takes right/all in one cell, and leaves a model of one set out by name", () => {
    const found = ofTable(
      'Model,Original,Fresh\nA,90/100,80/100\nB,"95/100",70 / 100\nC,50/100,\n',
    );
    expect(found.models.map(({ name }) => name)).toEqual(["B", "A"]);
    expect(found.leftOut).toEqual(["C"]);
    expect(found.original).toEqual({ name: "Old", looks: null, uses: [] });
    expect(JSON.stringify(freshPage(found, "1"))).toContain("figure of one set alone: C.");
  });

  it.each([
    ["more right than all", "model,original,fresh\nA,101/100,1/2\n", "input/bad-shape"],
    ["none of none", "model,original,fresh\nA,0/0,1/2\n", "input/bad-shape"],
    ["a share without its n", "model,original,fresh\nA,0.9,1/2\n", "input/bad-shape"],
    ["a model twice", "model,original,fresh\nA,1/2,1/2\nA,1/2,1/2\n", "input/bad-shape"],
    ["no name", "model,original,fresh\n ,1/2,1/2\n", "input/bad-shape"],
    ["no fresh figures", "model,original\nA,1/2\n", "table/missing-column"],
    ["no column of models", "name,original,fresh\nA,1/2,1/2\n", "table/missing-column"],
    ["no model of both", "model,original,fresh\nA,1/2,\n", "input/empty"],
    ["too many", `model,original,fresh\n${"A,1/2,1/2\n".repeat(501)}`, "input/too-large"],
  ] as const)("is refused: %s", (_, text, code) => {
    expect(() => ofTable(text)).toThrow(throwsCode(code));
  });

  it("shows a hostile name as text, and gives no spreadsheet a formula", () => {
    const found = ofTable('model,original,fresh\n"=1+<b>x</b>",90/100,80/100\nB,80/100,70/100\n');
    const html = renderBlockPage(freshPage(found, "1"), BENCHMARK_GENERATOR);
    expect(html).not.toContain("<b>x");
    expect(freshCsv(found)).toContain("'=1+<b>x</b>");
  });
});

describe("two places of a benchmark", () => {
  const HASH = "a".repeat(64);
  const submission = (
    model: string,
    place: string,
    right: string,
    uses: string | null = null,
  ): Submission => {
    const n = right.length;
    const k = right.replaceAll("0", "").length;
    return {
      schema: "homeground.submission/1",
      task: "classification",
      model: { name: model, sha256: null, trainedOn: null },
      ...{ place, condition: null, month: null, isTrained: null },
      images: { of: "names", sha256: place === "Old" ? HASH : HASH.replaceAll("a", "b") },
      figure: {
        ...{ metric: "accuracy", value: k / n, low: null, high: null, level: 0.95 },
        ...{ method: "wilson", n, nEff: n, k, clusters: null },
      },
      outcomes: right,
      groups: null,
      provenance: "recomputable",
      source: { kind: "result", id: null },
      uses,
    };
  };
  const bits = (right: number, wrong: number) => "1".repeat(right) + "0".repeat(wrong);
  const benchmark = {
    schema: "homeground.benchmark/1",
    ...{ name: "N", task: "classification", metric: "accuracy", level: 0.95 },
  } as const;
  const given = [
    submission("A", "Old", bits(95, 5), "choosing among models"),
    submission("B", "Old", bits(87, 13)),
    submission("A", "New", bits(80, 20)),
    submission("B", "New", bits(79, 21)),
    submission("C", "New", bits(50, 50)),
  ].map((one, i) => ({ id: String(i).repeat(64), submission: one }));
  const names = { original: "Old", fresh: "New" };
  const found = freshOfBenchmark(benchmark, given, names, "bench");

  it("are compared model by model, and say how often they were looked at", () => {
    expect(found.models.map(({ name, drop }) => [name, drop.value.toFixed(2)])).toEqual([
      ["A", "0.15"],
      ["B", "0.08"],
    ]);
    expect(found.leftOut).toEqual(["C"]);
    expect(found.original).toEqual({
      name: "Old",
      looks: { submissions: 2, models: 2 },
      uses: ["choosing among models"],
    });
    expect(found.fresh.looks).toEqual({ submissions: 3, models: 3 });
    expect(JSON.stringify(freshPage(found, "1"))).toContain("choosing among models");
  });

  it("take pairs image by image where outcomes are known, which tell more", () => {
    // 87 are right by both, 8 by A alone: of the counts alone these two would not be told apart.
    const { low } = newcombePaired(87, 8, 0, 5, 0.975);
    expect(low!).toBeGreaterThan(0);
    expect(newcombe({ k1: 95, n1: 100, k2: 87, n2: 100 }, 0.975).low).toBeLessThan(0);
    expect(found.ranks).toMatchObject({ toldOriginal: 1, toldFresh: 0 });
    const counts = given.map(({ id, submission: one }) => ({
      id,
      submission: { ...one, outcomes: null },
    }));
    expect(freshOfBenchmark(benchmark, counts, names, "bench").ranks.toldOriginal).toBe(0);
  });

  it("have to be named, and to be two", () => {
    for (const wrong of [
      { original: null, fresh: "New" },
      { original: "Old", fresh: "Old" },
      { original: "Other", fresh: "New" },
    ]) {
      expect(() => freshOfBenchmark(benchmark, given, wrong, "bench")).toThrow(
        throwsCode("usage/bad-option"),
      );
    }
  });

  it("lose where less is better and it grew", () => {
    const pairs = given.slice(0, 2).map(({ submission: one }): FreshPair => {
      const figure = { ...one.figure, metric: "log-loss", nEff: null, method: "t" };
      const worse = { ...figure, value: figure.value! + 0.2 };
      return {
        name: one.model.name,
        original: { ...one, outcomes: null, figure },
        fresh: { ...one, outcomes: null, figure: worse },
      };
    });
    const { original, fresh } = found;
    const about = { metric: "log-loss", level: 0.95, original, fresh, leftOut: [] };
    const other = freshComparison(pairs, about);
    expect(other.drop).toMatchObject({ low: null, high: null });
    expect(other.drop.value).toBeCloseTo(0.2, 12);
    expect(other.models.map(({ name }) => name)).toEqual(["B", "A"]);
    expect(freshSentences(other)[0]).toContain("cannot be told");
  });
});
