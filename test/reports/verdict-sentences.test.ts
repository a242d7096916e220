import { describe, expect, it } from "vitest";
import { ruleText } from "../../src/reports/answer-view.js";
import {
  bareValue,
  differenceText,
  roundedText,
  toleranceText,
} from "../../src/reports/estimate-text.js";
import { grouped, shortPercent } from "../../src/reports/numbers.js";
import { claimPlot } from "../../src/reports/ruler-plots.js";
import { metricWords } from "../../src/reports/words/metrics.js";
import { type VerdictContext, verdictWords } from "../../src/reports/words/verdicts.js";
import type { ResultEstimate, ResultVerdict } from "../../src/results/result.js";
import { METHOD_CODES } from "../../src/statistics/codes.js";
import { moverInterval } from "../../src/statistics/difference.js";
import { EXTRAS, estimate } from "./fixtures.js";

/**
 * Every combination of verdict, reason, direction of the metric, question, and place of claim and limit
 * to the range: the sentence is held against the numbers that it was made from.
 */

const REASONS = Object.keys(METHOD_CODES).filter((code) => code.startsWith("verdict/"));
const METRICS = [
  "accuracy",
  "recall{class=deer}",
  "f1{average=macro}",
  "map-50",
  "brier",
  "count-mae",
];
const N = 200;

interface Case {
  readonly name: string;
  readonly verdict: ResultVerdict;
  readonly estimate: ResultEstimate;
  readonly context: VerdictContext;
}

/** Figure and range as parts of the metric's usual span, and claims around them. */
function* cases(): Generator<Case> {
  for (const metric of METRICS) {
    const words = metricWords(metric);
    const sign = words.better === "higher" ? 1 : -1;
    const span = metric === "count-mae" ? 10 : 1;
    const at = (part: number): number => part * span;
    for (const [low, value, high] of [
      [0.45, 0.5, 0.56],
      [0.784, 0.835, 0.878],
    ]) {
      const own = { value: at(value!), low: at(low!), high: at(high!) };
      for (const offset of [-0.4, -0.06, -0.02, 0, 0.02, 0.06, 0.12, 0.3]) {
        const claimed = at(Math.min(0.99, Math.max(0.01, value! + offset)));
        for (const half of [0, 0.2]) {
          const tolerance = at(0.05);
          const range = {
            low: Math.max(0, claimed - at(half)),
            high: metric === "count-mae" ? claimed + at(half) : Math.min(1, claimed + at(half)),
          };
          const difference = moverInterval(own, { value: claimed, ...range }, sign);
          const base: Omit<ResultVerdict, "verdict" | "reason"> = {
            metric,
            claim: {
              kind: "claim",
              value: claimed,
              ...(half === 0 ? { low: null, high: null, n: null } : { ...range, n: 60 }),
              source: "paper",
            },
            tolerance,
            difference: difference.value,
            low: difference.low,
            high: difference.high,
            moreLabels: null,
            moreClusters: null,
            level: 0.95,
            mode: "fixed",
            warnings: [],
          };
          const counts = metric === "accuracy" || metric.startsWith("recall");
          const n = counts ? 1000 : N;
          for (const clusters of [null, 12]) {
            const context = {
              question: clusters === null ? ("here" as const) : ("another-site" as const),
              cluster: clusters === null ? null : "camera",
              limitSource: "given" as const,
            };
            const figure = estimate(metric, own.value, [own.low, own.high], { n, clusters });
            const add = (verdict: ResultVerdict) => ({
              name: `${metric} ${low}–${high} claim ${claimed.toFixed(3)}±${half} ${context.question} ${verdict.verdict} ${verdict.reason ?? ""}`,
              verdict,
              estimate: figure,
              context,
            });
            // A figure that few images flatter is judged without that, and shown as it is.
            if (metric === "map-50" || metric === "f1{average=macro}") {
              if (difference.low! <= -tolerance)
                yield add({ ...base, verdict: "holds", reason: null });
              if (difference.high! >= -tolerance)
                yield add({ ...base, verdict: "fails", reason: null });
            }
            if (difference.low! > -tolerance)
              yield add({ ...base, verdict: "holds", reason: null });
            if (difference.high! < -tolerance)
              yield add({ ...base, verdict: "fails", reason: null });
            for (const reason of REASONS) {
              if (reason === "verdict/claim-too-uncertain" && half === 0) continue;
              const more =
                reason === "verdict/more-labels"
                  ? { moreLabels: 37 }
                  : reason === "verdict/more-clusters"
                    ? { moreClusters: 9 }
                    : {};
              const open = {
                verdict: "cannot-tell" as const,
                reason: reason as ResultVerdict["reason"],
              };
              yield add({ ...base, ...open, ...more });
            }
          }
        }
      }
    }
  }
}

/** Texts of all numbers that a sentence may name, as they are printed. */
function numbersOf({ verdict, estimate: figure }: Case): ReadonlySet<string> {
  const words = metricWords(verdict.metric);
  const { scale } = words;
  const sign = words.better === "higher" ? 1 : -1;
  const limit = verdict.claim.value - sign * verdict.tolerance;
  const values = [figure.value, figure.low, figure.high, verdict.claim.value, limit];
  const texts: string[] = [];
  for (const value of [...values, verdict.claim.low, verdict.claim.high]) {
    if (value === null) continue;
    for (const n of [figure.n, verdict.claim.n, null]) texts.push(bareValue(scale, value, n));
    texts.push(roundedText(scale, value, figure.n), shortPercent(value));
  }
  for (const value of [verdict.difference, verdict.low, verdict.high]) {
    if (value !== null) texts.push(differenceText(scale, Math.abs(value)));
  }
  texts.push(toleranceText(scale, verdict.tolerance), grouped(figure.n));
  texts.push(grouped(Math.round((figure.value ?? 0) * figure.n)), "60", "37", "9", "12");
  return new Set(texts.flatMap((text) => text.match(/\d[\d,.]*\d|\d/g) ?? []));
}

