import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { createLabelSet } from "../../../src/core/label-set.js";
import { placeTruth, prepareImages } from "../../../src/dataset/prepare.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../../src/evaluation/request.js";
import { evaluate } from "../../../src/evaluation/run/evaluate.js";
import type { LabelTarget } from "../../../src/models/label-map.js";
import type { EvaluationResult } from "../../../src/results/result.js";
import type { ImagePrediction, PredictionSource } from "../../../src/tasks/predictions.js";
import { throwsCode } from "../../support/throws-code.js";
import { truthOf } from "../truth-of.js";

const REQUEST = DEFAULT_REQUEST;
const LABELS = ["deer", "fox"];

type Rows = Parameters<typeof truthOf>[0];

/** Evaluates rows with the answers given: scores of deer and fox, a label, or null for none. */
async function run(
  rows: Rows,
  answers: readonly (readonly [number, number] | string | null)[],
  request: Partial<EvaluateRequest> = {},
): Promise<EvaluationResult> {
  const full = { ...REQUEST, ...request };
  const placed = placeTruth(truthOf(rows), [], full);
  const targets = new Map(
    placed.labels.map((label): [string, LabelTarget] => [
      label,
      LABELS.includes(label) ? { kind: "model-labels", labels: [label] } : { kind: "outside" },
    ]),
  );
  const prepared = prepareImages(placed, createLabelSet(LABELS), targets, full, false);
  const source: PredictionSource = {
    labels: createLabelSet(LABELS),
    answer(image): ImagePrediction {
      const answer = answers[prepared.images.row[image]!] ?? null;
      if (answer === null) return { kind: "none", code: "no-prediction", what: "none given" };
      if (typeof answer === "string") {
        return { kind: "label", position: LABELS.indexOf(answer), confidence: null };
      }
      return { kind: "scores", scores: Float64Array.from(answer) };
    },
  };
  const { result } = await evaluate(placed, prepared, source, full, {
    version: "1.2.3",
    engine: null,
    model: null,
    signal: NEVER_CANCELLED,
    notes: [],
  });
  return result;
}

/** n images of which the first `right` are answered right, all of one class. */
function images(n: number, right: number): [Rows, string[]] {
  const rows: Rows = Array.from({ length: n }, (_, i) => [`${i + 1000}.png`, ["deer"]]);
  return [rows, Array.from({ length: n }, (_, i) => (i < right ? "deer" : "fox"))];
}

const pick = (result: EvaluationResult, metric: string) =>
  result.estimates.find((one) => one.metric === metric);

describe("an evaluation", () => {
  it("comes to the blood cells' verdict: 22 of 73 against a claim of 84 of 89", async () => {
    const [rows, answers] = images(73, 22);
    const result = await run(rows, answers, { claims: ["accuracy=0.944@84/89"] });
    expect(pick(result, "accuracy")).toMatchObject({
      role: "headline",
      n: 73,
      method: "wilson",
      value: 22 / 73,
      low: expect.closeTo(0.208225906, 8),
      high: expect.closeTo(0.414373659, 8),
      clusters: null,
    });
    expect(result.verdicts).toMatchObject([
      { metric: "accuracy", tolerance: 0.05, verdict: "fails", mode: "fixed", level: 0.95 },
    ]);
    expect(result.verdicts[0]?.difference).toBeCloseTo(22 / 73 - 84 / 89, 12);
  });

  it("counts images as scored plus listed", async () => {
    const result = await run(
      [
        ["a.png", ["deer"]],
        ["b.png", null],
        ["c.png", ["fox"]],
        ["d.png", ["deer", "fox"]],
      ],
      [[0.9, 0.1], [0.5, 0.5], null, [0.2, 0.8]],
    );
    expect(result.inputs).toMatchObject({ images: 4, labelled: 3, scored: 1, ignored: 0 });
    expect(result.inputs.listed.map(({ file, code }) => [file, code])).toEqual([
      ["b.png", "unlabelled"],
      ["c.png", "no-prediction"],
      ["d.png", "several-labels"],
    ]);
  });

  it("counts a truth that the model does not have as wrong, in a row of its own", async () => {
    const result = await run(
      [
        ["a.png", ["deer"]],
        ["b.png", ["bear"]],
      ],
      [
        [0.9, 0.1],
        [0.3, 0.7],
      ],
    );
    expect(result.confusion).toEqual({
      labels: ["deer", "fox", "bear"],
      counts: [
        [1, 0, 0],
        [0, 0, 0],
        [0, 1, 0],
      ],
    });
    expect(pick(result, "accuracy")?.value).toBe(0.5);
  });

  it("takes any of several labels for right where it is told to", async () => {
    const rows: Rows = [
      ["a.png", ["deer", "fox"]],
      ["b.png", ["bear", "fox"]],
    ];
    const answers: [number, number][] = [
      [0.4, 0.6],
      [0.8, 0.2],
    ];
    const result = await run(rows, answers, { severalLabels: "any" });
    expect(pick(result, "accuracy")).toMatchObject({ value: 0.5, n: 2 });
  });

  it("gives the same result, bit for bit, for shuffled rows", async () => {
    const rows: Rows = Array.from({ length: 40 }, (_, i) => [
      `${i + 10}.png`,
      [i % 3 === 0 ? "fox" : "deer"],
      `site ${i % 7}`,
    ]);
    const answers = rows.map((_, i): [number, number] => {
      const p = ((i * 37) % 101) / 101;
      return [p, 1 - p];
    });
    const order = rows.map((_, i) => (i * 17) % rows.length);
    const options = { cluster: "site", claims: ["accuracy=0.7"] };
    const plain = await run(rows, answers, options);
    const shuffled = await run(
      order.map((i) => rows[i]!),
      order.map((i) => answers[i]!),
      options,
    );
    expect(shuffled).toEqual(plain);
    expect(plain.estimates.length).toBeGreaterThan(10);
  });

  it("asks about another site with --cluster, and keeps the figure for these beside it", async () => {
    const rows: Rows = Array.from({ length: 60 }, (_, i) => [
      `${i + 10}.png`,
      ["deer"],
      `site ${i % 6}`,
    ]);
    const answers = rows.map((_, i) => (i % 6 === 0 ? "fox" : "deer"));
    const result = await run(rows, answers, { cluster: "site" });
    expect(result.question).toBe("another-site");
    const accuracies = result.estimates.filter(({ metric }) => metric === "accuracy");
    const whole = accuracies.filter(({ slice }) => slice === null);
    expect(whole.map(({ role, method, clusters }) => [role, method, clusters])).toEqual([
      ["headline", "wilson-cluster", 6],
      ["detail", "wilson", null],
    ]);
    // The sites at hand are told one by one all the same.
    const parts = accuracies.flatMap(({ slice }) => (slice === null ? [] : [slice.question]));
    expect(parts).toEqual(Array(6).fill("here"));
  });

  it("refuses an attribute that is not there, with the nearest name", async () => {
    const [rows, answers] = images(3, 3);
    await expect(run(rows, answers, { cluster: "sites" })).rejects.toThrow("Did you mean site?");
  });

  it("says what is wrong with a claim", async () => {
    const [rows, answers] = images(3, 3);
    const claiming = (claim: string) => run(rows, answers, { claims: [claim] });
    await expect(claiming("acuracy=0.9")).rejects.toThrow(throwsCode("metric/unknown"));
    await expect(claiming("accuracy=0.93@84/89")).rejects.toThrow(
      throwsCode("claim/counts-disagree"),
    );
    await expect(claiming("recall{class=wolf}=0.9")).rejects.toThrow(
      throwsCode("metric/bad-parameter"),
    );
  });
});
