import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createLabelSet } from "../../src/core/label-set.js";
import { createRandom } from "../../src/core/random.js";
import { placeTruth, prepareImages } from "../../src/dataset/prepare.js";
import { readClaims } from "../../src/evaluation/claims.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../src/evaluation/request.js";
import { evaluate } from "../../src/evaluation/run/evaluate.js";
import type { ImageLabel, LabelEvent } from "../../src/labelling/label-events.js";
import { imagesToEvaluate, lookAtLabels } from "../../src/labelling/label-look.js";
import { drawLabelOrder } from "../../src/labelling/label-order.js";
import { labellerState } from "../../src/labelling/label-state.js";
import { truthOfLabels } from "../../src/labelling/labelled-set.js";
import type { LabelTarget } from "../../src/models/label-map.js";

const NAMES = ["red", "green"];
const by = "Ada";

type Given = "right" | "wrong" | "outside" | "other" | "cannot-tell" | "several" | "skip" | null;

const imageOf = (i: number): string => `${1000 + i}.png`;
const predicted = (image: string): string => (Number(image[3]) % 3 === 0 ? "red" : "green");

function said(image: string, given: Exclude<Given, "skip" | null>): ImageLabel {
  const own = predicted(image);
  const other = own === "red" ? "green" : "red";
  switch (given) {
    case "right":
      return { kind: "labels", labels: [own] };
    case "wrong":
      return { kind: "labels", labels: [other] };
    case "outside":
      return { kind: "labels", labels: ["blue"] };
    case "other":
      return { kind: "other" };
    case "several":
      return { kind: "labels", labels: NAMES };
    default:
      return { kind: "cannot-tell" };
  }
}

/** Labels given in the drawn order. */
function labelled(order: readonly string[], given: readonly Given[]): LabelEvent[] {
  return given.flatMap((one, i): LabelEvent[] => {
    const image = order[i]!;
    if (one === null) return [];
    if (one === "skip") return [{ by, at: "t", kind: "skip", image }];
    return [{ by, at: "t", kind: "label", image, label: said(image, one), seen: false }];
  });
}

function lookOf(
  order: readonly string[],
  events: readonly LabelEvent[],
  request: EvaluateRequest,
  more: { readonly sequenceOf?: (image: string) => string | null } = {},
) {
  return lookAtLabels(labellerState(events, by), {
    order,
    modelLabels: NAMES,
    predictionOf: predicted,
    claimsOf: (classes) => readClaims(request, classes),
    level: request.level,
    ...more,
  });
}

const asked = (claim: string): EvaluateRequest => ({
  ...DEFAULT_REQUEST,
  claims: [claim],
  anytime: true,
  lookOrder: "file",
  tolerance: 0.05,
});