/** Numbers of the catalogue's own rules: leasts and mosts that no data change. */
const OF_RULES: Readonly<Record<string, readonly string[]>> = {
  "verdict/too-few-clusters": ["5"],
  "verdict/few-units-carry-it": ["75"],
};

function textsOf({ verdict, estimate: figure, context }: Case): readonly string[] {
  const { headline, detail, lines } = verdictWords(verdict, figure, context);
  return [headline, detail, ...lines];
}

describe("the sentences of a verdict, held against its numbers", () => {
  const all = [...cases()];
  const texts = new Map(all.map((one) => [one, textsOf(one)]));
  const problems = (check: (one: Case, text: string) => boolean): string[] =>
    all.flatMap((one) =>
      texts
        .get(one)!
        .filter((text) => !check(one, text))
        .map((text) => `${one.name}: ${text}`),
    );

  it("walks every reason, in both directions and both questions", () => {
    expect(all.length).toBeGreaterThan(3_000);
    for (const word of ["holds", "fails"]) {
      expect(all.filter(({ verdict }) => verdict.verdict === word).length).toBeGreaterThan(30);
    }
  });

  it("says “may or may not hold” only where the limit lies inside the range", () => {
    const limit = ({ verdict, estimate: { low, high } }: Case): boolean => {
      const sign = metricWords(verdict.metric).better === "higher" ? 1 : -1;
      const at = verdict.claim.value - sign * verdict.tolerance;
      return low! <= at && at <= high!;
    };
    expect(problems((one, text) => !text.includes("may or may not") || limit(one))).toEqual([]);
  });

  it("says that all is above or below the limit only where it is", () => {
    const sided = ({ verdict, estimate: { low, high } }: Case, text: string): boolean => {
      const side = /All of that is (above|below) your limit/.exec(text)?.[1];
      if (side === undefined) return true;
      const sign = metricWords(verdict.metric).better === "higher" ? 1 : -1;
      const at = verdict.claim.value - sign * verdict.tolerance;
      return side === "above" ? low! > at : high! < at;
    };
    expect(problems(sided)).toEqual([]);
  });

  it("names no number but those of the verdict, its figure and the reason's own rule", () => {
    const known = (one: Case, text: string): boolean => {
      const numbers = numbersOf(one);
      const rule = OF_RULES[one.verdict.reason ?? ""] ?? [];
      const said =
        text.replace(/F1|AP50|AP at IoU 0\.50|IoU 0\.50?/g, "").match(/\d[\d,.]*\d|\d/g) ?? [];
      return said.every((number) => numbers.has(number) || rule.includes(number));
    };
    expect(problems(known)).toEqual([]);
  });

  it("calls a figure lower or higher as it is", () => {
    const sided = ({ verdict }: Case, text: string): boolean => {
      const side = /It is \S+(?: points)? (lower|higher)/.exec(text)?.[1];
      if (side === undefined || verdict.difference === null || verdict.difference === 0)
        return true;
      const sign = metricWords(verdict.metric).better === "higher" ? 1 : -1;
      return (side === "higher") === sign * verdict.difference > 0;
    };
    expect(problems(sided)).toEqual([]);
  });

  it("leaves no gap in a sentence", () => {
    expect(problems((_, text) => !/undefined|null|NaN|\{|\}|\.\.| {2}|,\./.test(text))).toEqual([]);
  });

  it("gives each reason its own words, once", () => {
    for (const one of all) {
      const { headline, detail } = verdictWords(one.verdict, one.estimate, one.context);
      if (one.verdict.verdict !== "cannot-tell") continue;
      const sentences = `${headline} ${detail}`.split(/(?<=[.:]) /);
      expect(new Set(sentences).size, `${one.name}: ${headline} ${detail}`).toBe(sentences.length);
    }
    const [accuracy] = all.filter(({ verdict }) => verdict.verdict === "cannot-tell");
    const said = REASONS.map((reason) => {
      const verdict = { ...accuracy!.verdict, reason: reason as ResultVerdict["reason"] };
      return verdictWords(verdict, accuracy!.estimate, accuracy!.context).headline;
    });
    // Those two say the same where the range decides; the plan beside them differs.
    expect(new Set(said).size).toBe(REASONS.length - 1);
  });

  it("reads the rule as the verdict came out", () => {
    for (const one of all) {
      const rule = ruleText(one.verdict, one.estimate, one.context.cluster);
      const { verdict } = one.verdict;
      expect(rule.includes("so it holds."), one.name).toBe(verdict === "holds");
      const { low, high, tolerance } = one.verdict;
      const isSaid = !rule.includes("Without what so few images do");
      if (verdict === "holds") expect(isSaid, one.name).toBe(low! > -tolerance);
      if (verdict === "fails") expect(isSaid, one.name).toBe(high! < -tolerance);
      expect(rule.includes("so it fails."), one.name).toBe(verdict === "fails");
    }
  });

  it("reads the ruler as its marks stand", () => {
    for (const one of all) {
      const { reading } = claimPlot(one.verdict, one.estimate, EXTRAS, 0);
      expect(reading, one.name).not.toMatch(/undefined|null|NaN|\{/);
    }
  });
});
