import type { Cancellation } from "../../core/cancellation.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import type { BlockPage } from "../../reports/block-page.js";
import type { EvaluationReport } from "../../reports/evaluation-report.js";
import type { ScoreLog } from "../../scoring/score-log.js";
import { createWebPixelDecoder } from "../images/pixel-decoder.js";
import type { WorkerPrograms } from "../inference/worker-messages.js";
import type { Graphics } from "../network/graphics.js";
import type { KeptNote } from "../storage/kept-scores.js";

/** What a session needs of the page that it runs in. */
export interface SessionHost {
  /** Of the program, for results. */
  readonly version: string;
  readonly programs: WorkerPrograms;
  readonly startScorer: () => Worker;
  /** The engine for graphics processors. */
  readonly graphics: Graphics;
  /** The log of scores of a key, kept from earlier runs where the page can keep something. */
  readonly openLog: (key: string) => Promise<ScoreLog>;
  /** A small text that is kept beside the scores of a key. */
  readonly openNote: (key: string) => KeptNote;
  /** Milliseconds, from anywhere. */
  readonly now: () => number;
  /** ISO 8601, to the second. */
  readonly time: () => string;
  /** Loads what draws a report as a file of its own: that is large, and wanted at the end. */
  readonly loadReportFile: () => Promise<(report: EvaluationReport) => string>;
  /** The same of a page of blocks. */
  readonly loadBlockPageFile: () => Promise<(page: BlockPage) => string>;
  /** Ends whatever is under way. */
  readonly signal: Cancellation;
}

/** Decodes pictures by the codecs of a session's page, wherever they are when they are wanted. */
export function hostDecoder(host: SessionHost): PixelDecoder {
  return createWebPixelDecoder((file) => host.programs.codecs[file]);
}
