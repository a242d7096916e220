import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareModels } from "../../src/compare/compare-models.js";
import type { ComparedOutcomes } from "../../src/compare/comparison.js";
import { comparisonPage } from "../../src/compare/comparison-page.js";
import { comparisonText } from "../../src/compare/comparison-text.js";
import { type AlarmsRequest, thresholdForAlarms } from "../../src/compare/equal-alarms.js";
import { createRandom, type Random } from "../../src/core/random.js";
import { parseReference } from "../../src/metrics/reference.js";
import { renderBlockPage } from "../../src/node/reports/block-page.js";
import { createAnomalyOutcomes } from "../../src/outcomes/anomaly.js";
import type { AnomalyOutcomes } from "../../src/outcomes/classification-types.js";
import type { EvaluatedOutcomes } from "../../src/outcomes/detection/evaluated-detections.js";
import { newcombePaired } from "../../src/statistics/difference.js";
import { detectionsOf } from "../reports/detection-facts-of.js";
import { violationsOf } from "../support/schema-of.js";
import { throwsCode } from "../support/throws-code.js";
import { comparedModel } from "./compared-model.js";

const REQUEST = {
  reference: parseReference("roc-auc"),
  level: 0.95,
  seed: 1,
  redraws: 0,
  places: null,
};
const FEWEST: AlarmsRequest = { rate: null, positive: null };

const named = (name: string, outcomes: EvaluatedOutcomes): ComparedOutcomes => ({
  name,
  sha256: null,
  outcomes,
  units: Int32Array.from({ length: outcomes.unitCount }, (_, i) => i),
  claimed: null,
});

/** Scores of images of which the first `sick` are anomalous. */
function scored(
  name: string,
  score: readonly number[],
  sick: number,
  more: { readonly threshold?: number; readonly cluster?: Int32Array } = {},
): ComparedOutcomes {
  const truth = Uint8Array.from(score, (_, i) => (i < sick ? 1 : 0));
  return named(name, createAnomalyOutcomes({ truth, score: Float64Array.from(score), ...more }));
}

/** 40 anomalous images and 60 others; the `found` surest images that are anomalous are above all others. */
const ranked = (name: string, found: number, threshold: number, from = 0) =>
  scored(
    name,
    Array.from({ length: 100 }, (_, i) => {
      const at = i < 40 ? (i + from) % 40 : i;
      if (i < 40) return at < found ? 200 - at : 40 - at;
      return 140 - i;
    }),
    40,
    { threshold },
  );

const compare = (models: readonly ComparedOutcomes[], equalAlarms: AlarmsRequest, more = {}) =>
  compareModels(models, { ...REQUEST, ...more, equalAlarms });

describe("a threshold for a number of alarms", () => {
  it("comes as near as scores allow, and takes the higher of two as near", () => {
    const score = fc.integer({ min: 0, max: 6 }).map((value) => value / 2);
    fc.assert(
      fc.property(
        fc.array(score, { maxLength: 30 }),
        fc.double({ min: 0.01, max: 40, noNaN: true }),
        (scores, wanted) => {
          const candidates = [Number.POSITIVE_INFINITY, ...new Set(scores)].sort((a, b) => b - a);
          const alarmsAt = (t: number) => scores.filter((value) => value >= t).length;
          const best = candidates.reduce((near, t) =>
            Math.abs(alarmsAt(t) - wanted) < Math.abs(alarmsAt(near) - wanted) ? t : near,
          );
          expect(thresholdForAlarms(Float64Array.from(scores), wanted)).toEqual({
            threshold: best,
            alarms: alarmsAt(best),
          });
        },
      ),
    );
  });
});

