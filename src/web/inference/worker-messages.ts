import type { ErrorData } from "../../core/errors.js";
import type { CodecFile } from "../../images/wasm-codecs.js";
import type { Ticket, ToWorker } from "../../models/scoring/scorer-protocol.js";
import type { ProgramPlace } from "../fetch-bytes.js";
import type { EngineFiles } from "./wasm-runtime.js";

/** The programs that a worker loads. */
export interface WorkerPrograms {
  readonly engine: EngineFiles;
  readonly codecs: Readonly<Record<CodecFile, ProgramPlace>>;
}

/** The bytes of a model, checked by the page before. */
export interface ModelBlob {
  readonly model: Blob;
  /** Files of weights, by the location that the model names. */
  readonly external: ReadonlyMap<string, Blob>;
}

/** From the page to a worker: what the pool says, and with an image its file. */
export type ToPageWorker =
  | Extract<ToWorker<ModelBlob, WorkerPrograms>, { kind: "open" }>
  | ({ readonly kind: "score"; readonly file: Blob | UnreadFile } & Ticket);

/** A file that could not be opened: the worker lists the image with the reason. */
export interface UnreadFile {
  readonly error: ErrorData;
}
