import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/random.js";
import type { CurveFigure } from "../../../src/metrics/curve-figure.js";
import { createOperatingEstimator } from "../../../src/metrics/detection/detection-estimators.js";
import { operatingCurve, thresholdGrid } from "../../../src/metrics/detection/operating-curve.js";
import { miscountEstimate } from "../../../src/metrics/detection/operating-estimates.js";
import {
  chooseThreshold,
  type ThresholdGoal,
} from "../../../src/metrics/detection/threshold-choice.js";
import { parseReference } from "../../../src/metrics/reference.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../../src/outcomes/detection/match-rules.js";
import { presenceOutcomes } from "../../../src/outcomes/detection/presence.js";
import type { DetectionInput } from "../../../src/outcomes/detection-types.js";
import { type DrawnInput, hardInput, inputOf } from "../../support/detection-inputs.js";
import { presenceFigures } from "../../support/presence-figures.js";
import { throwsCode } from "../../support/throws-code.js";

function outcomesOf(input: DetectionInput, cluster?: readonly number[]) {
  const clusters = cluster && {
    cluster: Int32Array.from(cluster),
    clusterCount: Math.max(0, ...cluster) + 1,
  };
  return matchDetections(input, COCO_RULES, {
    classes: ["deer", "fox", "boar"].slice(0, input.labelCount),
    modelClassCount: input.labelCount,
    ...(clusters && { clusters }),
  });
}

/** Several drawn inputs one behind the other, so that there are clusters to speak of. */
const inputs = fc.array(hardInput, { minLength: 1, maxLength: 6 }).map((all): DrawnInput => {
  let images = 0;
  const parts = all.map((one) => {
    const from = images;
    images += one.imageCount;
    const move = <T extends { readonly image: number; readonly label: number }>(
      objects: readonly T[],
    ) => objects.map((object) => ({ ...object, image: from + object.image }));
    return { truths: move(one.truths), detections: move(one.detections) };
  });
  return {
    imageCount: images,
    labelCount: 3,
    truths: parts.flatMap(({ truths }) => truths),
    detections: parts.flatMap(({ detections }) => detections),
  };
});

/** At the least threshold every image is seen: weights then sum to 1 but for rounding. */
const ALL_SEEN: DrawnInput = {
  imageCount: 6,
  labelCount: 3,
  truths: [],
  detections: [1, 0, 4, 3, 5].map((image) => ({
    image,
    label: 0,
    box: [0, 0, 0, 8] as const,
    score: image === 4 ? 0 : 0.9,
  })),
};

const kind = fc.constantFrom("plain", "clusters", "weights", "both");

describe("a curve of operating points", () => {
  it("has at each threshold what the estimators have, value and interval", () => {
    fc.assert(
      fc.property(inputs, kind, fc.constantFrom(null, 0), (drawn, how, index) => {
        const input = inputOf(drawn);
        const cluster = Array.from({ length: drawn.imageCount }, (_, i) => (i * i) % 5);
        const isClustered = how === "clusters" || how === "both";
        const outcomes = outcomesOf(input, isClustered ? cluster : undefined);
        const weights =
          how === "weights" || how === "both"
            ? Float64Array.from(
                { length: drawn.imageCount },
                (_, i) => [1, 0.5, 0, 3.7][i % 4] ?? 1,
              )
            : null;
        const curve = operatingCurve(outcomes, { index, level: 0.9, weights });
        const parameters = index === null ? "average=micro" : "class=deer";
        for (const [i, threshold] of curve.threshold.entries()) {
          const options = { threshold, weights };
          for (const id of ["precision", "recall", "f1"] as const) {
            const reference = parseReference(`${id}{${parameters}}`);
            expectPoint(
              curve[id],
              i,
              createOperatingEstimator(outcomes, reference, options).at(0.9),
            );
          }
          const alarms = miscountEstimate(outcomes, "false-alarms", index, options);
          expectPoint(curve.falseAlarms, i, alarms.at(0.9));
          expectPoint(
            curve.countBias,
            i,
            miscountEstimate(outcomes, "count-bias", index, options).at(0.9),
          );
          const presence = presenceOutcomes(input, outcomes, { label: index, threshold });
          expectPoint(
            curve.toLookAt,
            i,
            presenceFigures(presence, outcomes, 0.9, { weights }).toLookAt,
          );
        }
      }),
      { numRuns: 30, examples: [[ALL_SEEN, "both", null]] },
    );
  });

  it("counts rise as the threshold falls, and never beyond what there is", () => {
    fc.assert(
      fc.property(inputs, (drawn) => {
        const outcomes = outcomesOf(inputOf(drawn));
        const curve = operatingCurve(outcomes, { index: null });
        for (let i = 0; i < curve.threshold.length; i++) {
          expect(curve.found[i]).toBeLessThanOrEqual(curve.truth);
          if (i === 0) continue;
          expect(curve.threshold[i]).toBeLessThan(curve.threshold[i - 1]!);
          for (const rising of [
            curve.found,
            curve.wrong,
            curve.toLookAt.value,
            curve.falseAlarms.value,
            curve.countBias.value,
            curve.recall.value,
          ]) {
            if (!Number.isNaN(rising[i]!)) {
              expect(rising[i]).toBeGreaterThanOrEqual(rising[i - 1]! - 1e-12);
            }
          }
        }
      }),
    );
  });

  it("has all scores where they are few, and two hundred of them where they are many", () => {
    const scores = Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 5000) / 5000);
    const box = [0, 0, 10, 10] as const;
    const drawn = (own: readonly number[]): DrawnInput => ({
      imageCount: 500,
      labelCount: 1,
      truths: [{ image: 0, label: 0, box }],
      detections: own.map((score, i) => ({ image: i % 500, label: 0, box, score: score ** 4 })),
    });
    const few = thresholdGrid(outcomesOf(inputOf(drawn(scores.slice(0, 150)))), null);
    expect(few).toHaveLength(150);
    const grid = thresholdGrid(outcomesOf(inputOf(drawn(scores))), 0);
    expect(grid.length).toBeLessThanOrEqual(200);
    expect(grid.length).toBeGreaterThan(150);
    const sorted = scores.map((score) => score ** 4).sort((a, b) => b - a);
    expect(grid[0]).toBe(sorted[0]);
    expect(grid.at(-1)).toBe(sorted.at(-1));
    for (const threshold of grid) expect(sorted).toContain(threshold);
    for (let i = 1; i < grid.length; i++) {
      expect(grid[i - 1]! - grid[i]!).toBeGreaterThan(0);
      expect(grid[i - 1]! - grid[i]!).toBeLessThan(0.02);
    }
  });
});

