import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { asHomegroundError, type ErrorJson, HomegroundError } from "../../core/errors.js";
import { frameLine, MAX_MODEL_NAME, MODEL_TOKEN_HEADER } from "../../models/fetched-model.js";
import { fetchModel } from "../models/fetch-model.js";
import type { FetchOptions } from "../models/hosted-model.js";
import { parseModelReference } from "../models/model-reference.js";
import type { PostAnswer } from "./local-server.js";
import { isOfOwnPage, newToken } from "./own-page.js";
import { createFrames } from "./sent-frames.js";

/** Answers a page that asks its own server for a hosted model. */
export interface ModelAnswers {
  /** Only who read it from this server may ask: pages of other hosts cannot. */
  readonly token: string;
  readonly answer: PostAnswer;
}

type Places = Pick<FetchOptions, "policy" | "cacheFolder" | "endpoint" | "pausesMs">;

/**
 * Fetches models for the page as the command line does for `--model`: `hf:` and `https:` names, into
 * the same cache, by the same rules of where one may connect. Names of files are not taken: a page
 * reads none of this machine.
 *
 * @param places asked at each request, so that what is wrong with the environment is told there
 */
export function createModelAnswers(places: () => Places): ModelAnswers {
  const token = newToken();
  return {
    token,
    async answer(request, response, headers) {
      const typed = isOfOwnPage(request, MODEL_TOKEN_HEADER, token)
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
  const frames = createFrames(response, signal);
  const fetched = await fetchModel(reference, {
    ...places,
    signal,
    onProgress: (file, done, total) => void frames.progress(file, done, total),
  });
  for (const path of fetched.files) {
    await frames.file(path, join(fetched.folder, path));
  }
  await frames.tell({ kind: "done", source: fetched.source, sha256: fetched.sha256 });
}
