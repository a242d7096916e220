import type { Cancellation } from "../core/cancellation.js";
import type { ErrorCode } from "../core/errors.js";
import type { InputRule } from "../images/input-rule.js";

/** An image to be scored. */
export interface ImageToScore {
  /** The caller's number for it; comes back with the result. */
  readonly index: number;
  /** Path of the file for the adapter to open. */
  readonly path: string;
  /** How this image becomes the input, instead of as the card says; a tensor of the same shape. */
  readonly rule?: InputRule;
  /** Number of the model that looks at it, where the scorer has several; default 0, the first. */
  readonly model?: number;
  /** Numbers of further looks at it, by other models or of the picture altered, where the scorer has them: decoded once for all. */
  readonly beside?: readonly number[];
  /** Where its objects are, for looks without them or at them alone: x, y, width, height of each as fractions of the displayed picture. */
  readonly boxes?: Float64Array;
}

/** What the model said about an image. */
export interface ImageScores {
  readonly index: number;
  readonly ok: true;
  /**
   * One a label in the card's order; for the anomaly task one raw score, higher is worse; for
   * detection as many rows as were found, none included (`unpackDetections`).
   */
  readonly scores: Float64Array;
  /** x, y and how sure the model is of each point of each object, in the card's order; NaN where it does not say. */
  readonly points?: Float64Array;
  /** The mask of each object, packed (`core/masks/packed-runs.ts`). */
  readonly outlines?: Float64Array;
  /** Codes of what was noticed on the way: `image/orientation-applied`, `model/sum-not-one`. */
  readonly notes: readonly string[];
  /** ln Σ exp of the logits, where the model answers with logits of labels that exclude each other. */
  readonly logSum?: number;
  /** Of the picture as a whole, where a scorer was asked for features and the model has some. */
  readonly features?: Float32Array;
  /** Size of the picture as stored in the file; with detections as displayed, as their boxes are. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of the very bytes that were decoded: 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /**
   * What was said in further looks at the same picture. One that failed is not among them: its own
   * scorer is asked, and says why.
   */
  readonly beside?: readonly BesideScores[];
}

/** What was said in a further look at a picture that was decoded once for several. */
export interface BesideScores
  extends Pick<
    ImageScores,
    "scores" | "points" | "outlines" | "notes" | "logSum" | "widthPx" | "heightPx"
  > {
  /** Number of the look. */
  readonly model: number;
}

/** Code under which an image that could not be scored is listed. */
export type ImageFailureCode =
  | "missing-file"
  | "unreadable"
  | "too-large"
  | "unsupported-format"
  | "timeout"
  | "model-failed";

/** Why there are no scores for an image. */
export interface ImageFailure {
  readonly index: number;
  readonly ok: false;
  readonly code: ImageFailureCode;
  /** The error behind it. */
  readonly error: ErrorCode;
  /** What was wrong, for people. */
  readonly what: string;
  /** Of the file's bytes; absent where they were not read, or the worker died on them. */
  readonly sha256?: string;
}

export type ScoredImage = ImageScores | ImageFailure;

export interface ScoreOptions {
  /** Stops the work at once; the scorer is closed then. */
  readonly signal?: Cancellation;
  /** How many of the scorer's workers take part, where it has several; default all. */
  readonly workers?: number;
}

/**
 * Port: images to scores by one model, at the machine's speed. Numbers do not depend on how many
 * images are in work at once: each is run by itself, on one thread.
 *
 * Every adapter passes test/contract/image-scorer.ts.
 */
export interface ImageScorer {
  /** Engine that runs the model, for results: `onnxruntime-node 1.30.0 (cpu)`. */
  readonly engine: string;
  /** Whether scores are numbers claimed to be probabilities. */
  readonly areProbabilities: boolean;
  /**
   * Scores each image once, in any order; one call at a time. Images are taken from the source as
   * there is room for them. An image that fails is a result like any other. Leaving the loop early
   * ends the call.
   *
   * @throws HomegroundError `run/interrupted`; and, when the model fails on every image for one
   *   reason, that reason: `model/run-failed`, `model/timeout`, `model/nan-scores`,
   *   `model/wrong-outputs`, `model/too-large`
   */
  score(
    images: Iterable<ImageToScore> | AsyncIterable<ImageToScore>,
    options?: ScoreOptions,
  ): AsyncIterable<ScoredImage>;
  /** Ends all work and frees the model. May be called again; no other call may follow. */
  close(): Promise<void>;
}

/** Code under which an image is listed for an error. */
export function failureCode(error: ErrorCode): ImageFailureCode {
  switch (error) {
    case "input/not-found":
      return "missing-file";
    case "image/too-large":
      return "too-large";
    case "image/unsupported":
      return "unsupported-format";
    case "model/timeout":
      return "timeout";
    default:
      return /^(?:model|endpoint|network)\//.test(error) ? "model-failed" : "unreadable";
  }
}
