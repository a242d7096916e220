import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ANATOMY_COSTS,
  anatomyCosts,
  createAnatomyKernel,
} from "../../../src/metrics/detection/anatomy-costs.js";
import { fixedOutcomes } from "../../../src/metrics/detection/anatomy-fixes.js";
import { cocoSummary } from "../../../src/metrics/detection/coco-summary.js";
import { ERROR_TYPES, errorAnatomy, NO_ERROR } from "../../../src/outcomes/detection/anatomy.js";
import { matchDetections, matchPairs } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../../src/outcomes/detection/match-rules.js";
import { surestOutcomes } from "../../../src/outcomes/detection/surest-outcomes.js";
import type { DetectionInput } from "../../../src/outcomes/detection-types.js";
import {
  type DrawnInput,
  distinctScores,
  hardInput,
  inputOf,
} from "../../support/detection-inputs.js";
import {
  detectionsOf,
  mean,
  RECALLS_101,
  type SlowMatch,
  slowCurve,
  slowIou,
  slowRanking,
  truthsOf,
} from "../../support/slow-detection.js";
import { throwsCode } from "../../support/throws-code.js";

const CLASSES = ["deer", "fox", "boar"];

function outcomesOf(input: DetectionInput, cluster?: readonly number[]) {
  return matchDetections(input, COCO_RULES, {
    classes: CLASSES.slice(0, input.labelCount),
    modelClassCount: input.labelCount,
    ...(cluster && {
      clusters: { cluster: Int32Array.from(cluster), clusterCount: Math.max(0, ...cluster) + 1 },
    }),
  });
}

/** Type and object of each wrong detection, by its row in the input, one at a time. */
function slowErrors(input: DetectionInput) {
  const truths = truthsOf(input).filter((one) => !one.isIgnored && one.area <= 1e10);
  const rankings = CLASSES.slice(0, input.labelCount).map((_, k) =>
    slowRanking(input, COCO_RULES, k, 0, 0.5),
  );
  const found = new Set(rankings.flatMap(({ foundRows }) => [...foundRows]));
  const errors = new Map<number, { type: string; truth: number; score: number; label: number }>();
  for (const { matches } of rankings) {
    for (const match of matches) {
      if (match.isHit || match.isIgnored) continue;
      const own = detectionsOf(input)[match.row];
      if (own === undefined) throw new Error("no such detection");
      const here = truths.filter((one) => one.image === own.image);
      const overlap = (g: (typeof truths)[number]) => slowIou(own.box, g.box, false);
      const best = (among: typeof truths) => {
        const most = Math.max(0, ...among.map(overlap));
        return { most, of: most > 0 ? among.filter((g) => overlap(g) === most) : [] };
      };
      const same = best(here.filter((one) => one.label === own.label));
      const other = best(here.filter((one) => one.label !== own.label));
      // The first in the order of classes, then of images and rows.
      const first = (of: typeof truths) =>
        [...of].sort((a, b) => a.label - b.label || a.row - b.row)[0]?.row ?? -1;
      let type = "background";
      let truth = -1;
      if (same.most >= 0.1 && same.most < 0.5) [type, truth] = ["localisation", first(same.of)];
      else if (other.most >= 0.5) [type, truth] = ["classification", first(other.of)];
      else if (same.most >= 0.5) [type, truth] = ["duplicate", first(same.of)];
      else if (other.most > 0.1) [type, truth] = ["both", first(other.of)];
      errors.set(match.row, { type, truth, score: own.score, label: own.label });
    }
  }
  const unfound = truths.filter((one) => !found.has(one.row));
  return { errors, unfound, truths, rankings };
}

