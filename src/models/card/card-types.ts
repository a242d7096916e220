import type { InputRule } from "../../images/input-rule.js";
import type { Decode } from "../families/decode-types.js";
import type { Guess } from "./card-guesses.js";

/** What a card says first. */
export const CARD_SCHEMA = "homeground.model-card/1";

/** Tasks that a card can name. */
export const CARD_TASKS = [
  "classification",
  "multilabel",
  "anomaly",
  "counting",
  "detection",
  "semantic-segmentation",
  "instance-segmentation",
  "keypoints",
] as const;

export type CardTask = (typeof CARD_TASKS)[number];

/** What the network's class output is, before the activation; `raw`: an anomaly score. */
export type CardScores = "logits" | "probabilities" | "raw";

/** Sizes of a tensor; `batch` where the number of images goes. */
export type CardShape = readonly (number | "batch")[];

/** Which tensor takes the image, and how the image is made into it. */
export interface CardInput {
  readonly name: string;
  readonly rule: InputRule;
}

export interface CardOutput {
  readonly name: string;
  readonly shape: CardShape;
}

/** A figure that the card states about the model, with the images that it was measured on. */
export interface CardClaim {
  /** A metric's id in the public contract. */
  readonly metric: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly value: number;
  readonly correct: number | null;
  readonly n: number;
  readonly unit: "image" | "sequence" | "object" | "pixel";
  readonly low: number | null;
  readonly high: number | null;
  /** In (0, 1): 0.95. */
  readonly level: number | null;
  readonly method: "wilson" | "clopper-pearson" | "bootstrap-percentile" | null;
  readonly on: {
    /** Label file relative to the card; null when it is not to be had. */
    readonly labels: string | null;
    /** Rows that match any of these; inside one, every column must be equal. Empty: all rows. */
    readonly where: readonly Readonly<Record<string, string>>[];
    readonly images: number;
    readonly text: string;
  };
  readonly source: string;
}

/**
 * A model card, `homeground.model-card/1`: what a program needs to run a model and to check what
 * is claimed about it. Sentences for people, and fields that the schema does not know, are in
 * `raw` only.
 */
export interface ModelCard {
  readonly name: string;
  readonly task: CardTask;
  /** Of {@link FAMILIES}. */
  readonly family: string;
  readonly scores: CardScores;
  /** Model file, relative to the card; null where nobody says. */
  readonly file: string | null;
  /** Of the model file: 64 lower-case hexadecimal digits. null: the card does not say. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly opset: number | null;
  readonly input: CardInput;
  /** Empty where the card does not say. */
  readonly outputs: readonly CardOutput[];
  readonly decode: Decode;
  /** The value inside the model that holds the features of an image; null where the card does not say. */
  readonly features: string | null;
  /** In output order. Two may be equal. */
  readonly labels: readonly string[];
  /** COCO's number of each label, in output order. */
  readonly cocoCategoryIds: readonly number[] | null;
  readonly claims: readonly CardClaim[];
  /** What the card says of the training, as it stands there. */
  readonly training: Readonly<Record<string, unknown>> | null;
  readonly licence: string | null;
  readonly origin: string | null;
  /** SHA-256 of images by whose labels the input was chosen; empty where it was not. */
  readonly tunedOn: readonly string[];
  /** What nobody wrote as a card: empty for one that somebody did. */
  readonly guesses: readonly Guess[];
  /** The whole card as it was parsed. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** What a model file says of its input, for what a card leaves out. */
export interface KnownInput {
  readonly name: string;
  readonly layout: "NCHW" | "NHWC" | null;
  readonly size: { readonly height: number; readonly width: number } | null;
  readonly dtype: string;
}

/** What a model file says itself, so that its card need not. */
export interface KnownModel {
  /** Name of the file, without its folder. */
  readonly file: string;
  readonly input: KnownInput;
  /** Names of its outputs. */
  readonly outputs: readonly string[];
}
