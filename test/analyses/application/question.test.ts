import { describe, expect, it } from "vitest";
import { categoricalColumn } from "../../../src/core/table.js";
import type {
  AnomalyOutcomes,
  MultilabelOutcomes,
} from "../../../src/outcomes/classification-types.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../../src/outcomes/detection/match-rules.js";
import { wilsonCounts, Z_95 } from "../../../src/statistics/wilson.js";
import { inputOf } from "../../support/detection-inputs.js";
import { applied, attributesOf, deployed, figureOf, HERE, made, whyNot } from "./made.js";

/** t of 5/3 degrees of freedom at 97.5 %, by SciPy. */
const T_5_3 = 5.242265130583832;

/** tp 90, fn 10 of those that are ill, fp 20, tn 180 of the others. */
const COUNTS = { tp: 90, fn: 10, fp: 20, tn: 180 };

function scored(threshold: number | null, cluster: Int32Array | null = null) {
  const rows = [
    ...Array.from({ length: COUNTS.tp }, () => [1, 0.9] as const),
    ...Array.from({ length: COUNTS.fn }, () => [1, 0.2] as const),
    ...Array.from({ length: COUNTS.fp }, () => [0, 0.8] as const),
    ...Array.from({ length: COUNTS.tn }, () => [0, 0.1] as const),
  ];
  const outcomes: AnomalyOutcomes = {
    kind: "anomaly",
    unit: "image",
    unitCount: rows.length,
    classes: ["ok", "ill"],
    truth: Uint8Array.from(rows, ([ill]) => ill),
    score: Float64Array.from(rows, ([, score]) => score),
    threshold,
    cluster,
    clusterCount: cluster === null ? 0 : Math.max(...cluster) + 1,
  };
  return { outcomes, attributes: attributesOf(rows.length, new Map()), question: HERE };
}