/** AP50 of one class with errors of some types set right, from lists. */
function slowFixed(input: DetectionInput, types: readonly string[], all: boolean) {
  const { errors, unfound, truths, rankings } = slowErrors(input);
  const isOpen = (row: number) => unfound.some((one) => one.row === row);
  const finds = new Map<number, number>();
  const sure = [...errors].sort((a, b) => b[1].score - a[1].score);
  for (const [row, { type, truth }] of sure) {
    if (!types.includes(type) || !["localisation", "classification"].includes(type)) continue;
    if (isOpen(truth) && !finds.has(truth)) finds.set(truth, row);
  }
  const explained = new Set(
    [...errors.values()]
      .filter(({ type }) => type === "localisation" || type === "classification")
      .map(({ truth }) => truth),
  );
  const values: number[] = [];
  for (const [k, ranking] of rankings.entries()) {
    if (ranking.countedTruths.length === 0) continue;
    const matches: SlowMatch[] = [];
    for (const match of ranking.matches) {
      const error = errors.get(match.row);
      if (error === undefined || !(all || types.includes(error.type))) matches.push(match);
    }
    for (const [truth, row] of finds) {
      const own = detectionsOf(input)[row];
      if (truths.find((one) => one.row === truth)?.label !== k || own === undefined) continue;
      matches.push({ ...own, rank: 0, truth, isHit: true, isIgnored: false });
    }
    matches.sort((a, b) => b.score - a.score);
    const countedTruths = ranking.countedTruths.filter(
      ({ row }) => !(types.includes("missed") && isOpen(row) && !explained.has(row)),
    );
    const curve = slowCurve({ ...ranking, matches, countedTruths }, 1e9, RECALLS_101);
    if (curve === null) values.push(matches.some(({ isIgnored }) => !isIgnored) ? 0 : 1);
    else values.push(mean(curve.precision));
  }
  return mean(values);
}

