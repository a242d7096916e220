import { ERROR_CODES, type ErrorJson, HomegroundError } from "../core/errors.js";
import { jsonOrUndefined } from "../core/parse-json.js";

/*
 * How `homeground app` gives its page files: lines of JSON, each file's bytes after its line. The page asks with
 * POST and a token of the server's: for a hosted model by its name alone, for the files that the server was started
 * with by nothing, so that no request can name another file.
 */

/** Path below the app's folder. */
export const MODEL_REQUEST_PATH = "hosted-model";
/** Of an answer to `files.json`: the token, which says that models can be asked for. */
export const MODEL_TOKEN_HEADER = "Homeground-Models";
/** Of an answer to `files.json`: the page is a registry's own, and this is the folder of its address. */
export const REGISTRY_HEADER = "Homeground-Registry";
/** Longest name that is asked for, in characters. */
export const MAX_MODEL_NAME = 2000;

/** Path below the app's folder that gives the files which `homeground app` was started with. */
export const OPENED_REQUEST_PATH = "opened-files";
/** Of such a request: the token, which is in the address that the command printed and nowhere else. */
export const OPENED_TOKEN_HEADER = "Homeground-Opened";
/** Name of that token in the address of the page. */
export const OPENED_PARAMETER = "opened";
/** Folder that a model is in as if it had been dropped in one. */
export const MODEL_FOLDER = "model";

/** What the server sends. */
export type FetchedFrame =
  | {
      readonly kind: "progress";
      readonly file: string;
      readonly done: number;
      /** Null where the host does not say. */
      readonly total: number | null;
    }
  /** `bytes` bytes of the file follow. */
  | { readonly kind: "file"; readonly path: string; readonly bytes: number }
  | { readonly kind: "done"; readonly source: string; readonly sha256: string }
  | { readonly kind: "error"; readonly error: ErrorJson };

/** A model as it came: its files by their paths, and where it is from. */
export interface ReceivedModel {
  readonly files: ReadonlyMap<string, readonly Uint8Array<ArrayBuffer>[]>;
  readonly source: string;
  /** Of the model file, as the server computed it. */
  readonly sha256: string;
}

export function frameLine(frame: FetchedFrame): string {
  return `${JSON.stringify(frame)}\n`;
}

/** Longest line. */
const MAX_LINE = 1 << 16;

/**
 * Reads what the server sends.
 *
 * @param onFile takes each file once it is whole, in place of {@link ReceivedModel.files}
 * @throws HomegroundError of the server, or `network/unreachable` where it ends before its end
 */
export async function readFetchedModel(
  pieces: AsyncIterable<Uint8Array>,
  onProgress: (file: string, done: number, total: number | null) => void,
  onFile?: (path: string, pieces: readonly Uint8Array<ArrayBuffer>[]) => void,
): Promise<ReceivedModel> {
  const files = new Map<string, readonly Uint8Array<ArrayBuffer>[]>();
  const keep = onFile ?? ((path, own) => files.set(path, own));
  let line = new Uint8Array(0);
  let into: Uint8Array<ArrayBuffer>[] = [];
  let path = "";
  let left = 0;
  const end: { frame: Extract<FetchedFrame, { kind: "done" }> | null } = { frame: null };
  const take = (text: string): void => {
    const frame = frameOf(text);
    if (frame.kind === "progress") onProgress(frame.file, frame.done, frame.total);
    else if (frame.kind === "done") end.frame = frame;
    else if (frame.kind === "error") throw errorOf(frame);
    else {
      into = [];
      ({ path, bytes: left } = frame);
      if (left === 0) keep(path, into);
    }
  };
  for await (const piece of pieces) {
    let rest = piece;
    while (rest.length > 0) {
      if (left > 0) {
        const part = rest.subarray(0, left);
        into.push(new Uint8Array(part));
        left -= part.length;
        rest = rest.subarray(part.length);
        if (left === 0) keep(path, into);
        continue;
      }
      const at = rest.indexOf(10);
      const part = at < 0 ? rest : rest.subarray(0, at);
      if (line.length + part.length > MAX_LINE) throw brokenOff();
      const longer = new Uint8Array(line.length + part.length);
      longer.set(line);
      longer.set(part, line.length);
      line = longer;
      rest = at < 0 ? rest.subarray(rest.length) : rest.subarray(at + 1);
      if (at < 0) continue;
      const text = new TextDecoder().decode(line);
      line = new Uint8Array(0);
      take(text);
    }
  }
  if (end.frame === null || left > 0) throw brokenOff();
  return { files, source: end.frame.source, sha256: end.frame.sha256 };
}

function frameOf(text: string): FetchedFrame {
  // Another kind of server may answer.
  const frame = jsonOrUndefined(text) as FetchedFrame | null | undefined;
  if (!["progress", "file", "done", "error"].includes(frame?.kind ?? "")) throw brokenOff();
  return frame as FetchedFrame;
}

function errorOf({ error }: Extract<FetchedFrame, { kind: "error" }>): HomegroundError {
  // A page that was kept from before may know fewer codes than its server.
  const code = Object.hasOwn(ERROR_CODES, error.code) ? error.code : "network/bad-answer";
  return new HomegroundError(code, error);
}

function brokenOff(): HomegroundError {
  return new HomegroundError("network/unreachable", {
    what: "the answer ended before the model was there",
    where: "homeground app",
    fix: "See whether homeground app still runs in its terminal, and try again",
  });
}