describe("what a call means", () => {
  it("is what oracle n has of the same table: PPV, NPV, likelihood ratios", () => {
    const found = applied(scored(0.5), { prevalence: 0.01 });
    expect(figureOf(found, "sensitivity").model).toBeCloseTo(0.9, 12);
    expect(figureOf(found, "likelihood-ratio-positive").model).toBeCloseTo(9, 12);
    expect(figureOf(found, "likelihood-ratio-negative").model).toBeCloseTo(1 / 9, 12);
    expect(figureOf(found, "ppv").model).toBeCloseTo(0.08333333333333336, 12);
    expect(figureOf(found, "npv").model).toBeCloseTo(0.9988789237668162, 12);
    // Mercaldo's logit limits of the oracle, which these are no copy of, to half a point.
    const { low, high } = figureOf(found, "ppv");
    expect(Math.abs(low! - 0.05631836924587904)).toBeLessThan(0.005);
    expect(Math.abs(high! - 0.12163660469703105)).toBeLessThan(0.005);
  });

  it("has ranges where no mistake was seen", () => {
    const { outcomes, ...rest } = scored(0.5);
    const perfect = {
      ...rest,
      outcomes: { ...outcomes, score: Float64Array.from(outcomes.truth, (ill) => ill) },
    };
    const found = applied(perfect, { prevalence: 0.01 });
    const ppv = figureOf(found, "ppv");
    expect(ppv.model).toBe(1);
    expect(ppv.high).toBe(1);
    expect(ppv.low!).toBeGreaterThan(0.2);
    expect(ppv.low!).toBeLessThan(0.9);
    expect(figureOf(found, "likelihood-ratio-positive")).toMatchObject({ model: null });
  });

  it("weighs hits and false alarms by costs", () => {
    const found = applied(scored(0.5), { costMiss: 10, costFalseAlarm: 1 });
    expect(figureOf(found, "net-benefit").model).toBeCloseTo(90 / 300 - (20 / 300) * 0.1, 12);
    expect(figureOf(found, "net-benefit-of-all").model).toBeCloseTo(
      100 / 300 - (200 / 300) * 0.1,
      12,
    );
    expect(figureOf(found, "cost").model).toBeCloseTo((10 * 10 + 20) / 300, 12);
    const at = applied(scored(0.5), { costMiss: 10, costFalseAlarm: 1, prevalence: 0.1 });
    expect(figureOf(at, "cost").model).toBeCloseTo(10 * 0.1 * 0.1 + 0.9 * 0.1, 12);
    expect(figureOf(at, "net-benefit").model).toBeCloseTo(0.9 * 0.1 - 0.1 * 0.9 * 0.1, 12);
    expect(figureOf(at, "net-benefit-of-all")).toMatchObject({ low: null, high: null });
  });

  it("finds the cheapest threshold, as trying each does", () => {
    const cheap = applied(scored(0.5), { costMiss: 10, costFalseAlarm: 1 });
    // Calling from 0.2 on: nobody is missed and 20 are called in vain; at 0.8 ten are missed as well.
    expect(figureOf(cheap, "cheapest-threshold").model).toBe(0.2);
    const dear = applied(scored(0.5), { costMiss: 1, costFalseAlarm: 10 });
    expect(figureOf(dear, "cheapest-threshold").model).toBe(0.9);
    expect(figureOf(dear, "cost-at-cheapest").model).toBeCloseTo(10 / 300, 12);
    expect(cheap.result.costCurve!.map(({ threshold }) => threshold)).toEqual([0.1, 0.2, 0.8, 0.9]);
  });

  it("has a range of what mistakes cost at a threshold that was chosen on others", () => {
    const found = applied(scored(0.5), { costMiss: 10, costFalseAlarm: 1 });
    const { model, low, high } = figureOf(found, "cost-at-cheapest");
    // Each fifth is called from 0.2 on: nobody is missed, 20 of 300 are called in vain.
    const [missed, alarms] = [0, 20].map((count) => wilsonCounts(count, 300, Z_95));
    expect(model).toBeCloseTo(20 / 300, 12);
    expect(low).toBeCloseTo(alarms!.low, 12);
    const up = Math.hypot(10 * missed!.high, alarms!.high - 20 / 300);
    expect(high).toBeCloseTo(20 / 300 + up, 12);
  });

  it("counts escapes and false rejects of a thousand, of all or at a prevalence", () => {
    const found = applied(scored(0.5));
    const { low, high } = wilsonCounts(10, 300, Z_95);
    expect(figureOf(found, "escapes-per-thousand")).toMatchObject({
      model: expect.closeTo(10_000 / 300, 9),
      low: expect.closeTo(1000 * low, 9),
      high: expect.closeTo(1000 * high, 9),
    });
    const at = applied(scored(0.5), { prevalence: 0.02 });
    expect(figureOf(at, "escapes-per-thousand").model).toBeCloseTo(2, 12);
    expect(figureOf(at, "false-rejects-per-thousand").model).toBeCloseTo(98, 12);
  });

  it("finds the sensitivity at a specificity of 95 %", () => {
    // At 0.8 twenty of 200 are called in vain, which is too many; at 0.9 none is.
    expect(figureOf(applied(scored(null)), "sensitivity-at-95-specificity").model).toBe(0.9);
  });

  it("is over groups where images come in groups, and is wider for it", () => {
    // Each kind in whole groups of ten: as unequal as groups can be.
    const cluster = Int32Array.from({ length: 300 }, (_, i) => Math.floor(i / 10));
    const [alone, grouped] = [scored(0.5), scored(0.5, cluster)].map((one) =>
      figureOf(applied(one, { prevalence: 0.1 }), "ppv"),
    );
    expect(grouped!.clusters).toBe(30);
    expect(grouped!.model).toBeCloseTo(alone!.model!, 12);
    expect(grouped!.high! - grouped!.low!).toBeGreaterThan(alone!.high! - alone!.low!);
  });

  it("says why there is none", () => {
    const silent = applied(scored(null), { prevalence: 0.1 });
    expect(whyNot(silent, "ppv")).toBe("application/no-call");
    expect(whyNot(silent, "cost")).toBe("application/no-costs");
    expect(whyNot(silent, "net-benefit")).toBe("application/not-probabilities");
    expect(whyNot(applied(scored(0.5)), "ppv")).toBe("application/no-prevalence");
    expect(whyNot(applied(scored(0.5)), "richness")).toBe("application/no-cameras");
    const three = made(
      [
        { truth: "a", predicted: "b" },
        { truth: "b", predicted: "c" },
      ],
      ["a", "b", "c"],
    );
    expect(whyNot(applied(three), "sensitivity")).toBe("application/no-positive");
    const pair = made(
      [
        { truth: "a", predicted: "a" },
        { truth: "b", predicted: "b" },
      ],
      ["a", "b"],
    );
    expect(whyNot(applied(pair), "net-benefit")).toBe("application/no-scores");
    const one = made(
      [
        { truth: "a", predicted: "a" },
        { truth: "a", predicted: "b" },
      ],
      ["a", "b"],
    );
    expect(whyNot(applied(one), "sensitivity")).toBe("application/one-kind");
  });
});

