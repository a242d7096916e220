import type { LabelChange } from "../../analyses/label-changes/label-changes.js";
import type { Cancellation } from "../../core/cancellation.js";
import type { EarlierLook } from "../../evaluation/looked-before.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import type { RunGate } from "./run-gate.js";
import type { RunNews } from "./run-news.js";
import type { CommandTold } from "./same-command-of.js";
import type {
  DroppedFiles,
  SessionAsked,
  SessionModel,
  SessionNames,
  SessionTruth,
} from "./session-state.js";
import type { ComparedTold, RunStage, RunTold } from "./session-types.js";

export interface SessionRunOptions {
  /** Ends the run; what was scored is kept. */
  readonly signal: Cancellation;
  /** `reading`: headers and attributes; `scoring`: the model. */
  readonly onProgress?: (stage: RunStage, told: RunTold) => void;
  readonly workers?: number;
  /** Whether the graphics processor is to be used, if it passes the check. */
  readonly isGraphics?: boolean;
  /** Scores nothing: the run ends as `run/interrupted` at an image that no earlier one scored. */
  readonly isFromKept?: boolean;
  /** Whether the model may look at pictures again all the same, since somebody asked for that. */
  readonly mayLook?: boolean;
  /** What was scored just now, problems, and a look at the figure where looking is allowed. */
  readonly onNews?: (news: RunNews) => void;
  /** What the project's last result says of looks at claims; absent before the first. */
  readonly earlier?: EarlierLook | null;
  /** The models that can be compared, with this one. */
  readonly onCompared?: (told: ComparedTold) => void;
  /** Labels that were changed after an earlier run. */
  readonly labelChanges?: readonly LabelChange[];
  /** Leaves the check of the card out, which comes after scoring. */
  readonly skipCheck?: Cancellation;
  /** Makes the check of the card although it was skipped before. */
  readonly isCheckAgain?: boolean;
  /** Holds scoring up while it is pending, and tells since when. */
  readonly gate?: RunGate;
}

/** Called once all images are scored, before the card is checked. @param order in which they were scored */
export type OnScored = (source: PredictionSource, order: Int32Array) => Promise<void>;

/** Everything that was decided before the run. */
export interface RunInputs {
  readonly files: DroppedFiles;
  readonly truth: SessionTruth;
  readonly asked: SessionAsked;
  readonly model: SessionModel | null;
  readonly names: SessionNames | null;
  /** Table of features of the images, among the files; null for those of the model. */
  readonly features: string | null;
  /** The command line that does the same; null where none is told. */
  readonly command: (hasChanges: boolean) => CommandTold | null;
}
