import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { asHomegroundError, type ErrorJson, HomegroundError } from "../../core/errors.js";
import {
  type FetchedFrame,
  frameLine,
  MAX_MODEL_NAME,
  MODEL_TOKEN_HEADER,
} from "../../models/fetched-model.js";
import { fetchModel } from "../models/fetch-model.js";
import type { FetchOptions } from "../models/hosted-model.js";
import { parseModelReference } from "../models/model-reference.js";
import type { PostAnswer } from "./local-server.js";

/** Answers a page that asks its own server for a hosted model. */
export interface ModelAnswers {
  /** Only who read it from this server may ask: pages of other hosts cannot. */
  readonly token: string;
  readonly answer: PostAnswer;
}

type Places = Pick<FetchOptions, "policy" | "cacheFolder" | "endpoint" | "pausesMs">;

/** Progress is told at most so often. */
const TELL_EVERY_MS = 100;

/**
 * Fetches models for the page as the command line does for `--model`: `hf:` and `https:` names, into
 * the same cache, by the same rules of where one may connect. Names of files are not taken: a page
 * reads none of this machine.
 *
 * @param places asked at each request, so that what is wrong with the environment is told there
 */
export function createModelAnswers(places: () => Places): ModelAnswers {
  const token = randomBytes(24).toString("base64url");
  return {
    token,
    async answer(request, response, headers) {
      const typed = isOfOwnPage(request, token)
        ? await nameAsked(request).catch(() => null) // it broke off
        : null;
      if (typed === null) {
        response.writeHead(403, headers).end();
        return;
      }
      response.writeHead(200, { ...headers, "Content-Type": "application/octet-stream" });
      const stopper = new AbortController();
      // The page gave up, or the server ends: what has come stays for the next time.
      response.once("close", () => stopper.abort());
      try {
        await sendModel(typed, places(), response, stopper.signal);
        response.end();
      } catch (cause) {
        if (response.destroyed) return;
        response.end(frameLine({ kind: "error", error: errorOfPage(cause) }));
      }
    },
  };
}

/** Whether a page that this server gave out asks, in the browser's words and by the token. */
function isOfOwnPage({ headers }: IncomingMessage, token: string): boolean {
  const given = Buffer.from(String(headers[MODEL_TOKEN_HEADER.toLowerCase()] ?? ""));
  const own = Buffer.from(token);
  const site = headers["sec-fetch-site"] ?? "same-origin";
  return (
    headers.origin === `http://${headers.host}` &&
    site === "same-origin" &&
    given.length === own.length &&
    timingSafeEqual(given, own)
  );
}

/** The body, a text and nothing more; null for one that is too long or cannot be read. */
async function nameAsked(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_MODEL_NAME * 4) return null; // UTF-8 has at most four bytes a character
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8").trim();
}

/** An error with a fix that a page can take, where that of the command line is none. */
function errorOfPage(cause: unknown): ErrorJson {
  const again = "Try again; if it goes on, report it";
  const error = asHomegroundError(cause, "homeground app", again).toJSON();
  if (error.code !== "network/unreachable") return error;
  const fix =
    "Check the address and the connection, and try again; or download the file and drop it here";
  return { ...error, fix };
}

async function sendModel(
  typed: string,
  places: Places,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const reference = parseModelReference(typed);
  if (reference.kind === "file") {
    throw new HomegroundError("usage/bad-option", {
      what: "this names no model on the web",
      where: typed.slice(0, 200),
      fix: "Write hf:owner/name or an address that starts with https://",
    });
  }
  /** Waits while the page is slower than the disk. */
  const write = async (piece: string | Buffer): Promise<void> => {
    if (!response.write(piece)) await once(response, "drain", { signal });
  };
  const tell = (frame: FetchedFrame): Promise<void> => write(frameLine(frame));
  let toldAt = Number.NEGATIVE_INFINITY;
  const fetched = await fetchModel(reference, {
    ...places,
    signal,
    onProgress(file, done, total) {
      const now = performance.now();
      if (now - toldAt < TELL_EVERY_MS && done !== total) return;
      toldAt = now;
      response.write(frameLine({ kind: "progress", file, done, total }));
    },
  });
  for (const path of fetched.files) {
    const disk = join(fetched.folder, path);
    const { size } = await stat(disk);
    await tell({ kind: "file", path, bytes: size });
    for await (const piece of createReadStream(disk, { end: Math.max(0, size - 1) })) {
      await write(piece as Buffer);
    }
  }
  await tell({ kind: "done", source: fetched.source, sha256: fetched.sha256 });
}