describe("models at equally many alarms", () => {
  it("raise as many as the one with fewest, and what they find is compared in pairs", () => {
    // At its own threshold x raises 30 alarms, y 70.
    const models = [ranked("x", 30, 150), ranked("y", 20, 51, 5)];
    const found = compare(models, FEWEST);
    expect(violationsOf("comparison", found)).toEqual([]);
    const alarms = found.equalAlarms!;
    expect(alarms).toMatchObject({
      counted: "units",
      label: "anomalous",
      rate: 0.3,
      basis: "fewest",
      metric: "recall{class=anomalous}",
      n: 40,
      warnings: ["compare/thresholds-chosen-here"],
    });
    // y has its 20 surest right and then ten that are normal.
    expect(alarms.points[0]).toEqual({
      name: "x",
      own: { threshold: 150, rate: 0.3, value: 0.75, precision: 1 },
      equal: { threshold: 171, rate: 0.3, value: 0.75, precision: 1 },
    });
    expect(alarms.points[1]!.equal).toEqual({
      threshold: 91,
      rate: 0.3,
      value: 0.5,
      precision: 20 / 30,
    });
    expect(alarms.points[1]!.own).toMatchObject({ threshold: 51, rate: 0.7, value: 0.5 });
    // Found: x images 0–29, y images 35–39 and 0–14.
    const oracle = newcombePaired(15, 15, 5, 5, 0.95);
    expect(alarms.pairs[0]!.right).toEqual({ both: 15, onlyA: 15, onlyB: 5, none: 5 });
    expect(alarms.pairs[0]!.difference).toBeCloseTo(0.25, 12);
    expect(alarms.pairs[0]!.low).toBeCloseTo(oracle.low!, 12);
    expect(alarms.pairs[0]!.high).toBeCloseTo(oracle.high!, 12);
    expect(alarms.models.map(({ value }) => value)).toEqual([0.75, 0.5]);
    expect(compareModels(models, REQUEST).equalAlarms).toBeNull();
  });

  it("are set to a rate that is asked for, in groups where units are in groups", () => {
    const cluster = Int32Array.from({ length: 100 }, (_, i) => i % 10);
    const [x, y] = [ranked("x", 30, 150), ranked("y", 20, 51, 5)];
    const inGroups = [x, y].map((one) => ({
      ...one,
      outcomes: { ...one.outcomes, cluster, clusterCount: 10 },
    }));
    const { equalAlarms } = compare(inGroups, { rate: 0.2, positive: null });
    expect(equalAlarms).toMatchObject({ basis: "asked", rate: 0.2, clusters: 10 });
    expect(equalAlarms!.points.map(({ equal }) => equal.rate)).toEqual([0.2, 0.2]);
    expect(equalAlarms!.pairs[0]).toMatchObject({ method: "paired-t-cluster", clusters: 10 });
  });

  it("say so where scores do not allow as many", () => {
    const tied = scored(
      "tied",
      Array.from({ length: 100 }, (_, i) => (i < 45 ? 1 : 0)),
      40,
      { threshold: 1 },
    );
    const { equalAlarms, ...rest } = compare([ranked("x", 30, 150), tied], {
      rate: 0.3,
      positive: null,
    });
    expect(equalAlarms!.warnings).toContain("compare/alarms-uneven");
    expect(equalAlarms!.points[1]!.equal.rate).toBe(0.45);
    expect(comparisonText({ ...rest, equalAlarms })).toContain("Not every model can raise so many");
  });

  it("are put in the same order by what they find, by what alarms are right and by accuracy", () => {
    const random = createRandom(3, 0);
    const models = Array.from({ length: 4 }, (_, m) =>
      scored(
        `m${m}`,
        Array.from({ length: 200 }, (_, i) => random.uniform() + (i < 60 ? m / 6 : 0)),
        60,
        { threshold: 0.8 },
      ),
    );
    const { points } = compare(models, { rate: 0.25, positive: null }).equalAlarms!;
    const orderBy = (of: (one: (typeof points)[number]) => number) =>
      [...points].sort((a, b) => of(b) - of(a)).map(({ name }) => name);
    const byFound = orderBy(({ equal }) => equal.value!);
    expect(orderBy(({ equal }) => equal.precision!)).toEqual(byFound);
    // Right: hits, and those others that raise none.
    expect(
      orderBy(({ equal: { value, rate } }) => 60 * value! + 140 - (200 * rate - 60 * value!)),
    ).toEqual(byFound);
  });

  it("have one label of several against the rest, which has to be named", () => {
    const column = (shift: number) =>
      Float64Array.from({ length: 40 }, (_, i) => ((i * 7 + shift) % 40) / 40);
    const of = (name: string, shift: number) =>
      comparedModel(name, Array<number>(40).fill(1), {
        classes: ["deer", "fox", "hare"],
        modelClassCount: 3,
        truth: Int32Array.from({ length: 40 }, (_, i) => i % 3),
        predicted: Int32Array.from({ length: 40 }, (_, i) => (i + (i % 5 === 0 ? 1 : 0)) % 3),
        scores: {
          sums: { areProbabilities: true, notOne: 0, off: 0 },
          confidence: column(0),
          truthProbability: column(0),
          above: new Int32Array(40),
          tied: new Int32Array(40),
          logLoss: new Float64Array(40),
          brier: new Float64Array(40),
          columns: new Map([[1, column(shift)]]),
        },
      });
    const models = [of("x", 0), of("y", 3)];
    const request = { reference: parseReference("accuracy") };
    expect(() => compare(models, FEWEST, request)).toThrow(throwsCode("compare/no-equal-alarms"));
    expect(() => compare(models, { rate: null, positive: "deer" }, request)).toThrow(
      /no scores of deer/,
    );
    expect(() => compare(models, { rate: null, positive: "wolf" }, request)).toThrow(
      /no label wolf/,
    );
    const { equalAlarms } = compare(models, { rate: null, positive: "fox" }, request);
    const own = [...Array(40).keys()].filter((i) => (i + (i % 5 === 0 ? 1 : 0)) % 3 === 1).length;
    expect(equalAlarms).toMatchObject({ label: "fox", rate: own / 40, n: 13 });
    expect(equalAlarms!.points.map(({ equal }) => equal.rate)).toEqual([own / 40, own / 40]);
    expect(equalAlarms!.points[0]!.own!.threshold).toBeNull();
  });

  it("of objects have as many boxes an image, and recall is counted at those", () => {
    const [surer, plain] = [detectionsOf(60, 0.5), detectionsOf(60, 0.3)];
    const models = [named("x", surer), named("y", plain)];
    const { equalAlarms } = compare(models, FEWEST, { reference: parseReference("map") });
    const boxesFrom = (t: number) => [...surer.detections.score].filter((s) => s >= t).length;
    expect(equalAlarms).toMatchObject({
      counted: "boxes",
      label: null,
      rate: boxesFrom(0.5) / 60,
      metric: "recall{average=micro}",
    });
    // The same boxes at the same number of them: no difference at all.
    expect(equalAlarms!.points[1]!.equal).toEqual(equalAlarms!.points[0]!.equal);
    expect(equalAlarms!.pairs[0]!.difference).toBe(0);
    expect(equalAlarms!.points[1]!.own!.rate).toBe(boxesFrom(0.3) / 60);
    // A box counts as found at IoU 0.5: kinds 0 and 2 of five are, 1 overlaps by a third.
    const { threshold } = equalAlarms!.points[0]!.equal;
    const hits = [...surer.detections.score].filter((score, row) => {
      return score >= threshold! && (surer.detections.matched[0]![row]! & 1) === 1;
    });
    expect(equalAlarms!.points[0]!.equal.value).toBeCloseTo(hits.length / 60, 12);
    expect(comparisonText(compare(models, FEWEST, { reference: parseReference("map") }))).toContain(
      "A box is an alarm.",
    );
  });

  it.each([
    [
      "no threshold and no rate",
      [scored("x", [3, 1, 2, 0], 2), scored("y", [1, 3, 2, 0], 2)],
      FEWEST,
      /from which score on/,
    ],
    [
      "none at its own threshold",
      [ranked("x", 30, 999), ranked("y", 20, 51)],
      FEWEST,
      /x raises no alarm/,
    ],
    [
      "more alarms than images",
      [ranked("x", 30, 150), ranked("y", 20, 51)],
      { rate: 1.5, positive: null },
      /are all there can be/,
    ],
    [
      "none that is looked for",
      [scored("x", [3, 1, 2, 0], 0), scored("y", [1, 3, 2, 0], 0)],
      { rate: 0.5, positive: null },
      /none of the 4 images is anomalous/,
    ],
  ] as const)("are refused with %s", (_, models, request, what) => {
    const metric = { reference: parseReference("average-precision") };
    const of = () => {
      // Without positives only what needs none can be compared at all.
      return compare(models, request, metric);
    };
    expect(of).toThrow(throwsCode("compare/no-equal-alarms"));
    expect(of).toThrow(what);
  });

  it("stand in text and page with what they take for granted, as text", () => {
    const found = compare([ranked("x <b>", 30, 150), ranked("y", 20, 51, 5)], FEWEST);
    const text = comparisonText(found);
    expect(text).toContain("To be called anomalous is an alarm.");
    expect(text).toContain("chosen on these very images");
    expect(text).toMatch(/x <b> − y: \+25\.0 points/);
    const html = renderBlockPage(
      comparisonPage(found, { version: "1", claimed: new Map(), alone: null, pictures: null }),
      "homeground compare",
    );
    expect(html).toContain("At equally many alarms");
    expect(html).toContain("chosen on these very images");
    expect(html).toContain("Own threshold: alarms");
    expect(html).not.toContain("x <b>");
    for (const { equal } of found.equalAlarms!.points) {
      expect(html).toContain(`value="${equal.threshold}"`);
    }
  });
});

