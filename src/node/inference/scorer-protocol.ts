import type { ErrorJson } from "../../core/errors.js";
import type { InputRule } from "../../images/input-rule.js";
import type { ModelCard } from "../../models/card-types.js";
import type { StageRule } from "../../models/detection/stages.js";
import type { ModelInput } from "../../models/fit-card.js";
import type { ImageFailure, ImageScores } from "../../models/image-scorer.js";
import type { ExternalFile } from "./open-model.js";
import type { RuntimeChoice } from "./runtimes.js";

/** A model for a worker process to load. */
export interface ModelSetup {
  readonly model: {
    readonly path: string;
    readonly name: string;
    readonly sha256: string;
    readonly externalFiles: readonly ExternalFile[];
  };
  readonly card: ModelCard;
  readonly input: ModelInput;
}

/** What a worker process is told first. Crosses a process border: plain data only. */
export interface WorkerSetup extends ModelSetup {
  /** A classifier that looks at what the model, a detector, finds. */
  readonly second: (ModelSetup & { readonly stage: StageRule }) | null;
  readonly runtime: RuntimeChoice;
  readonly maxPixels: number;
}

/** From the pool to a worker. */
export type ToWorker =
  | { readonly kind: "open"; readonly setup: WorkerSetup }
  | {
      readonly kind: "score";
      readonly ticket: number;
      readonly path: string;
      /** Instead of the card's. */
      readonly rule?: InputRule;
    };

/** The result of one image, under the pool's number for it. */
export type TicketResult =
  | (Omit<ImageScores, "index"> & { readonly ticket: number })
  | (Omit<ImageFailure, "index"> & {
      readonly ticket: number;
      readonly explained: ErrorJson;
      /** Whether the process must not be used any more. */
      readonly isBroken: boolean;
    });

/** From a worker to the pool. Results come in the order in which images were given. */
export type FromWorker =
  | { readonly kind: "opened"; readonly engine: string; readonly areProbabilities: boolean }
  | { readonly kind: "open-failed"; readonly error: ErrorJson }
  | { readonly kind: "result"; readonly result: TicketResult };

/** Messages come from a process of ours: only their kind is looked at. */
export function isFromWorker(message: unknown): message is FromWorker {
  return hasKind(message, ["opened", "open-failed", "result"]);
}

export function isToWorker(message: unknown): message is ToWorker {
  return hasKind(message, ["open", "score"]);
}

function hasKind(message: unknown, kinds: readonly string[]): boolean {
  if (typeof message !== "object" || message === null || !("kind" in message)) return false;
  return typeof message.kind === "string" && kinds.includes(message.kind);
}