describe("the same part several times", () => {
  it("gets the same answer every time, or does not", () => {
    const image = (part: string, predicted: string) => ({ truth: "ok", predicted, part });
    const found = applied(
      made(
        [
          image("p1", "ok"),
          image("p1", "ok"),
          image("p2", "ok"),
          image("p2", "broken"),
          image("p2", "ok"),
          image("p3", "broken"),
          image("p3", "broken"),
          image("p4", "ok"),
        ],
        ["ok", "broken"],
      ),
      { positive: "broken" },
    );
    expect(figureOf(found, "same-answer")).toMatchObject({
      model: expect.closeTo(2 / 3, 12),
      n: 3,
    });
  });

  it("is not told where nothing was photographed twice", () => {
    expect(whyNot(applied(scored(0.5)), "same-answer")).toBe("application/no-parts");
  });
});

describe("other tasks", () => {
  it("takes the label of interest of several labels, and species without empty ones", () => {
    const outcomes: MultilabelOutcomes = {
      kind: "multilabel",
      unit: "image",
      unitCount: 4,
      classes: ["fox", "empty", "deer"],
      truth: Uint8Array.of(1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 1),
      predicted: Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1),
      scores: null,
      cluster: null,
      clusterCount: 0,
    };
    const basis = { outcomes, attributes: attributesOf(4, new Map()), question: HERE };
    const found = applied(basis, { positive: "fox" });
    expect(figureOf(found, "sensitivity").model).toBe(0.5);
    expect(figureOf(found, "specificity").model).toBe(0.5);
    // Three images hold an animal, and the third is called empty of any.
    expect(figureOf(found, "kept-animals")).toMatchObject({ truth: 3, model: 2 });
    expect(figureOf(found, "richness")).toMatchObject({ truth: 2, model: 2 });
    expect(whyNot(applied(basis), "sensitivity")).toBe("application/no-positive");
  });

  it("asks of a detector whether whole images hold anything, and how many animals it counts", () => {
    const box = [10, 10, 20, 20] as const;
    const at = (image: number, label = 0) => ({ image, label, box });
    const input = inputOf({
      imageCount: 4,
      labelCount: 1,
      truths: [at(0), at(0), at(1), at(2)],
      detections: [
        { ...at(0), score: 0.9 },
        { ...at(1), score: 0.3 },
        { ...at(2), score: 0.8 },
        { ...at(3), score: 0.7 },
      ],
    });
    const detected = (threshold: number | null, cameras = ["a", "a", "b", "b"]) => {
      const facts = { classes: ["deer"], modelClassCount: 1, threshold };
      const matched = matchDetections(input, COCO_RULES, facts);
      const outcomes = { ...matched, input, unitOfImage: Int32Array.of(0, 1, 2, 3) };
      const columns = new Map([
        ["camera", categoricalColumn(cameras)],
        ["datetime", categoricalColumn([1, 2, 3, 4].map((day) => `2026-05-0${day} 10:00:00`))],
      ]);
      return { outcomes, attributes: attributesOf(4, columns), question: HERE };
    };
    const table = deployed([
      ["a", "2026-05-01 00:00", "2026-05-06 00:00"],
      ["b", "2026-05-01 00:00", "2026-05-06 00:00"],
    ]);
    const found = applied(detected(0.5), {}, table);
    expect(figureOf(found, "sensitivity").model).toBeCloseTo(2 / 3, 12);
    expect(figureOf(found, "specificity").model).toBe(0);
    // Four animals in ten nights, of which three are counted, one where there is none.
    expect(figureOf(found, "abundance-index", "deer")).toMatchObject({ truth: 40, model: 30 });
    expect(figureOf(found, "trap-rate", "deer")).toMatchObject({ truth: 30, model: 30 });
    // Four cameras with 2, 1, 1 and no animal, of which it counts 1, 0, 1 and one more: without each the difference is
    // 0, 0, −1/3 and −1/2, so v = ¾·(2·25 + 9 + 49)/576 = 0.375², with t of 4²/(2² + 1 + 1) − 1 degrees (SciPy's).
    const alone = ["a", "b", "c", "d"];
    const stood = deployed(alone.map((name) => [name, "2026-05-01 00:00", "2026-05-06 00:00"]));
    const four = figureOf(applied(detected(0.5, alone), {}, stood), "abundance-index", "deer");
    expect(four).toMatchObject({ truth: 20, model: 15, difference: -0.25, low: -1, n: 4 });
    expect(four.high).toBeCloseTo(-0.25 + 0.375 * T_5_3, 6);
    const silent = applied(detected(null));
    expect(whyNot(silent, "events")).toBe("application/no-threshold");
    expect(whyNot(silent, "sensitivity")).toBe("application/no-call");
  });
});