describe("ranges at thresholds that were chosen on the same images", () => {
  /** Two models that see the same signal with noise of their own and noise in common. */
  function world(random: Random, n: number, signal: readonly [number, number], groups: number) {
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const truth = Uint8Array.from({ length: n }, () => (random.uniform() < 0.3 ? 1 : 0));
    const ofGroup = Float64Array.from({ length: Math.max(1, groups) }, () =>
      groups === 0 ? 0 : 0.7 * normal(),
    );
    const cluster = groups === 0 ? null : Int32Array.from({ length: n }, (_, i) => i % groups);
    const common = Float64Array.from({ length: n }, () => 0.7 * normal());
    return signal.map((strength, m) =>
      named(
        `m${m}`,
        createAnomalyOutcomes({
          truth,
          score: common.map(
            (c, i) => strength * truth[i]! + c + ofGroup[cluster?.[i] ?? 0]! + normal(),
          ),
          threshold: 1,
          cluster,
          clusterCount: groups,
        }),
      ),
    );
  }

  /** Difference of what is found of a very large world at thresholds for the rate. */
  function truthOf(signal: readonly [number, number], groups: number): number {
    const many = world(createRandom(77, 0), 150_000, signal, groups === 0 ? 0 : 15_000);
    const found = many.map(({ outcomes }) => {
      const { truth, score } = outcomes as AnomalyOutcomes;
      const { threshold } = thresholdForAlarms(score, 0.2 * truth.length);
      const hits = truth.filter((one, i) => one === 1 && score[i]! >= threshold).length;
      return hits / truth.filter((one) => one === 1).length;
    });
    return found[0]! - found[1]!;
  }

  it.each([
    ["independent images", [1.2, 1.2], 0],
    ["a model that is better", [2, 1.2], 0],
    ["groups", [1.6, 1.2], 30],
  ] as const)("hold the difference in 93 of 100 samples or more: %s", (_, signal, groups) => {
    const random = createRandom(42, groups);
    const truth = signal[0] === signal[1] ? 0 : truthOf([...signal], groups);
    const samples = 300;
    let inside = 0;
    for (let s = 0; s < samples; s++) {
      const models = world(random, 300, [...signal], groups);
      const request = { reference: parseReference("accuracy") };
      const { equalAlarms } = compare(models, { rate: 0.2, positive: null }, request);
      const { low, high } = equalAlarms!.pairs[0]!;
      if (low! <= truth && truth <= high!) inside++;
    }
    // Three standard errors of 300 samples below 95 %.
    expect(inside / samples).toBeGreaterThanOrEqual(0.93 - 0.025);
  });
});
