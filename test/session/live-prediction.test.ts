import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createLabelSet } from "../../src/core/label-set.js";
import { drawFrom } from "../../src/dataset/attributes/draw.js";
import { placeTruth, prepareImages } from "../../src/dataset/prepare.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../src/evaluation/request.js";
import { evaluate } from "../../src/evaluation/run/evaluate.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { createLivePrediction, whyNoLivePrediction } from "../../src/session/live-prediction.js";
import { truthOf } from "../evaluation/truth-of.js";

const LABELS = createLabelSet(["red", "green"]);

/** Images of which `right[i]` says whether the model agrees with the label; null: not scored. */
function madeOf(right: readonly (boolean | null)[], request: EvaluateRequest) {
  const truth = truthOf(right.map((_, i) => [`${1000 + i}.png`, [i % 3 === 0 ? "red" : "green"]]));
  const placed = placeTruth(truth, [], request);
  const targets = new Map<string, LabelTarget>(
    placed.labels.map((label) => [label, { kind: "model-labels", labels: [label] }]),
  );
  const prepared = prepareImages(placed, LABELS, targets, request, false);
  const answer = (image: number) => {
    const row = prepared.images.row[image]!;
    const said = right[row];
    if (said === null || said === undefined) {
      return { kind: "none", code: "unreadable", what: "made so" } as const;
    }
    const isRed = (row % 3 === 0) === said;
    return {
      kind: "scores",
      scores: Float64Array.of(isRed ? 0.9 : 0.2, isRed ? 0.1 : 0.8),
    } as const;
  };
  return { placed, prepared, answer };
}

describe("the live answer", () => {
  it("ends with the verdict and the range of the result, however it was fed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.boolean(), fc.constant(true), fc.constant(null)), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom("accuracy=0.9@90/100", "accuracy=0.55", "recall{class=red}=0.95"),
        async (right, chunk, claim) => {
          const request = { ...DEFAULT_REQUEST, claims: [claim], anytime: true, tolerance: 0.05 };
          const { placed, prepared, answer } = madeOf(right, request);
          const order = drawFrom(right.length, right.length, 3, 9);
          const live = createLivePrediction(prepared, LABELS, request);
          for (let at = 0; at < order.length; at += chunk) {
            await live.add(order.slice(at, at + chunk), answer);
          }
          const look = live.look();
          if (right.every((one) => one === null)) {
            expect(look).toBeNull();
            return;
          }
          const { result } = await evaluate(placed, prepared, { labels: LABELS, answer }, request, {
            version: "1.2.3",
            engine: null,
            model: null,
            signal: NEVER_CANCELLED,
            notes: [],
            lookOrder: order,
          });
          const [verdict] = result.verdicts;
          const anytime = verdict?.anytime;
          if (anytime === null || anytime === undefined) {
            expect(look).toBeNull();
            return;
          }
          expect(look).toMatchObject({
            metric: verdict?.metric,
            verdict: verdict?.verdict,
            value: anytime.value,
            low: anytime.low,
            high: anytime.high,
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is not given where it would not be honest", () => {
    const asked = { ...DEFAULT_REQUEST, anytime: true };
    expect(whyNoLivePrediction({ ...asked, anytime: false }, false)).toBe("once");
    expect(whyNoLivePrediction(asked, true)).toBe("clusters");
    expect(whyNoLivePrediction({ ...asked, task: "detection" }, false)).toBe("figure");
    expect(whyNoLivePrediction({ ...asked, claims: ["f1{average=macro}=0.8"] }, false)).toBe(
      "figure",
    );
    expect(whyNoLivePrediction({ ...asked, claims: ["accuracy=0.8"] }, false)).toBeNull();
  });
});