describe("the look after each label", () => {
  it("is what `evaluate` says of the exported labels, taken in their order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom<Given>(
            "right",
            "right",
            "right",
            "wrong",
            "outside",
            "other",
            "cannot-tell",
            "several",
          ),
          { minLength: 1, maxLength: 50 },
        ),
        fc.constantFrom("accuracy=0.9@90/100", "accuracy=0.55", "recall{class=red}=0.95"),
        fc.constantFrom(null, 3, 7),
        async (given, claim, burst) => {
          const request = asked(claim);
          const more =
            burst === null
              ? {}
              : {
                  sequenceOf: (image: string) =>
                    `s${Math.floor(Number(image.slice(0, 4)) / burst)}`,
                };
          const order = drawLabelOrder(
            given.map((_, i) => imageOf(i)),
            3,
            more.sequenceOf,
          );
          const events = labelled(order, given);
          const look = lookOf(order, events, request, more).look;
          const truth = truthOfLabels(labellerState(events, by), { order, by, ...more });
          const placed = placeTruth(truth, [], request);
          const labels = createLabelSet(NAMES);
          const targets = new Map<string, LabelTarget>(
            placed.labels.map((label) => [
              label,
              NAMES.includes(label)
                ? { kind: "model-labels", labels: [label] }
                : { kind: "outside" },
            ]),
          );
          const prepared = prepareImages(placed, labels, targets, request, false);
          if (prepared.images.file.length === 0) {
            expect(look).toBeNull();
            return;
          }
          const answer = (image: number) => ({
            kind: "scores" as const,
            scores:
              predicted(prepared.images.file[image]!) === "red"
                ? Float64Array.of(0.9, 0.1)
                : Float64Array.of(0.2, 0.8),
          });
          const { result } = await evaluate(placed, prepared, { labels, answer }, request, {
            version: "1.2.3",
            engine: null,
            model: null,
            signal: NEVER_CANCELLED,
            notes: [],
          });
          const [verdict] = result.verdicts;
          const anytime = verdict?.anytime ?? null;
          if (anytime === null) {
            expect(look).toBeNull();
            return;
          }
          const { value, low, high } = anytime;
          expect(look).toMatchObject({ verdict: verdict?.verdict, value, low, high });
          if (burst === null) expect(look?.moreLabels).toBe(verdict?.moreLabels);
          else expect(result.sampling?.attribute ?? null).toBeOneOf(["sequence", null]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("counts as far as the order has no gap: a label further on waits", () => {
    const order = drawLabelOrder(
      Array.from({ length: 20 }, (_, i) => imageOf(i)),
      3,
    );
    const given: Given[] = ["right", "wrong", null, "right", "right", null, "right"];
    const look = lookOf(order, labelled(order, given), asked("accuracy=0.9"));
    expect(look).toMatchObject({ reached: 2, labelled: 2, ahead: 3, passedOver: 0 });
    expect(look.look).toMatchObject({ n: 2, hits: 1 });
  });

  it("takes an image that was passed over as right and as wrong", () => {
    const order = drawLabelOrder(
      Array.from({ length: 60 }, (_, i) => imageOf(i)),
      3,
    );
    const request = asked("accuracy=0.55");
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Given>("right", "right", "right", "right", "skip"), {
          minLength: 5,
          maxLength: 60,
        }),
        (given) => {
          const as = (one: "right" | "wrong") => {
            const completed = given.map((each) => (each === "skip" ? one : each));
            return lookOf(order, labelled(order, completed), request).look;
          };
          const { look, passedOver } = lookOf(order, labelled(order, given), request);
          const [worst, best] = [as("wrong"), as("right")];
          expect(passedOver).toBe(given.filter((one) => one === "skip").length);
          if (look === null || worst === null || best === null) return;
          expect(look.low).toBeCloseTo(worst.low, 9);
          expect(look.high).toBeCloseTo(best.high, 9);
          if (look.verdict !== "cannot-tell") {
            expect([worst.verdict, best.verdict]).toEqual([look.verdict, look.verdict]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each<[string, readonly Given[], string, number]>([
    ["as far as there is no gap", ["right", "wrong", null, "right"], "accuracy=0.9", 2],
    ["as far as one that may change it", ["right", "wrong", "skip", "right"], "accuracy=0.9", 2],
    ["all where it is decided", [...Array(40).fill("wrong"), "skip", "wrong"], "accuracy=0.9", 42],
  ])("is of labels that may be evaluated: %s", (_, given, claim, count) => {
    const order = drawLabelOrder(
      Array.from({ length: 60 }, (_, i) => imageOf(i)),
      3,
    );
    const events = labelled(order, given);
    const taken = imagesToEvaluate(
      labellerState(events, by),
      order,
      lookOf(order, events, asked(claim)),
    );
    expect(taken).toEqual(order.slice(0, count));
  });

  it("leaves out what nobody can tell, and says what it would be as wrong", () => {
    const order = drawLabelOrder(
      Array.from({ length: 9 }, (_, i) => imageOf(i)),
      3,
    );
    const given: Given[] = ["right", "cannot-tell", "right", "wrong", "several"];
    const look = lookOf(order, labelled(order, given), asked("accuracy=0.9"));
    expect(look).toMatchObject({ reached: 5, labelled: 3, undecided: 1, leftOut: 1 });
    expect(look.look).toMatchObject({ n: 3, hits: 2 });
    expect(look.undecidedWrong).toBe(0.5);
  });

  it("takes sequences as they become whole, with their means", () => {
    const images = Array.from({ length: 12 }, (_, i) => imageOf(i));
    const sequenceOf = (image: string) => `s${Math.floor((Number(image.slice(0, 4)) - 1000) / 3)}`;
    const order = drawLabelOrder(images, 3, sequenceOf);
    const given: Given[] = ["right", "right", "wrong", "right", "right", "right", "wrong"];
    const look = lookOf(order, labelled(order, given), asked("accuracy=0.9"), { sequenceOf });
    // The seventh image begins a third sequence, of which two are to come.
    expect(look).toMatchObject({ reached: 6, labelled: 6, ahead: 1 });
    expect(look.look).toMatchObject({ n: 6, hits: 5, moreLabels: null });
    expect(look.look?.value).toBeCloseTo((2 / 3 + 1) / 2, 12);
  });

  it("is wrong in few sessions although it looks after each label", () => {
    // The true share is exactly at the limit, where each word is as likely to be wrong as it can be.
    const request = asked("accuracy=0.85");
    const order = drawLabelOrder(
      Array.from({ length: 40 }, (_, i) => imageOf(i)),
      3,
    );
    const sessions = 40;
    const decided = { holds: 0, fails: 0 };
    for (let session = 0; session < sessions; session++) {
      const random = createRandom(11, session);
      const given: Given[] = [];
      for (let n = 0; n < order.length; n++) {
        given.push(random.uniform() < 0.8 ? "right" : "wrong");
        const verdict = lookOf(order, labelled(order, given), request).look?.verdict;
        if (verdict !== "holds" && verdict !== "fails") continue;
        decided[verdict]++;
        break;
      }
    }
    // At most 2.5 % a side: more than 5 of 40 would be seen in 1 of 2,000 such tests.
    expect(decided.holds).toBeLessThanOrEqual(5);
    expect(decided.fails).toBeLessThanOrEqual(5);
  });
});