function expectPoint(
  figure: CurveFigure,
  i: number,
  want: { value: number | null; low: number | null; high: number | null },
): void {
  const near = (value: number | null) => (value === null ? Number.NaN : expect.closeTo(value, 7));
  expect(figure.value[i]).toEqual(near(want.value));
  expect(figure.low[i]).toEqual(near(want.low));
  expect(figure.high[i]).toEqual(near(want.high));
}

const goals: readonly ThresholdGoal[] = [
  { kind: "greatest-f1" },
  { kind: "recall-at-least", recall: 0.5 },
  { kind: "recall-at-least", recall: 1 },
  { kind: "false-alarms-at-most", perUnit: 0.5 },
  { kind: "false-alarms-at-most", perUnit: 0 },
  { kind: "count-bias-nearest-0" },
];

/** The largest of the best thresholds, one after the other by its definition. */
function slowChoice(drawn: DrawnInput, goal: ThresholdGoal): number {
  const outcomes = outcomesOf(inputOf(drawn));
  const scores = [...new Set(drawn.detections.map(({ score }) => score + 0))];
  const points = [Number.POSITIVE_INFINITY, ...scores.sort((a, b) => b - a)].map((threshold) => {
    const curve = operatingCurve(outcomes, { index: null, thresholds: Float64Array.of(threshold) });
    const { truth } = curve;
    const [found = 0, wrong = 0] = [curve.found[0], curve.wrong[0]];
    return { threshold, found, wrong, missed: truth - found, truth };
  });
  const least = (of: (point: (typeof points)[number]) => number, among = points) => {
    const values = among.map(of);
    const most = Math.min(...values);
    return among[values.findIndex((value) => value <= most + 1e-12)]?.threshold ?? Number.NaN;
  };
  switch (goal.kind) {
    case "greatest-f1":
      return least(({ found, wrong, missed }) => {
        const f1 = found / (found + (wrong + missed) / 2);
        return Number.isNaN(f1) ? 0 : -f1;
      });
    case "recall-at-least": {
      const met = points.filter(({ found, truth }) => found >= goal.recall * truth);
      return met.length > 0 ? least(({ wrong }) => wrong, met) : least(({ missed }) => missed);
    }
    case "false-alarms-at-most": {
      const met = points.filter(({ wrong }) => wrong / drawn.imageCount <= goal.perUnit);
      return least(({ missed, truth }) => (truth === 0 ? 0 : missed), met);
    }
    case "count-bias-nearest-0":
      return least(({ wrong, missed }) => Math.abs(wrong - missed));
    default:
      return goal satisfies never;
  }
}

