import type * as z from "zod/mini";
import type { CardProblem } from "../card/card-problems.js";
import type { CardTask, ModelCard } from "../card/card-types.js";
import type { Tensor, TensorInfo } from "../inference-runtime.js";
import type { CardFrame } from "./detection/detector-types.js";
import type { DetectorReader } from "./detector-reader.js";
import type { OutlineReader } from "./instances/outline-reader.js";
import type { PointReader } from "./points/point-reader.js";
import type { MaskReader } from "./segmentation/mask-reader.js";

/** The scores of one image as metrics take them. */
export interface Scores {
  /** One a label in the card's order; for the anomaly task one raw score, higher is worse. */
  readonly scores: Float64Array;
  /** Codes of what was noticed about the prediction. */
  readonly notes: readonly string[];
  /** ln Σ exp of the logits, where the model answers with logits of labels that exclude each other. */
  readonly logSum?: number;
}

/** Reads the predictions of a model that scores whole images, as its card says. */
export interface ScoreReader {
  readonly kind: "scores";
  /** Whether the scores are numbers claimed to be probabilities, each in [0, 1]. */
  readonly areProbabilities: boolean;
  /** @throws HomegroundError `model/wrong-outputs`, `model/nan-scores` */
  read(outputs: ReadonlyMap<string, Tensor>): Scores;
}

/** Reads what a model says of an image: scores of the whole, objects, objects with points or masks, or labels of pixels. */
export type PredictionReader =
  | ScoreReader
  | DetectorReader
  | PointReader
  | OutlineReader
  | MaskReader;

/** How the model's prediction is read; each family has fields of its own. */
export interface FamilyDecode {
  readonly family: string;
  readonly supported: true;
}

/** What people are told of a family. */
export interface FamilyWords {
  /** Which models have it: `YOLOv6`. */
  readonly models: string;
  /** What their outputs look like. */
  readonly outputs: string;
}

/**
 * A family of model outputs: what a card's `decode` says of them, and how output tensors become scores or
 * detections. The rest of the program asks this object and compares no ids.
 */
export interface OutputFamily<D extends FamilyDecode = FamilyDecode> {
  /** Its name in cards. */
  readonly id: string;
  /** The task that it belongs to; null where cards may name several. */
  readonly task: CardTask | null;
  readonly words: FamilyWords;
  /** How its predictions are read; null where they cannot be yet: its fields are in the card's `raw`. */
  readonly predictions: FamilyPredictions<D> | null;
}

/** How answers of a family are read. */
export interface FamilyPredictions<D extends FamilyDecode> {
  readonly kind: "scores" | "detections" | "points" | "outlines" | "mask";
  /** The fields of `decode` in a card: what is read, and what the published schema says of it. */
  readonly decode: z.ZodMiniType;
  /**
   * @param decode of the shape of {@link FamilyPredictions.decode}
   * @param frame what of the rest of the card the recipe must agree with
   * @param problem takes what is wrong with a field of `decode`
   */
  readDecode(decode: unknown, frame: CardFrame, problem: CardProblem): D;
  /**
   * @param outputs what the model declares
   * @param batch images in each run of the model; the prediction is the first one's
   * @param model names the model file in errors
   * @throws HomegroundError `model/wrong-outputs`
   */
  createReader(
    card: ModelCard,
    decode: D,
    outputs: readonly TensorInfo[],
    batch: number,
    model: string,
  ): PredictionReader;
  /** Whether its scores may be numbers claimed to be probabilities. */
  readonly mayBeProbabilities: boolean;
  /** Whether other scores of the same labels are another answer; absent: they are compared as they are. */
  isOtherPrediction?(expected: Float64Array, found: Float64Array): boolean;
}