describe("kinds of error", () => {
  it("each wrong detection and each object not found has exactly one, by the slow version", () => {
    fc.assert(
      fc.property(hardInput, (drawn) => {
        const input = inputOf(drawn);
        const outcomes = outcomesOf(input);
        const anatomy = errorAnatomy(input, outcomes);
        const { errors, unfound } = slowErrors(input);
        const { detections, truths } = outcomes;
        for (let row = 0; row < detections.count; row++) {
          const want = errors.get(detections.source[row]!);
          const type = anatomy.ofDetection[row]!;
          expect(ERROR_TYPES[type] ?? "none").toBe(want?.type ?? "none");
          const isError =
            ((detections.matched[0]?.[row] ?? 0) & 1) === 0 &&
            ((detections.ignored[0]?.[row] ?? 0) & 1) === 0;
          expect(type !== NO_ERROR).toBe(isError);
          const truth = anatomy.truthOf[row]!;
          expect(truth < 0 ? -1 : truths.source[truth]).toBe(want?.truth ?? -1);
        }
        for (let row = 0; row < truths.count; row++) {
          const source = truths.source[row]!;
          const isOpen = unfound.some((one) => one.row === source);
          const type = ERROR_TYPES[anatomy.ofTruth[row]!];
          expect(type !== undefined).toBe(isOpen);
          if (!isOpen) continue;
          const of = [...errors.values()].filter(
            (one) =>
              one.truth === source &&
              (one.type === "localisation" || one.type === "classification"),
          );
          if (of.length === 0) expect(type).toBe("missed");
          const most = Math.max(...of.map(({ score }) => score));
          if (of.length > 0) {
            expect(of.filter(({ score }) => score === most).map((one) => one.type)).toContain(type);
          }
        }
      }),
    );
  });

  it("by hand, one of each", () => {
    const found = (
      box: readonly [number, number, number, number],
      label: number,
      score: number,
    ) => ({
      image: 0,
      label,
      box,
      score,
    });
    const drawn: DrawnInput = {
      imageCount: 1,
      labelCount: 2,
      truths: [
        { image: 0, label: 0, box: [0, 0, 10, 10] },
        { image: 0, label: 0, box: [100, 0, 10, 10] },
        { image: 0, label: 0, box: [200, 0, 10, 10] },
        { image: 0, label: 1, box: [300, 0, 10, 10] },
      ],
      detections: [
        found([0, 0, 10, 10], 0, 0.9), // right
        found([1, 0, 10, 10], 0, 0.8), // overlap 9/11: twice
        found([106, 0, 10, 10], 0, 0.7), // overlap 4/16 = 0.25: too far off
        found([200, 0, 10, 10], 1, 0.6), // another class
        found([304, 0, 10, 10], 0, 0.5), // another class, and 6/14 = 0.43: wrong in both
        found([400, 0, 10, 10], 0, 0.4), // nothing there
        found([309, 0, 10, 10], 1, 0.3), // overlap 1/19 = 0.05: nothing there
      ],
    };
    const input = inputOf(drawn);
    const outcomes = outcomesOf(input);
    const anatomy = errorAnatomy(input, outcomes);
    const types = new Map(
      [...outcomes.detections.source].map((source, row) => [
        source,
        ERROR_TYPES[anatomy.ofDetection[row]!] ?? "right",
      ]),
    );
    expect([0, 1, 2, 3, 4, 5, 6].map((row) => types.get(row))).toEqual([
      "right",
      "duplicate",
      "localisation",
      "classification",
      "both",
      "background",
      "background",
    ]);
    expect([...anatomy.ofTruth].map((type) => ERROR_TYPES[type] ?? "found")).toEqual([
      "found",
      "localisation",
      "classification",
      "missed",
    ]);
    // Class deer: right, wrong, wrong (far off), wrong, wrong of 3. One found first: precision 1 at
    // recall ⅓, 34 of 101 points. Fox: two wrong, none of 1 found.
    const values = new Float64Array(ANATOMY_COSTS.length);
    createAnatomyKernel(outcomes, anatomy)(null, values);
    const ap = (deer: number, fox: number) => (deer / 101 + fox / 101) / 2;
    const base = ap(34, 0);
    expect(values[0]).toBeCloseTo(base, 14);
    const gain = (cost: string) => values[[...ANATOMY_COSTS].map(String).indexOf(cost)];
    // Fox 0.6 becomes deer: right at 0.9 and 0.6, behind 0.8 and 0.7: precision 2/4 for 33 points.
    expect(gain("classification")).toBeCloseTo(ap(34 + 33 / 2, 0) - base, 14);
    // 0.7 becomes right: 2 of 3.
    expect(gain("localisation")).toBeCloseTo(ap(34 + 33 * (2 / 3), 0) - base, 14);
    // The fox that is missed is not looked for: class fox has no truth and wrong ones left, 0.
    expect(gain("missed")).toBeCloseTo(0, 14);
    // Two deer are not found: without them recall 1 at precision 1. Fox: none left, wrong ones are.
    expect(gain("false-negatives")).toBeCloseTo(ap(101, 0) - base, 14);
    for (const none of ["duplicate", "both", "background", "false-positives"]) {
      expect(gain(none)).toBeCloseTo(0, 14); // wrong ones come behind all that is right
    }
  });

  it("at an operating point: as a match of the detections that count there", () => {
    fc.assert(
      fc.property(hardInput, fc.constantFrom(-1, 0, 0.5, 0.8), (drawn, least) => {
        const options = { classes: CLASSES.slice(0, drawn.labelCount), modelClassCount: 1 };
        const pairs = matchPairs(inputOf(drawn), COCO_RULES, options);
        const got = surestOutcomes(pairs, new Float64Array(drawn.labelCount).fill(least));
        const fewer = {
          ...drawn,
          detections: drawn.detections.filter(({ score }) => score >= least),
        };
        const want = matchDetections(inputOf(fewer), COCO_RULES, options);
        expect({ ...got.detections, source: null }).toEqual({ ...want.detections, source: null });
        expect(got.truths).toEqual(want.truths);
      }),
    );
  });

  it("refuses an overlap that was not matched at, and a background above it", () => {
    const input = inputOf({ imageCount: 1, labelCount: 1, truths: [], detections: [] });
    const outcomes = outcomesOf(input);
    expect(() => errorAnatomy(input, outcomes, { foreground: 0.4 })).toThrow(
      throwsCode("metric/not-available"),
    );
    expect(() => errorAnatomy(input, outcomes, { background: 0.5 })).toThrow(
      throwsCode("argument/out-of-range"),
    );
  });
});

