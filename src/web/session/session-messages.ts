import type { LabelChange } from "../../analyses/label-changes/label-changes.js";
import type { ErrorJson } from "../../core/errors.js";
import type { EarlierLook } from "../../evaluation/looked-before.js";
import type { ProgramPlace } from "../fetch-bytes.js";
import type { WorkerPrograms } from "../inference/worker-messages.js";
import type { NetworkSetup } from "../network/network-messages.js";
import type { RunNews } from "./run-news.js";
import type { Session } from "./session.js";
import type { RunStage, RunTold } from "./session-types.js";

/** What a page tells a session of itself. */
export interface SessionPlaces {
  /** Where the programs of the page lie: engine, codecs. Absolute. */
  readonly base: string;
  /** The program of a worker that scores: an absolute address, or a script. */
  readonly scorer: ProgramPlace;
  /** Of Homeground, for results. */
  readonly version: string;
  /** Engine and codecs where the page has them in memory; below `base` otherwise. */
  readonly programs?: WorkerPrograms;
}

/** The steps of a session that are answered once. */
export type SessionStep = Exclude<keyof Session, "run" | LookStep>;

/** Steps that look at every file: they tell how far they are, and can be stopped. */
export type LookStep = "look" | "scope";

/** From the page to the worker of a session. */
export type ToSession =
  | ({ readonly kind: "start" } & SessionPlaces)
  | NetworkSetup
  | {
      [Step in SessionStep]: {
        readonly kind: "step";
        readonly id: number;
        readonly step: Step;
        readonly args: Parameters<Session[Step]>;
      };
    }[SessionStep]
  | {
      readonly kind: "run";
      readonly id: number;
      readonly workers: number | null;
      readonly labelChanges: readonly LabelChange[];
      readonly earlier: EarlierLook | null;
      readonly isFromKept: boolean;
      readonly isCheckAgain: boolean;
      readonly isGraphics: boolean;
    }
  | { readonly kind: "look"; readonly id: number; readonly step: LookStep }
  | { readonly kind: "stop" | "pause" | "resume" | "skip-check"; readonly id: number };

/** From the worker of a session to the page. */
export type FromSession =
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: ErrorJson }
  | { readonly kind: "news"; readonly id: number; readonly news: RunNews }
  | {
      readonly kind: "progress";
      readonly id: number;
      readonly stage: RunStage;
      readonly told: RunTold;
    };