describe("choosing a threshold", () => {
  it.each(goals)("on the same units: the largest of the best ($kind)", (goal) => {
    fc.assert(
      fc.property(inputs, (drawn) => {
        const outcomes = outcomesOf(inputOf(drawn));
        const choice = chooseThreshold(outcomes, goal, { index: null, seed: null });
        expect(choice.threshold).toBe(slowChoice(drawn, goal));
        expect(choice.chosenOnSame).toBe(true);
        expect(choice.scored).toEqual(choice.chosen);
        const { chosen } = choice;
        if (goal.kind === "recall-at-least") {
          expect(choice.isMet).toBe(chosen.found[0]! >= goal.recall * chosen.truth - 1e-9);
        }
        if (goal.kind === "false-alarms-at-most") {
          expect(chosen.wrong[0]! / drawn.imageCount).toBeLessThanOrEqual(goal.perUnit);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("on one half and scored on the other: no cluster is in both, and nothing is lost", () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 0, max: 1000 }), (drawn, seed) => {
        const cluster = Array.from({ length: drawn.imageCount }, (_, i) => i % 6);
        const outcomes = outcomesOf(inputOf(drawn), cluster);
        const goal: ThresholdGoal = { kind: "greatest-f1" };
        const choice = chooseThreshold(outcomes, goal, { index: null, seed });
        const again = chooseThreshold(outcomes, goal, { index: null, seed });
        expect(again).toEqual(choice);
        if (choice.chosenOnSame) return;
        expect(choice.chosenUnits + choice.scoredUnits).toBe(drawn.imageCount);
        expect(choice.chosen.truth + choice.scored.truth).toBe(
          operatingCurve(outcomes, { index: null }).truth,
        );
        expect(choice.chosen.truth).toBeGreaterThan(0);
        expect(choice.scored.truth).toBeGreaterThan(0);
        // A figure of one half does not move when units of the other lose their detections.
        const all = operatingCurve(outcomes, {
          index: null,
          thresholds: Float64Array.of(choice.threshold),
        });
        expect(choice.chosen.found[0]! + choice.scored.found[0]!).toBe(all.found[0]);
        expect(choice.chosen.wrong[0]! + choice.scored.wrong[0]!).toBe(all.wrong[0]);
      }),
    );
  });

  it("without halves to speak of it says that all was used twice", () => {
    const box = [0, 0, 10, 10] as const;
    const drawn: DrawnInput = {
      imageCount: 3,
      labelCount: 1,
      truths: [{ image: 1, label: 0, box }],
      detections: [{ image: 1, label: 0, box, score: 0.7 }],
    };
    const choice = chooseThreshold(
      outcomesOf(inputOf(drawn)),
      { kind: "greatest-f1" },
      { index: null, seed: 1 },
    );
    expect(choice).toMatchObject({ threshold: 0.7, chosenOnSame: true, chosenUnits: 3 });
    expect(choice.scored.recall.value[0]).toBe(1);
  });

  it("on noise: what was chosen looks better where it was chosen than where it is scored", () => {
    // Scores say nothing of what is right: any F1 above that of all detections is luck.
    const box = [0, 0, 10, 10] as const;
    let gain = 0;
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(1, seed);
      const drawn: DrawnInput = {
        imageCount: 40,
        labelCount: 1,
        truths: Array.from({ length: 40 }, (_, image) => ({ image, label: 0, box })),
        detections: Array.from({ length: 40 }, (_, image) => ({
          image,
          label: 0,
          score: random.uniform(),
          box: random.uniform() < 0.5 ? box : ([50, 50, 10, 10] as const),
        })),
      };
      const goal: ThresholdGoal = { kind: "count-bias-nearest-0" };
      const outcomes = outcomesOf(inputOf(drawn));
      const f1 = chooseThreshold(outcomes, { kind: "greatest-f1" }, { index: null, seed });
      gain += f1.chosen.f1.value[0]! - f1.scored.f1.value[0]!;
      expect(chooseThreshold(outcomes, goal, { index: null, seed }).isMet).toBe(true);
    }
    expect(gain).toBeGreaterThan(0);
  });

  it("refuses goals that cannot be", () => {
    const outcomes = outcomesOf(
      inputOf({ imageCount: 1, labelCount: 1, truths: [], detections: [] }),
    );
    for (const goal of [
      { kind: "recall-at-least", recall: 1.2 },
      { kind: "false-alarms-at-most", perUnit: -1 },
      { kind: "recall-at-least", recall: Number.NaN },
    ] as const) {
      expect(() => chooseThreshold(outcomes, goal, { index: null, seed: 1 })).toThrow(
        throwsCode("argument/out-of-range"),
      );
    }
  });
});
