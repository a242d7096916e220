import type { ErrorData } from "../../core/errors.js";
import type { Alteration } from "../../images/corruptions/alter.js";
import type { InputRule } from "../../images/input-rule.js";
import type { KeptPart } from "../../images/mask-objects.js";
import type { ModelCard } from "../card/card-types.js";
import type { ModelInput } from "../card/fit-card.js";
import type { StageRule } from "../families/detection/stages.js";
import type { BesideScores, ImageFailure, ImageScores } from "../image-scorer.js";

/**
 * A model for a worker to load. Crosses the border of a process or a thread, so plain data only.
 * `Source` is how the worker comes by the bytes: a path, or the bytes.
 */
export interface ModelSetup<Source> {
  readonly name: string;
  readonly source: Source;
  readonly card: ModelCard;
  readonly input: ModelInput;
  /** A value whose numbers are wanted beside the scores, and whether the model gives it out; null: the answer alone. */
  readonly features: { readonly name: string; readonly isOutput: boolean } | null;
}

/** A model of one stage or two. */
export interface StagesSetup<Source> extends ModelSetup<Source> {
  /** A classifier that looks at what the model, a detector, finds. */
  readonly second: (ModelSetup<Source> & { readonly stage: StageRule }) | null;
}

/** A further look at a picture: by one of the models, of the picture as it is or altered. */
export interface FurtherLook {
  /** 0 is the first model, those beside follow. */
  readonly model: number;
  /** Null: as it is. */
  readonly alteration: Alteration | null;
  /** Whether of the picture mirrored, left for right; then it is not altered. */
  readonly mirrored?: true;
  /** What is left to see of it, by the boxes of the ticket; absent: all. */
  readonly kept?: KeptPart;
}

/** What a worker is told first; `Engine` says which inference engine to open. */
export interface WorkerSetup<Source, Engine> extends StagesSetup<Source> {
  /** Further models, which look at a picture once it is decoded. */
  readonly beside: readonly StagesSetup<Source>[];
  /** What numbers of `beside` in a ticket mean. */
  readonly looks: readonly FurtherLook[];
  readonly runtime: Engine;
  readonly maxPixels: number;
}

/** An image on its way through a worker. */
export interface Ticket {
  readonly ticket: number;
  readonly path: string;
  /** Instead of the card's. */
  readonly rule?: InputRule;
  /** Number of the model that looks at it, 0 the first, which is the default. */
  readonly model?: number;
  /** Numbers of the further looks that are taken at it. */
  readonly beside?: readonly number[];
  /** x, y, width, height of each object as fractions of the displayed picture. */
  readonly boxes?: Float64Array;
}

/** From the pool to a worker. */
export type ToWorker<Source, Engine> =
  | { readonly kind: "open"; readonly setup: WorkerSetup<Source, Engine> }
  | ({ readonly kind: "score" } & Ticket);

/** The result of one image, under the pool's number for it. */
export type TicketResult =
  | (Omit<ImageScores, "index" | "beside"> & { readonly ticket: number })
  | (Omit<ImageFailure, "index"> & {
      readonly ticket: number;
      readonly explained: ErrorData;
      /** Whether the worker must not be used any more. */
      readonly isBroken: boolean;
    });

/**
 * From a worker to the pool. Results come in the order in which images were given; behind one that is
 * `ok` what each model beside that was asked for said, in the order of the ticket.
 */
export type FromWorker =
  | { readonly kind: "opened"; readonly engine: string; readonly areProbabilities: boolean }
  | { readonly kind: "open-failed"; readonly error: ErrorData }
  | { readonly kind: "result"; readonly result: TicketResult }
  | { readonly kind: "beside"; readonly scored: BesideScores | null; readonly isBroken: boolean };

/** Messages come from a worker of ours: only their kind is looked at. */
export function isFromWorker(message: unknown): message is FromWorker {
  return hasKind(message, ["opened", "open-failed", "result", "beside"]);
}

/** As {@link isFromWorker}, of what a worker is told. */
export function isToWorker<Source, Engine>(message: unknown): message is ToWorker<Source, Engine> {
  return hasKind(message, ["open", "score"]);
}

function hasKind(message: unknown, kinds: readonly string[]): boolean {
  if (typeof message !== "object" || message === null || !("kind" in message)) return false;
  return typeof message.kind === "string" && kinds.includes(message.kind);
}
