import { describe, expect, it } from "vitest";
import { rankedFacts } from "../../../src/analyses/curves/curve-facts.js";
import { createRandom } from "../../../src/core/random.js";
import type { Evaluation } from "../../../src/evaluation/evaluation.js";
import type { EvaluateRequest } from "../../../src/evaluation/request.js";
import type { Outcomes } from "../../../src/outcomes/classification-types.js";
import { haveObjects } from "../../../src/outcomes/detection/evaluated-detections.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";
import { slowAuc } from "../../metrics/support/slow.js";

/** Outcomes of a task about whole images. */
function wholeImages({ outcomes }: Evaluation): Outcomes {
  if (haveObjects(outcomes)) throw new Error("not whole images");
  return outcomes;
}

/** Images of each label in turn, with scores that lean to it and sum to 1. */
function drawn(labels: readonly string[], counts: readonly number[], seed = 1): readonly Scored[] {
  const random = createRandom(1, seed);
  return labels.flatMap((label, k) =>
    Array.from({ length: counts[k] ?? 0 }, (): Scored => {
      const raw = labels.map((_, j) => random.uniform() + (j === k ? 0.4 : 0));
      const sum = raw.reduce((total, one) => total + one, 0);
      return [[label], raw.map((one) => one / sum), random.uniform() < 0.5 ? "a" : "b"];
    }),
  );
}

const facts = async (
  labels: readonly string[],
  images: readonly Scored[],
  request: Partial<EvaluateRequest> = {},
) => {
  const evaluation = await evaluated(labels, images, request);
  return { evaluation, ...rankedFacts(evaluation, wholeImages(evaluation)) };
};