describe("what errors cost", () => {
  it("each kind set right alone, by the slow version", () => {
    fc.assert(
      fc.property(distinctScores, (drawn) => {
        const input = inputOf(drawn);
        const outcomes = outcomesOf(input);
        const values = new Float64Array(ANATOMY_COSTS.length);
        createAnatomyKernel(outcomes, errorAnatomy(input, outcomes))(null, values);
        const base = slowFixed(input, [], false);
        const near = (value: number) => (Number.isNaN(value) ? value : expect.closeTo(value, 12));
        expect(values[0]).toEqual(near(base));
        expect(values[0]).toEqual(near(cocoSummary(outcomes)[1]?.value ?? Number.NaN));
        for (const [i, type] of ERROR_TYPES.entries()) {
          expect(values[i + 1], type).toEqual(near(slowFixed(input, [type], false) - base));
        }
        const byCost = (cost: string) => values[[...ANATOMY_COSTS].map(String).indexOf(cost)];
        expect(byCost("false-positives")).toEqual(near(slowFixed(input, [], true) - base));
        for (const value of values) if (!Number.isNaN(value)) expect(value).toBeGreaterThan(-1e-12);
      }),
      { numRuns: 100 },
    );
  });

  it("with all kinds set right AP is 1 in every class that has truth", () => {
    fc.assert(
      fc.property(hardInput, (drawn) => {
        const input = inputOf(drawn);
        const outcomes = outcomesOf(input);
        const fixed = fixedOutcomes(outcomes, errorAnatomy(input, outcomes), ERROR_TYPES);
        const { detections, truths } = fixed;
        for (let row = 0; row < detections.count; row++) {
          const isRight = (detections.matched[0]?.[row] ?? 0) === 1;
          expect(isRight || detections.ignored[0]?.[row] === 1).toBe(true);
        }
        const counted = truths.counted.reduce((sum, bit) => sum + bit, 0);
        const hits = detections.matched[0]?.reduce((sum, bit) => sum + bit, 0);
        expect(hits).toBe(counted);
        if (counted > 0) expect(apOf(fixed)).toBeCloseTo(1, 12);
      }),
    );
  });

  it("takes a weight of 2 as the image twice, and 0 as none", () => {
    fc.assert(
      fc.property(distinctScores, (drawn) => {
        const weights = Float64Array.from(
          { length: drawn.imageCount },
          (_, i) => [2, 1, 0, 2][i] ?? 1,
        );
        const twice = twiceOf(drawn, weights);
        const of = (one: DrawnInput, own: Float64Array | null) => {
          const input = inputOf(one);
          const outcomes = outcomesOf(input);
          const values = new Float64Array(ANATOMY_COSTS.length);
          createAnatomyKernel(outcomes, errorAnatomy(input, outcomes))(own, values);
          return [...values];
        };
        const want = of(twice, null);
        expect(of(drawn, weights)).toEqual(
          want.map((value) => (Number.isNaN(value) ? value : expect.closeTo(value, 12))),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("has an interval around the value, in [0, 1], with and without clusters", () => {
    fc.assert(
      fc.property(hardInput, fc.boolean(), (drawn, clustered) => {
        const input = inputOf(drawn);
        const cluster = Array.from({ length: drawn.imageCount }, (_, i) => i);
        const outcomes = outcomesOf(input, clustered ? cluster : undefined);
        const costs = anatomyCosts(outcomes, errorAnatomy(input, outcomes), { level: 0.9 });
        expect([...costs.keys()]).toEqual([...ANATOMY_COSTS]);
        for (const { value, low, high, warnings, method } of costs.values()) {
          if (value === null || low === null || high === null) {
            expect(warnings).not.toEqual([]);
            continue;
          }
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(value + 1e-12);
          expect(high).toBeGreaterThanOrEqual(value - 1e-12);
          expect(high).toBeLessThanOrEqual(1);
          expect(method).toBe(clustered ? "wilson-jackknife-cluster" : "wilson-jackknife");
        }
      }),
      { numRuns: 60 },
    );
  });

  it("its variance is that of images left out one at a time", () => {
    let compared = 0;
    for (const drawn of fc.sample(distinctScores, { numRuns: 60, seed: 7 })) {
      const n = drawn.imageCount;
      const input = inputOf(drawn);
      const outcomes = outcomesOf(input);
      const kernel = createAnatomyKernel(outcomes, errorAnatomy(input, outcomes));
      const left = Array.from({ length: n }, (_, g) => {
        const values = new Float64Array(ANATOMY_COSTS.length);
        kernel(
          Float64Array.from({ length: n }, (_, i) => (i === g ? 0 : 1)),
          values,
        );
        return values;
      });
      const costs = anatomyCosts(outcomes, errorAnatomy(input, outcomes));
      const objects = drawn.truths.filter(({ flags = 0, area = 0 }) => flags === 0 && area < 1e10);
      for (const [i, cost] of ANATOMY_COSTS.entries()) {
        const { value, nu } = costs.get(cost) ?? { value: null, nu: null };
        const defined = left.map((values) => values[i]!).filter((one) => !Number.isNaN(one));
        const middle = mean(defined);
        const variance = ((n - 1) / n) * defined.reduce((sum, one) => sum + (one - middle) ** 2, 0);
        if (value === null || nu === null || !(variance > 1e-20) || value < 1e-9) continue;
        if (value > 1 - 1e-9) continue;
        // At most as sure as so many independent objects.
        expect(nu).toBeCloseTo(Math.min((value * (1 - value)) / variance, objects.length), 6);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(10);
  });
});

/** Mean AP over classes with truth, of outcomes with one threshold. */
function apOf(outcomes: ReturnType<typeof fixedOutcomes>): number {
  const values: number[] = [];
  const { detections, truths, classes } = outcomes;
  for (let k = 0; k < classes.length; k++) {
    const rows = (start: Int32Array) =>
      Array.from({ length: start[k + 1]! - start[k]! }, (_, i) => start[k]! + i);
    const counted = rows(truths.classStart).filter((row) => truths.counted[row] === 1);
    if (counted.length === 0) continue;
    const matches = rows(detections.classStart).map(
      (row): SlowMatch => ({
        row,
        image: 0,
        score: -row, // in their order
        rank: 0,
        truth: -1,
        isHit: detections.matched[0]?.[row] === 1,
        isIgnored: detections.ignored[0]?.[row] === 1,
      }),
    );
    const truth = truthsOf(inputOf({ imageCount: 1, labelCount: 1, truths: [], detections: [] }));
    const countedTruths = counted.map((row) => ({ ...truth[0], row })) as never[];
    const foundRows = new Set<number>();
    const curve = slowCurve({ matches, countedTruths, foundRows }, 1e9, RECALLS_101);
    values.push(mean(curve?.precision ?? []));
  }
  return mean(values);
}

function twiceOf(drawn: DrawnInput, times: Float64Array): DrawnInput {
  const images = [...times].flatMap((count, image) => Array<number>(count).fill(image));
  const copy = <T extends { readonly image: number }>(objects: readonly T[]): T[] =>
    images.flatMap((from, image) =>
      objects.filter((one) => one.image === from).map((one) => ({ ...one, image })),
    );
  const { labelCount, searched = null } = drawn;
  return {
    imageCount: images.length,
    labelCount,
    truths: copy(drawn.truths),
    detections: copy(drawn.detections),
    searched:
      searched === null
        ? null
        : images.flatMap((from) => searched.slice(from * labelCount, (from + 1) * labelCount)),
  };
}
