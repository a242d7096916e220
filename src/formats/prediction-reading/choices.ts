import type { Sentence } from "../../core/sentence.js";
import { COCO_NUMBERS } from "../coco/coco-classes.js";
import type { BoxReading } from "../objects/reinterpret-boxes.js";
import type { ReadingChoice } from "../reading-choice.js";

/** An input of a model that boxes are measured in, where they were not brought back to the image. */
export interface ModelInput {
  /**
   * `stretched` to the size; `letterboxed`: scaled as a whole and padded evenly on two sides;
   * `letterboxed-topleft`: padded at the right or below alone, as YOLOX does.
   */
  readonly fit: "stretched" | "letterboxed" | "letterboxed-topleft";
  /** Null: boxes are fractions of a square input, whatever its size. */
  readonly size: readonly [width: number, height: number] | null;
}

const INPUT = /^(stretched|letterboxed(?:-topleft)?)-(\d{2,5})(?:x(\d{2,5}))?$/;

/** What the numbers of predicted boxes are, where a file is not what its format says. */
export const predictionBoxes: ReadingChoice = {
  name: "prediction-boxes",
  argument: "<reading>",
  help: "what the numbers of predicted boxes are: xywh, xyxy, cxcywh, fraction, percent, pixel, letterboxed (fractions of a square, padded input), or pixels of an input of that size: stretched-640, letterboxed-640x384; letterboxed-topleft where all padding is right or below",
  label: "What the numbers of predicted boxes are",
  values: {
    xywh: "left, top, width, height",
    xyxy: "left, top, right, bottom",
    cxcywh: "middle, middle, width, height",
    fraction: "shares of the image's size",
    percent: "percent of the image's size",
    pixel: "pixels of the image",
    letterboxed: "shares of a square input that the image was padded to",
    "letterboxed-320": "pixels of an input of 320 × 320 that the image was padded to",
    "letterboxed-416": "pixels of an input of 416 × 416 that the image was padded to",
    "letterboxed-640": "pixels of an input of 640 × 640 that the image was padded to",
    "letterboxed-1280": "pixels of an input of 1280 × 1280 that the image was padded to",
    "letterboxed-topleft": "shares of a square input that the image was padded to, right or below",
    "letterboxed-topleft-416":
      "pixels of an input of 416 × 416 that the image was padded to, right or below",
    "letterboxed-topleft-640":
      "pixels of an input of 640 × 640 that the image was padded to, right or below",
    "stretched-320": "pixels of an input of 320 × 320 that the image was stretched to",
    "stretched-416": "pixels of an input of 416 × 416 that the image was stretched to",
    "stretched-640": "pixels of an input of 640 × 640 that the image was stretched to",
    "stretched-1280": "pixels of an input of 1280 × 1280 that the image was stretched to",
  },
  others: {
    pattern: INPUT.source,
    expected: "a reading of boxes such as xyxy or letterboxed-640",
    typed: {
      label: "Side of the model's input, in pixels",
      hint: "Such as 512, or width × height as 640x384.",
      beginnings: {
        "letterboxed-": "pixels of an input of another size that the image was padded to",
        "letterboxed-topleft-":
          "pixels of an input of another size that the image was padded to, right or below",
        "stretched-": "pixels of an input of another size that the image was stretched to",
      },
    },
  },
  unsaid: { words: "as the format says" },
};

/** The input that a value of {@link predictionBoxes} names; null where it names none. */
export function modelInputOf(value: string): ModelInput | null {
  if (value === "letterboxed" || value === "letterboxed-topleft") return { fit: value, size: null };
  const [, fit, width, height = width] = INPUT.exec(value) ?? [];
  if (fit === undefined) return null;
  return { fit: fit as ModelInput["fit"], size: [Number(width), Number(height)] };
}

/** The value of {@link predictionBoxes} for boxes that are pixels of an input of so many by so many. */
export function squareInput(fit: ModelInput["fit"], sidePx: number): string {
  return `${fit}-${sidePx}`;
}

/** What scores are. `logit` goes through the logistic function, each by itself; `softmax` all of an image together. */
export type ScoreReading = "probability" | "percent" | "logit" | "softmax";

/** What predicted scores are. */
export const predictionScores: ReadingChoice<ScoreReading> = {
  name: "prediction-scores",
  argument: "<reading>",
  help: "what predicted scores are",
  label: "What predicted scores are",
  values: {
    probability: "from 0 to 1",
    percent: "percent",
    logit: "outputs before a sigmoid",
    softmax: "outputs before a softmax",
  },
  unsaid: { value: "probability" },
};

/** A word as a reading of scores; undefined of any other. */
export function scoreReadingOf(word: string | undefined): ScoreReading | undefined {
  const readings = Object.keys(predictionScores.values) as ScoreReading[];
  return readings.find((reading) => reading === word);
}

/** Where the numbers of classes begin. */
export type ClassNumbers = "from-0" | "from-1" | "coco-91";

/** What the numbers of predicted classes are, where the file names classes by numbers alone. */
export const classNumbers: ReadingChoice<ClassNumbers> = {
  name: "class-numbers",
  argument: "<reading>",
  help: "what numbers of predicted classes are: places in the list of names, or COCO's ids with gaps",
  label: "What the numbers of predicted classes are",
  values: {
    "from-0": "places in the list of names, from 0",
    "from-1": "places in the list of names, from 1",
    "coco-91": "COCO's 80 classes, numbered from 1 to 90 with gaps",
  },
  unsaid: { words: "as the format says" },
};

/** Place in the list of names, from 0, of a class's number; −1 where it stands for none. */
export function placeOfNumber(number: number, reading: ClassNumbers): number {
  switch (reading) {
    case "from-0":
      return number;
    case "from-1":
      return number - 1;
    case "coco-91":
      return COCO_NUMBERS.indexOf(number);
  }
}

/** What a user can say about any file of predictions. */
export const PREDICTION_CHOICES: readonly ReadingChoice[] = [predictionBoxes, predictionScores];

/** What was said about a file of predictions, by the keys of the choices. */
export interface ChosenPredictionReadings {
  /** A value of {@link predictionBoxes}. */
  readonly predictionBoxes?: string | undefined;
  readonly predictionScores?: ScoreReading | undefined;
  readonly classNumbers?: ClassNumbers | undefined;
}

/** The same as `--boxes` has, for readings that need no more than the four numbers. */
export function boxReadingOf(value: string): BoxReading | null {
  const plain: readonly BoxReading[] = ["xywh", "xyxy", "cxcywh", "fraction", "percent", "pixel"];
  return plain.find((reading) => reading === value) ?? null;
}

/** How to decide for a reading, or else for another one, behind `if they are,`. */
export function sayReading(
  { name, label, values }: Pick<ReadingChoice, "name" | "label" | "values">,
  value: string,
  other?: string,
): Sentence {
  const [command, app] = [
    `say --${name} ${value}`,
    `say so under Images and labels, at “${label}”`,
  ];
  if (other === undefined) return { command, app };
  return {
    command: `${command}, or --${name} ${other} for ${values[other]}`,
    app: `${app}; if they are ${values[other]}, say that`,
  };
}

/** Behind `Give probabilities:` where scores are none. */
export const SAY_SCORES: Sentence = {
  command: `say --${predictionScores.name} percent, logit or softmax if they are that`,
  app: `say under Images and labels, at “${predictionScores.label}”, if they are something else`,
};
