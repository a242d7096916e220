import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { HomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { type FileKind, recogniseFile } from "../../models/file-kind.js";
import { createNodeDigest } from "../digest.js";
import {
  type Answer,
  get,
  type NetworkPolicy,
  networkError,
  shownUrl,
  statusError,
} from "./checked-request.js";
import { notKept } from "./not-kept.js";

export interface DownloadOptions {
  readonly policy: NetworkPolicy;
  /** Larger files are refused, as soon as that is known. */
  readonly maxBytes: number;
  /** What the bytes must hash to; null where that is not known. */
  readonly sha256: string | null;
  readonly onProgress?: (done: number, total: number | null) => void;
  readonly signal?: AbortSignal;
  /** Default {@link DOWNLOAD_PATIENCE}. */
  readonly patience?: DownloadPatience;
  /** Pauses before another try, in milliseconds; default 1, 2 and 4 s. */
  readonly pausesMs?: readonly number[];
}

/** How long a download may take, and how slow it may be. */
export interface DownloadPatience {
  /** Of all tries together, in milliseconds. */
  readonly totalMs: number;
  /** Fewest bytes in `windowMs`. */
  readonly windowBytes: number;
  readonly windowMs: number;
}

/** Six hours bring 2 GB at 100 kB a second; a server that sends 1 kB a second never ends. */
const DOWNLOAD_PATIENCE: DownloadPatience = {
  totalMs: 6 * 3_600_000,
  windowBytes: 64 * 1024,
  windowMs: 60_000,
};

export interface DownloadedFile {
  readonly sha256: string;
  readonly bytes: number;
  /** Of the answer, to ask later whether it has changed. */
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** What is kept beside a part, to know what it is a part of. */
interface PartState {
  readonly url: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/**
 * Downloads a file. What has come is kept beside the target (`.part`) when the connection breaks or
 * the program ends; the next call goes on from there with `Range` and `If-Range`, if the server
 * still has the same version. The checksum is that of the file on disk, whole.
 *
 * @throws HomegroundError `network/…`, `model/too-large`, `model/hash`, `model/not-onnx` for a web
 *   page, `output/not-written`, `run/interrupted`
 */
export async function downloadFile(
  url: string,
  target: string,
  options: DownloadOptions,
): Promise<DownloadedFile> {
  const { pausesMs = [1000, 2000, 4000], signal, patience = DOWNLOAD_PATIENCE } = options;
  const watch = createSlownessWatch(url, patience);
  await mkdir(dirname(target), { recursive: true });
  for (let tries = 0; ; tries++) {
    try {
      return await tryDownload(url, target, options, watch);
    } catch (error) {
      const pause = pausesMs[tries];
      const isPassing = error instanceof HomegroundError && error.code === "network/unreachable";
      if (!isPassing || pause === undefined) throw error;
      await wait(pause, undefined, signal === undefined ? {} : { signal }).catch((cause) => {
        throw networkError(cause, new URL(url), signal);
      });
    }
  }
}

/** Looks at the clock as bytes come. A server that falls silent meets the limit of the request. */
interface SlownessWatch {
  /** A body begins: the bytes of a window are counted anew. */
  restart(): void;
  /** @throws HomegroundError `network/too-slow` */
  came(bytes: number): void;
}

function createSlownessWatch(
  url: string,
  { totalMs, windowBytes, windowMs }: DownloadPatience,
): SlownessWatch {
  const started = performance.now();
  let windowStart = started;
  let inWindow = 0;
  const tooSlow = (what: string): HomegroundError =>
    new HomegroundError("network/too-slow", {
      what,
      where: shownUrl(new URL(url)),
      fix: "Try again later: it goes on where it stopped; or download the file with a browser and name it",
    });
  return {
    restart() {
      windowStart = performance.now();
      inWindow = 0;
    },
    came(bytes) {
      const now = performance.now();
      inWindow += bytes;
      if (now - started > totalMs) {
        throw tooSlow(`the download takes longer than ${Math.round(totalMs / 1000)} s`);
      }
      if (now - windowStart < windowMs) return;
      if (inWindow < windowBytes) {
        throw tooSlow(`${inWindow} bytes came in ${Math.round((now - windowStart) / 1000)} s`);
      }
      windowStart = now;
      inWindow = 0;
    },
  };
}

async function tryDownload(
  url: string,
  target: string,
  options: DownloadOptions,
  watch: SlownessWatch,
): Promise<DownloadedFile> {
  const { policy, signal, maxBytes } = options;
  const part = `${target}.part`;
  const known = await readPart(part, url);
  const answer = await get(url, known?.headers ?? {}, policy, signal);
  const { status, message } = answer;
  if (status === 416 || (status === 206 && !continuesAt(answer, known?.size ?? -1))) {
    message.destroy();
    await rm(`${part}.json`, { force: true });
    throw new HomegroundError("network/unreachable", {
      what: "the server cannot go on where the download broke off",
      where: shownUrl(new URL(url)),
      fix: "Run again: it starts from the beginning",
    });
  }
  if (status !== 200 && status !== 206) {
    message.destroy();
    throw statusError(status, answer.url);
  }
  const from = status === 206 ? (known?.size ?? 0) : 0;
  const length = Number(message.headers["content-length"] ?? Number.NaN);
  const total = Number.isFinite(length) ? from + length : null;
  if (total !== null && total > maxBytes) {
    message.destroy();
    throw tooLarge(url, total, maxBytes);
  }
  const encoding = message.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    message.destroy();
    throw new HomegroundError("network/bad-answer", {
      what: `the server sends it packed (${encoding}), though that was not asked for`,
      where: shownUrl(new URL(url)),
      fix: "Download the file with a browser and name it",
    });
  }
  const state: PartState = {
    url,
    etag: message.headers.etag ?? null,
    lastModified: message.headers["last-modified"] ?? null,
  };
  await written(part, () => writeFile(`${part}.json`, JSON.stringify(state)));
  watch.restart();
  await writeBody(answer, part, from, total, options, watch);
  return await finish(url, part, target, state, options);
}

interface KnownPart {
  readonly size: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A part that can be gone on with: of the same address, and of a version that can be named. */
async function readPart(part: string, url: string): Promise<KnownPart | null> {
  try {
    const state: unknown = jsonOrUndefined(await readFile(`${part}.json`, "utf8"));
    const { size } = await stat(part);
    if (typeof state !== "object" || state === null || size === 0) return null;
    if (!("url" in state) || state.url !== url) return null;
    const version = "etag" in state && isStrong(state.etag) ? state.etag : null;
    const date = "lastModified" in state ? state.lastModified : null;
    const validator = version ?? (typeof date === "string" ? date : null);
    if (validator === null) return null;
    return { size, headers: { range: `bytes=${size}-`, "if-range": validator } };
  } catch {
    return null; // there is none, or it is damaged: from the beginning
  }
}

/** A weak one (`W/"…"`) does not promise equal bytes (RFC 9110, section 13.1.5). */
function isStrong(etag: unknown): etag is string {
  return typeof etag === "string" && etag.startsWith('"');
}

function continuesAt({ message }: Answer, size: number): boolean {
  return new RegExp(`^bytes ${size}-\\d+/`).test(message.headers["content-range"] ?? "");
}

async function writeBody(
  { message, url }: Answer,
  part: string,
  from: number,
  total: number | null,
  { onProgress, maxBytes, signal }: DownloadOptions,
  watch: SlownessWatch,
): Promise<void> {
  const file = await written(part, () => open(part, from === 0 ? "w" : "r+"));
  let at = from;
  try {
    if (from > 0) await written(part, () => file.truncate(from));
    for await (const piece of message as AsyncIterable<Uint8Array>) {
      if (at + piece.length > maxBytes) throw tooLarge(url, at + piece.length, maxBytes);
      for (let done = 0; done < piece.length; ) {
        const rest = piece.length - done;
        const start = done;
        const one = await written(part, () => file.write(piece, start, rest, at));
        done += one.bytesWritten;
        at += one.bytesWritten;
      }
      watch.came(piece.length);
      onProgress?.(at, total);
    }
    if (total !== null && at !== total) throw new Error(`${at} of ${total} bytes came`);
  } catch (cause) {
    throw networkError(cause, new URL(url), signal);
  } finally {
    message.destroy();
    await file.close();
  }
}

async function finish(
  url: string,
  part: string,
  target: string,
  state: PartState,
  { sha256 }: DownloadOptions,
): Promise<DownloadedFile> {
  const drop = async (): Promise<void> => {
    await rm(part, { force: true });
    await rm(`${part}.json`, { force: true });
  };
  const page = await webPage(part);
  if (page !== null) {
    await drop();
    throw new HomegroundError("model/not-onnx", {
      what: `the address gives ${page.what}`,
      where: shownUrl(new URL(url)),
      fix: /\/blob\//.test(url)
        ? "Use the address of the file itself: /resolve/ or /raw/ in the place of /blob/"
        : page.fix,
    });
  }
  const found = await hashOf(part);
  if (sha256 !== null && found.sha256 !== sha256) {
    await drop();
    throw new HomegroundError("model/hash", {
      what: `the file has SHA-256 ${found.sha256}, and ${sha256} is expected`,
      where: shownUrl(new URL(url)),
      fix: "Download it again; if it stays so, the file was changed: ask its authors",
    });
  }
  await written(target, () => rename(part, target));
  await rm(`${part}.json`, { force: true });
  return { ...found, etag: state.etag, lastModified: state.lastModified };
}

/** A page or a pointer in the place of a file; null for anything else. */
async function webPage(path: string): Promise<FileKind | null> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const kind = recogniseFile(buffer.subarray(0, bytesRead), path);
    return kind !== null && /^a (web page|Git LFS pointer)/.test(kind.what) ? kind : null;
  } finally {
    await file.close();
  }
}

/** SHA-256 and size of a file, read in pieces. */
export async function hashOf(
  path: string,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const digest = createNodeDigest();
  let bytes = 0;
  for await (const piece of createReadStream(path) as AsyncIterable<Uint8Array>) {
    digest.update(piece);
    bytes += piece.length;
  }
  return { sha256: digest.hex(), bytes };
}

function tooLarge(url: string, bytes: number, maxBytes: number): HomegroundError {
  return new HomegroundError("model/too-large", {
    what: `the file has ${bytes} bytes or more, and ${maxBytes} are the most`,
    where: shownUrl(new URL(url)),
    fix: "Choose a smaller model, or one whose weights are in files beside it",
  });
}

async function written<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw notKept(path, cause);
  }
}
