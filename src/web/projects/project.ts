import { formatOfName } from "../../images/image-format.js";
import { MODEL_FOLDER } from "../../models/fetched-model.js";
import type { SavedWork } from "../app/app-types.js";
import type { ResultTold } from "../session/session-types.js";

/** A file that a project was made with. */
export interface RememberedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the bytes, where the page keeps them; null for images and large files, which are asked for again. */
  readonly sha256: string | null;
}

/** Everything of a project but its result, as plain data. */
export interface Project {
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly changedAt: string;
  /** Of the Homeground that wrote it: what screens show is its own; decisions outlive versions. */
  readonly version: string;
  /** One list a drop, in order. */
  readonly drops: readonly (readonly RememberedFile[])[];
  readonly work: Omit<SavedWork, "result">;
  /** Whether images were being scored when this was written. */
  readonly isRunning: boolean;
  readonly answer: ProjectAnswer | null;
  /** Name of the file that it came from; its result was not computed here. */
  readonly importedFrom: string | null;
}

/** The answer so far. */
export interface ProjectAnswer {
  readonly tone: ResultTold["report"]["tone"];
  readonly label: string;
  readonly scored: number;
  readonly images: number;
}

export function answerOf(result: ResultTold | null): ProjectAnswer | null {
  if (result === null) return null;
  const { tone, label } = result.report;
  const { scored, images } = result.result.inputs;
  return { tone, label, scored, images };
}

/** What a project is called until somebody names it: by its first folder, and its model. */
export function nameOf({ model }: SavedWork, paths: readonly string[]): string {
  const folders = paths.flatMap((path) => path.split("/").slice(0, -1).slice(0, 1));
  const folder = folders.find((one) => one !== MODEL_FOLDER);
  const archive = paths.find((path) => /\.zip$/i.test(path))?.replace(/^.*\/|\.zip$/gi, "");
  const parts = [folder ?? archive, model?.name].filter((part) => part !== undefined);
  return parts.join(", ") || (paths[0] ?? "");
}

/** Files that are larger are not kept, but asked for again. */
const MAX_KEPT_BYTES = 100_000_000;

/** Whether the page keeps a file: models, labels, cards; never images. */
export function isToKeep(path: string, sizeBytes: number): boolean {
  return sizeBytes <= MAX_KEPT_BYTES && formatOfName(path) === null && !/\.zip$/i.test(path);
}

/** An id that no other project has. */
export function newProjectId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
