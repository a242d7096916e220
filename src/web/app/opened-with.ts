import { HomegroundError } from "../../core/errors.js";
import { joinPath } from "../../formats/file-access.js";
import type { FileBytes } from "../../formats/file-bytes.js";
import { includedModel } from "../../records/evidence/verify-files.js";
import type { BoundFile } from "../../records/record/record-types.js";
import { createWebDigest } from "../digest.js";
import { createHttpAccess } from "../record/http-access.js";

/** A record that the page was opened with, fetched from its own folder and held to its hashes. */
export interface OpenedRecord {
  readonly title: string;
  /** The record's files, as if they had been dropped in a folder `record`. */
  readonly files: ReadonlyMap<string, Blob>;
  readonly model: "checked" | "not-included" | "refused";
  /** Why the model, or the record, is not taken; null where all is well. */
  readonly error: HomegroundError | null;
}

/** What is fetched, and how much of it is there. */
export type OnFetched = (what: string, doneBytes: number, totalBytes: number) => void;

/** A folder of a published record beside the app's: nothing else may be named. */
const PLACE = /^\.\.\/[0-9a-f]{12}\/$/;
const MAX_RECORD_BYTES = 1 << 22;

/**
 * The folder of the record that an address of the app names (`index.html?record=../0123456789ab/`):
 * always a folder beside the app's own, on its own host.
 *
 * @returns null where it names none
 * @throws HomegroundError `usage/bad-option` where it names anything else
 */
export function recordPlace(address: string): URL | null {
  const here = new URL(address);
  const named = here.searchParams.get("record");
  if (named === null) return null;
  if (here.searchParams.getAll("record").length > 1 || !PLACE.test(named)) {
    throw new HomegroundError("usage/bad-option", {
      what: "the address names no record beside this page",
      where: named.slice(0, 80),
      fix: "Open the record's page and follow its link, or drop the files of a record here",
    });
  }
  return new URL(named, new URL(".", here));
}

/** The files of a published record. */
export interface RecordFiles {
  readonly access: FileBytes;
  /** Its id, or the start of it. */
  readonly id: string;
}

/** The files of the record that {@link recordPlace} names, on the page's own host. */
export function recordAt(address: string): RecordFiles | null {
  const place = recordPlace(address);
  if (place === null) return null;
  const access = createHttpAccess(new URL("record/", place).href);
  return { access, id: place.pathname.split("/").at(-2) ?? "" };
}

/**
 * Fetches a published record: itself, what it binds but the images, and the model where it includes
 * one. The model is held to the record's SHA-256 before anything reads it.
 *
 * @throws HomegroundError `record/…` for a record that is not what its place says,
 *   `input/unreadable` where it cannot be fetched
 */
export async function fetchRecord(
  { access, id }: RecordFiles,
  onFetched: OnFetched,
): Promise<OpenedRecord> {
  const bytes = await access.read("record.json", { maxBytes: MAX_RECORD_BYTES });
  const { parseRecord, recordError } = await import("../../records/record/read-record.js");
  const text = new TextDecoder().decode(bytes);
  const record = parseRecord(text, "record/record.json", createWebDigest);
  if (!record.id.startsWith(id)) {
    const what = `what should be the record ${id} is the record ${record.id}`;
    throw recordError({ code: "record/expected-id", severity: "error", what, where: "record" });
  }
  const files = new Map<string, Blob>([["record/record.json", new Blob([new Uint8Array(bytes)])]]);
  const { manifest, predictions, outcomes, labelMap, card, features = null } = record.files;
  for (const file of [manifest, predictions, outcomes, labelMap, card, features]) {
    if (file === null) continue;
    const { blob, sha256 } = await fetchBound(access, file, onFetched);
    if (sha256 !== file.sha256) {
      const what = `the file has the SHA-256 ${sha256}, and the record says ${file.sha256}`;
      const where = file.path;
      throw recordError({ code: "record/hash-mismatch", severity: "error", what, where });
    }
    files.set(joinPath("record", file.path), blob);
  }
  const opened = { title: record.title, files };
  const model = includedModel(record);
  if (model === null) return { ...opened, model: "not-included", error: null };
  const { blob, sha256 } = await fetchBound(access, model, onFetched);
  if (sha256 !== model.sha256) {
    return { ...opened, model: "refused", error: otherModel(model, sha256) };
  }
  files.set(joinPath("record", model.path), blob);
  const own = card === null ? undefined : files.get(joinPath("record", card.path));
  // A card is found by the name of its model.
  if (own !== undefined) {
    files.set(joinPath("record", model.path.replace(/\.onnx$/i, ".json")), own);
  }
  return { ...opened, model: "checked", error: null };
}

/** A file, hashed as it comes; one that is longer than the record says is read no further than that shows. */
async function fetchBound(
  access: FileBytes,
  { path, sizeBytes }: BoundFile,
  onFetched: OnFetched,
): Promise<{ readonly blob: Blob; readonly sha256: string }> {
  const digest = createWebDigest();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  onFetched(path, 0, sizeBytes);
  for await (const piece of access.stream(path)) {
    pieces.push(new Uint8Array(piece));
    digest.update(piece);
    done += piece.length;
    onFetched(path, done, sizeBytes);
    if (done > sizeBytes) break;
  }
  return { blob: new Blob(pieces), sha256: digest.hex() };
}

/** In the words that every screen has for it. */
function otherModel({ path, sha256 }: BoundFile, found: string): HomegroundError {
  const start = (hash: string): string => `${hash.slice(0, 8)}…`;
  return new HomegroundError("model/hash", {
    what: `This is not the model the record names. Expected ${start(sha256)}, got ${start(found)}`,
    where: path,
    fix: "Do not rely on this page; tell the authors. With the right model file you can go on here",
  });
}