describe("curves of a report", () => {
  it("of two classes are those of the rarer one, else of the one that is asked for", async () => {
    const images = drawn(["deer", "fox"], [12, 30]);
    const { ranked, rankedMore } = await facts(["deer", "fox"], images);
    expect(ranked?.map(({ label }) => label)).toEqual(["deer"]);
    expect(rankedMore).toBe(0);
    expect(ranked?.[0]).toMatchObject({
      scoreName: "probability",
      positives: 12,
      negatives: 30,
      inUse: null,
    });
    const even = await facts(["deer", "fox"], drawn(["deer", "fox"], [9, 9]));
    expect(even.ranked?.map(({ label }) => label)).toEqual(["fox"]);

    const asked = await facts(["deer", "fox"], images, { positive: "fox" });
    const [curve] = asked.ranked ?? [];
    expect(curve).toMatchObject({ label: "fox", positives: 30 });
    const score = images.map(([, scores]) => scores[1] ?? 0);
    const isFox = images.map(([[label]]) => Number(label === "fox"));
    expect(curve?.rocAuc?.value).toBeCloseTo(slowAuc(score, isFox), 10);
    // Areas are to the last digit those of the result.
    for (const [id, area] of [
      ["roc-auc", curve?.rocAuc],
      ["average-precision", curve?.averagePrecision],
    ] as const) {
      const own = asked.evaluation.result.estimates.find(
        ({ metric }) => metric === `${id}{class=fox}`,
      );
      expect(own?.low).not.toBeNull();
      expect(area).toMatchObject({
        value: own?.value,
        low: own?.low,
        high: own?.high,
        method: own?.method,
      });
    }
    // At the score of an image, the share of images with the label that score as much.
    for (const [i, threshold] of (curve?.threshold ?? []).entries()) {
      const above = score.filter((one, unit) => one >= threshold && isFox[unit] === 1).length;
      expect(curve?.sensitivity.value[i]).toBeCloseTo(above / 30, 12);
    }
  });

  it("of several classes are those of the six with most images, whose scores alone are kept", async () => {
    const labels = ["a", "b", "c", "d", "e", "f", "g", "h", "none"];
    const images = drawn(labels, [5, 9, 7, 7, 3, 11, 6, 7, 0]);
    const { evaluation, ranked, rankedMore } = await facts(labels, images);
    expect(ranked?.map(({ label }) => label)).toEqual(["f", "b", "c", "d", "h", "g"]);
    expect(rankedMore).toBe(2);
    const outcomes = wholeImages(evaluation);
    expect(outcomes.kind === "classification" && outcomes.scores?.columns.size).toBe(6);
    for (const { label, positives, negatives, rocAuc } of ranked ?? []) {
      const k = labels.indexOf(label);
      expect(positives + negatives).toBe(images.length);
      expect(rocAuc?.value).toBeCloseTo(
        slowAuc(
          images.map(([, scores]) => scores[k] ?? 0),
          images.map(([[own]]) => Number(own === label)),
        ),
        10,
      );
    }
    const asked = await facts(labels, images, { positive: "e" });
    expect(asked.ranked?.map(({ label }) => label)).toEqual(["e", "f", "b", "c", "d", "h"]);
    expect(asked.rankedMore).toBe(2);
    const all = await facts(labels, images, { metrics: ["roc-auc"] });
    expect(all.ranked?.map(({ label }) => label)).toEqual(["f", "b", "c", "d", "h", "g"]);
  });

  it("of several labels an image are at their scores, with the threshold in use", async () => {
    const labels = ["bird", "cat", "dog"];
    const random = createRandom(1, 7);
    const images = Array.from({ length: 40 }, (_, i): Scored => {
      const own = labels.filter((label) => label !== "dog" && random.uniform() < 0.4);
      const score = (label: string) => random.uniform() * (own.includes(label) ? 1 : 0.8);
      return [own, labels.map((label) => (i === 0 ? 0.3 : score(label)))];
    });
    const request = { task: "multilabel", severalLabels: "multilabel", threshold: 0.3 } as const;
    const { evaluation, ranked } = await facts(labels, images, {
      ...request,
      noAnnotation: "empty",
      metrics: ["precision{class=cat}"],
    });
    // No image has the third label.
    expect(ranked?.map(({ label }) => label).sort()).toEqual(["bird", "cat"]);
    const cat = ranked?.find(({ label }) => label === "cat");
    expect(cat).toMatchObject({ inUse: 0.3, scoreName: "score" });
    const at = cat?.threshold.indexOf(0.3) ?? -1;
    const precision = evaluation.result.estimates.find(
      ({ metric }) => metric === "precision{class=cat}",
    );
    expect(cat?.precision.value[at]).toBeCloseTo(precision?.value ?? Number.NaN, 12);
    expect(cat?.precision.low[at]).toBeCloseTo(precision?.low ?? Number.NaN, 12);
    // Answers that no threshold of these scores gives, as where the images of a sequence vote.
    const outcomes = wholeImages(evaluation);
    if (outcomes.kind !== "multilabel") throw new Error("labels");
    const predicted = outcomes.predicted.map((one) => 1 - one);
    const voted = rankedFacts(evaluation, { ...outcomes, predicted });
    expect(voted.ranked?.map(({ inUse }) => inUse)).toEqual([null, null]);
  });

  it("of anomaly scores are of the anomalous images, on any scale", async () => {
    const random = createRandom(1, 3);
    const images = Array.from({ length: 30 }, (_, i): Scored => {
      const isBad = i % 3 === 0;
      return [[isBad ? "bad" : "good"], [random.uniform() * 40 + (isBad ? 15 : 0) - 20]];
    });
    const { evaluation, ranked } = await facts([], images, {
      task: "anomaly",
      positive: "bad",
      threshold: 4.5,
    });
    expect(ranked).toHaveLength(1);
    const [curve] = ranked ?? [];
    expect(curve).toMatchObject({ label: "bad", positives: 10, negatives: 20, inUse: 4.5 });
    expect(curve?.threshold).toContain(4.5);
    const own = evaluation.result.estimates.find(({ metric }) => metric === "roc-auc");
    expect(curve?.rocAuc).toMatchObject({ value: own?.value, low: own?.low, high: own?.high });
  });

  it("are left out where a label has no rest, or answers no scores; without intervals if asked", async () => {
    const alone = await facts(["deer", "fox"], drawn(["deer", "fox"], [5, 0]));
    expect(alone.ranked).toBeUndefined();
    const images = drawn(["deer", "fox"], [12, 30]);
    const bare = await facts(["deer", "fox"], images, { interval: "none" });
    expect(bare.ranked?.[0]?.rocAuc).toMatchObject({ low: null, high: null, method: "none" });
    const outcomes = wholeImages(bare.evaluation);
    if (outcomes.kind !== "classification") throw new Error("classes");
    expect(rankedFacts(bare.evaluation, { ...outcomes, scores: null })).toEqual({});
  });
});
