import { describe, expect, it } from "vitest";
import { anomalyMistakes } from "../../../src/analyses/mistakes/anomaly-mistakes.js";
import { detectionMistakes } from "../../../src/analyses/mistakes/detection-mistakes.js";
import { labelMistakes } from "../../../src/analyses/mistakes/label-mistakes.js";
import { predictionMistakes } from "../../../src/analyses/mistakes/prediction-mistakes.js";
import { createAnomalyOutcomes } from "../../../src/outcomes/anomaly.js";
import type { ClassificationOutcomes } from "../../../src/outcomes/classification-types.js";
import { matchDetections } from "../../../src/outcomes/detection/match-detections.js";
import { COCO_RULES } from "../../../src/outcomes/detection/match-rules.js";
import { createMultilabelBuilder } from "../../../src/outcomes/multilabel.js";
import type { Mistake } from "../../../src/results/report-input.js";
import { countedErrors } from "../../../src/tasks/detection/detection-facts.js";
import { type DrawnInput, inputOf } from "../../support/detection-inputs.js";

const CLASSES = ["deer", "fox", "boar"];

/** Units by their label, answer and confidence. */
function answers(
  units: readonly (readonly [truth: number, predicted: number, confidence: number])[],
  isStated = true,
): ClassificationOutcomes {
  return {
    kind: "classification",
    unit: "image",
    classes: CLASSES,
    modelClassCount: 3,
    unitCount: units.length,
    truth: Int32Array.from(units, ([truth]) => truth),
    predicted: Int32Array.from(units, ([, predicted]) => predicted),
    cluster: null,
    clusterCount: 0,
    scores: null,
    ...(isStated ? { answerConfidence: Float64Array.from(units, ([, , sure]) => sure) } : {}),
  };
}

const images = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `${i}.jpg`);

