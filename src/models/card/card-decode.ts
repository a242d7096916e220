import type { Activation } from "../families/activations.js";
import { readDetector } from "../families/detection/card-detector.js";
import {
  type CardFrame,
  DETECTOR_FAMILIES,
  type DetectorDecode,
  type DetectorFamily,
} from "../families/detection/detector-types.js";
import type { CardReader } from "./card-reader.js";

export type { Activation } from "../families/activations.js";

/** Exactly one label an image. */
export interface ClassifierDecode {
  readonly family: "classifier";
  readonly supported: true;
  /** Name of the output that holds the scores. */
  readonly output: string;
  readonly activation: Activation;
  /** A label that no ground truth ever has. */
  readonly backgroundIndex: number | null;
}

/** Any number of labels an image. */
export interface MultilabelDecode {
  readonly family: "multilabel";
  readonly supported: true;
  readonly output: string;
  readonly activation: Activation;
  /** One a label: present when its score is at least this. null: there is no operating point. */
  readonly thresholds: readonly number[] | null;
}

/** One score an image on any scale; after decoding, higher is always worse. */
export interface AnomalyDecode {
  readonly family: "anomaly-score";
  readonly supported: true;
  readonly output: string;
  readonly activation: Activation;
  /** `max`, `mean`: over all values of a score map. */
  readonly reduce: "none" | "max" | "mean";
  /** With `none` and several values: which one. */
  readonly index: number | null;
  readonly direction: "higher-is-worse" | "lower-is-worse";
  /** Operating point after the sign change of `lower-is-worse`. */
  readonly threshold: number | null;
}

/** A family whose answers cannot be read yet; its fields are in the card's `raw`. */
export interface OtherDecode {
  readonly family: string;
  readonly supported: false;
}

/** How the answer of a model that gives scores for the whole image is read. */
export type ScoreDecode = ClassifierDecode | MultilabelDecode | AnomalyDecode;

/** How the model's answer is read. */
export type Decode = ScoreDecode | DetectorDecode | OtherDecode;

export function isDetectorFamily(family: string): family is DetectorFamily {
  return (DETECTOR_FAMILIES as readonly string[]).includes(family);
}

export function isDetectorDecode(decode: Decode): decode is DetectorDecode {
  return decode.supported && isDetectorFamily(decode.family);
}

/** @param frame what of the rest of the card the recipe must agree with */
export function readDecode(family: string, frame: CardFrame, decode: CardReader): Decode {
  if (isDetectorFamily(family)) return readDetector(family, decode, frame);
  const { labels } = frame;
  const has = (key: string): boolean => decode.has(key);
  switch (family) {
    case "classifier": {
      decode.oneOf("ties", ["lowest-index"]);
      const backgroundIndex = has("backgroundIndex") ? decode.whole("backgroundIndex", 0) : null;
      if (backgroundIndex !== null && backgroundIndex >= labels) {
        decode.problem("backgroundIndex", `is ${backgroundIndex}, and there are ${labels} labels`);
      }
      return { family, supported: true, ...outputOf(decode), backgroundIndex };
    }
    case "multilabel": {
      const thresholds = has("thresholds") ? decode.numbers("thresholds") : null;
      if (thresholds !== null && thresholds.length !== labels) {
        decode.problem("thresholds", `has ${thresholds.length} values for ${labels} labels`);
      }
      return { family, supported: true, ...outputOf(decode), thresholds };
    }
    case "anomaly-score":
      return {
        family,
        supported: true,
        ...outputOf(decode),
        reduce: decode.oneOf("reduce", ["none", "max", "mean"]),
        index: has("index") ? decode.whole("index", 0) : null,
        direction: decode.oneOf("direction", ["higher-is-worse", "lower-is-worse"]),
        threshold: has("threshold") ? decode.number("threshold") : null,
      };
    default:
      return { family, supported: false };
  }
}

function outputOf(decode: CardReader): {
  readonly output: string;
  readonly activation: Activation;
} {
  return {
    output: decode.text("output"),
    activation: decode.oneOf("activation", ["none", "softmax", "sigmoid"]),
  };
}