describe("answerMistakes", () => {
  it("shows the surest wrong answers first, equal ones as they come", () => {
    const outcomes = answers([
      ...([
        [0, 1, 0.6],
        [0, 0, 0.99],
        [1, 0, 0.9],
        [2, 0, 0.9],
        [1, 2, 0.95],
      ] as const),
    ]);
    const { worst, total } = predictionMistakes(outcomes, images(5), names(5), null);
    expect(total).toBe(4);
    expect(
      worst.map(({ file, truth, predicted, confidence }) => [file, truth, predicted, confidence]),
    ).toEqual([
      ["4.jpg", "fox", "boar", 0.95],
      ["2.jpg", "fox", "deer", 0.9],
      ["3.jpg", "boar", "deer", 0.9],
      ["0.jpg", "deer", "fox", 0.6],
    ]);
  });

  it("shows the most frequent mix-ups first where no confidence is stated", () => {
    const outcomes = answers(
      [
        [2, 1, 0],
        [0, 1, 0],
        [1, 0, 0],
        [0, 1, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
      false,
    );
    const { worst } = predictionMistakes(outcomes, images(6), names(6), null);
    expect(worst.map(({ file }) => file)).toEqual([
      "1.jpg",
      "3.jpg",
      "5.jpg",
      "2.jpg",
      "4.jpg",
      "0.jpg",
    ]);
    expect(worst.every(({ confidence }) => confidence === null)).toBe(true);
  });

  it("shows one of a burst while there are others, and says so", () => {
    // Frames 0 to 39 are one burst of the surest mistakes; 30 other images follow.
    const units = Array.from({ length: 70 }, (_, i) => [i % 3, (i + 1) % 3, 1 - i / 100] as const);
    const of = Int32Array.from({ length: 70 }, (_, i) => Math.max(0, i - 39));
    const groups = { of, name: "sequence" };
    const { worst, spread } = predictionMistakes(answers(units), images(70), names(70), groups);
    expect(worst).toHaveLength(24);
    expect(worst.filter(({ image }) => image < 40).map(({ image }) => image)).toEqual([0]);
    expect(spread).toEqual({ ofKind: 8, ofGroup: 1, groupName: "sequence" });
  });
});

describe("labelMistakes", () => {
  const builder = (scores: number[], truth: number[]) => {
    const made = createMultilabelBuilder({ classes: ["deer", "fox"], threshold: 0.5 });
    made.addScores(Uint8Array.from(truth), Float64Array.from(scores));
    return made.finish();
  };

  it("takes the surest of what is named wrongly and the least of what is missed, in turn", () => {
    // Rows: deer, fox. Wrong: 0 fox named (0.7), 1 deer missed (0.1), 2 deer named (0.9), 3 fox missed (0.4).
    const outcomes = builder([0.8, 0.7, 0.1, 0.2, 0.9, 0.9, 0.3, 0.4], [1, 0, 1, 0, 0, 1, 0, 1]);
    const facts = labelMistakes(outcomes, images(4), names(4), null);
    expect([facts.total, facts.missed, facts.about]).toEqual([4, 2, "labels"]);
    expect(facts.worst).toMatchObject([
      { file: "2.jpg", kind: "false-alarm", truth: "", predicted: "deer", confidence: 0.9 },
      { file: "1.jpg", kind: "missed", truth: "deer", predicted: "", confidence: null, score: 0.1 },
      { file: "0.jpg", kind: "false-alarm", truth: "", predicted: "fox", confidence: 0.7 },
      { file: "3.jpg", kind: "missed", truth: "fox", score: 0.4 },
    ]);
  });

  it("calls no score a confidence where any lies outside 0 to 1", () => {
    const outcomes = builder([3, -1, -2, 0.7], [0, 0, 1, 0]);
    const { worst } = labelMistakes(outcomes, images(2), names(2), null);
    expect(worst.map(({ confidence, score }) => [confidence, score])).toEqual([
      [null, 3],
      [null, -2],
      [null, 0.7],
    ]);
  });
});

describe("anomalyMistakes", () => {
  const truth = Uint8Array.of(0, 0, 0, 1, 1, 1);
  const score = Float64Array.of(1, 5, 8, 2, 6, 9);

  it("shows what lies on the wrong side of the threshold, the farthest first", () => {
    const outcomes = createAnomalyOutcomes({ truth, score, threshold: 6 });
    const facts = anomalyMistakes(outcomes, images(6), names(6), null);
    expect(facts.worst.map(({ file, kind, score: one }) => [file, kind, one])).toEqual([
      ["2.jpg", "false-alarm", 8],
      ["3.jpg", "missed", 2],
    ]);
    expect([facts.total, facts.missed, facts.threshold]).toEqual([2, 1, 6]);
  });

  it("without one, shows those that one of the other kind outranks", () => {
    const facts = anomalyMistakes(
      createAnomalyOutcomes({ truth, score }),
      images(6),
      names(6),
      null,
    );
    // 5 and 8 are not below the least anomalous, 2; 2 and 6 not above the most normal, 8.
    expect(facts.worst.map(({ file }) => file)).toEqual(["2.jpg", "3.jpg", "1.jpg", "4.jpg"]);
    const apart = createAnomalyOutcomes({ truth, score: Float64Array.of(1, 2, 3, 4, 5, 6) });
    expect(anomalyMistakes(apart, images(6), names(6), null).total).toBe(0);
  });
});

describe("detectionMistakes", () => {
  const drawn: DrawnInput = {
    imageCount: 3,
    labelCount: 2,
    truths: [
      { image: 0, label: 0, box: [10, 10, 20, 20] }, // found
      { image: 0, label: 1, box: [60, 60, 20, 20] }, // missed, small
      { image: 1, label: 0, box: [0, 0, 50, 50] }, // missed, large
      { image: 2, label: 0, box: [0, 0, 10, 10] }, // called the other kind
    ],
    detections: [
      { image: 0, label: 0, box: [10, 10, 20, 20], score: 0.9 },
      { image: 1, label: 0, box: [80, 80, 10, 10], score: 0.95 }, // nothing there
      { image: 2, label: 1, box: [0, 0, 10, 10], score: 0.6 },
      { image: 2, label: 1, box: [0, 0, 90, 90], score: 0.1 }, // below the threshold
    ],
  };
  const sized = {
    ...inputOf(drawn),
    widthPx: new Float64Array(3).fill(100),
    heightPx: new Float64Array(3).fill(200),
  };
  const evaluated = {
    ...matchDetections(sized, COCO_RULES, {
      classes: ["deer", "fox"],
      modelClassCount: 2,
      threshold: 0.5,
    }),
    input: sized,
    unitOfImage: images(3),
  };
  const facts = detectionMistakes(evaluated, countedErrors(evaluated), names(3), images(3), null);

  it("has missed objects and false detections in turn, the surest and the largest, of each image one first", () => {
    expect(facts.worst).toMatchObject([
      { file: "1.jpg", kind: "false-alarm", truth: "", predicted: "deer", confidence: 0.95 },
      { file: "2.jpg", kind: "answer", truth: "deer", predicted: "fox", note: "Wrong kind" },
      { file: "0.jpg", kind: "missed", truth: "fox" },
      { file: "1.jpg", kind: "missed", truth: "deer", predicted: "" },
    ]);
    expect([facts.total, facts.missed]).toEqual([4, 2]);
  });

  it("gives the boxes of the picture as fractions, at the threshold: the subject last", () => {
    const [alarm, wrongKind, missed] = facts.worst;
    expect(alarm?.boxes?.at(-1)).toEqual({
      ...{ x: 0.8, y: 0.4, width: 0.1, height: 0.05 },
      ...{ outcome: "false", subject: true, caption: "deer 95%" },
    });
    const told = ({ boxes = [] }: Mistake) =>
      boxes.map(({ outcome, subject, caption }) => [outcome, subject, caption]);
    expect(told(alarm!)).toEqual([
      ["missed", false, "deer, missed"],
      ["false", true, "deer 95%"],
    ]);
    // The object is drawn by the box that calls it something else; one below the threshold is not.
    expect(told(wrongKind!)).toEqual([["wrong-kind", true, "fox 60%, is deer"]]);
    expect(told(missed!)).toEqual([
      ["found", false, "deer 90%"],
      ["missed", true, "fox, missed"],
    ]);
    expect(missed?.boxes?.at(-1)).toMatchObject({ x: 0.6, y: 0.3, width: 0.2, height: 0.1 });
    // Found, missed, false, of the wrong kind.
    expect(facts.boxes).toEqual([1, 2, 1, 1]);
    expect(missed?.around).toEqual({ x: 0.6, y: 0.3, width: 0.2, height: 0.1 });
  });

  it("has no boxes where nothing says how large an image is", () => {
    const unknown = { ...evaluated, input: { ...sized, widthPx: null, heightPx: null } };
    const told = detectionMistakes(unknown, countedErrors(unknown), names(3), images(3), null);
    expect(told.worst.map(({ boxes, around }) => [boxes, around])).toEqual(
      told.worst.map(() => [[], null]),
    );
  });
});
