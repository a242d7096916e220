import type { IncomingMessage } from "node:http";
import { HomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import { badRequest } from "./failures.js";

/** How slowly bodies may come, and how large one of JSON may be. */
export interface BodyLimits {
  readonly mostJsonBytes: number;
  /** A body of JSON is there after that. */
  readonly mostJsonMs: number;
  /** A file keeps to this rate, from some seconds on. */
  readonly leastBytesPerSecond: number;
  readonly graceMs: number;
}

export const BODY_LIMITS: BodyLimits = {
  mostJsonBytes: 2 ** 20,
  mostJsonMs: 30_000,
  leastBytesPerSecond: 4096,
  graceMs: 30_000,
};

/** @throws HomegroundError `server/media-type`, `server/too-large`, `server/too-slow`, `server/bad-request` */
export async function readJsonBody(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
    throw new HomegroundError("server/media-type", {
      what: "the body is not application/json",
      where: "content-type",
      fix: "Send JSON, and say so in content-type",
    });
  }
  const { mostJsonBytes, mostJsonMs } = limits;
  if (Number(request.headers["content-length"] ?? 0) > mostJsonBytes) throw tooLarge(mostJsonBytes);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of paced(request, mostJsonMs, () => false)) {
    length += piece.length;
    if (length > mostJsonBytes) throw tooLarge(mostJsonBytes);
    pieces.push(piece);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    throw badRequest("it is not UTF-8", "the body");
  }
  try {
    return parseJson(text, "the body", "Send JSON");
  } catch (error) {
    throw badRequest(error instanceof HomegroundError ? error.what : "it is no JSON", "the body");
  }
}

/** The bytes of a file as they come. @throws HomegroundError `server/too-slow`, while they are read */
export function fileBody(request: IncomingMessage, limits: BodyLimits): AsyncIterable<Uint8Array> {
  const { leastBytesPerSecond, graceMs } = limits;
  let length = 0;
  const began = performance.now();
  async function* counted(): AsyncGenerator<Uint8Array> {
    const isQuick = () => length >= (leastBytesPerSecond * (performance.now() - began)) / 1000;
    for await (const piece of paced(request, graceMs, isQuick)) {
      length += piece.length;
      yield piece;
    }
  }
  return counted();
}

/** Ends a body that is not whole after some time, unless it comes quickly enough then and whenever that time is over again. */
async function* paced(
  request: IncomingMessage,
  ms: number,
  isQuick: () => boolean,
): AsyncGenerator<Uint8Array> {
  const slow = new HomegroundError("server/too-slow", {
    what: "it came too slowly",
    where: "the body",
    fix: "Send it again over a better connection",
  });
  let end: (error: HomegroundError) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  ended.catch(() => {}); // nobody waits for it where all came in time
  const timer = setInterval(() => {
    if (!isQuick()) end(slow);
  }, ms);
  // The connection stays, for an answer that says what was wrong.
  const pieces = request.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = await Promise.race([pieces.next(), ended]);
      if (next.done === true) return;
      yield next.value as Buffer;
    }
  } finally {
    clearInterval(timer);
  }
}

function tooLarge(most: number): HomegroundError {
  return new HomegroundError("server/too-large", {
    what: `it has more than ${most} bytes`,
    where: "the body",
    fix: "Send files by PUT …/uploads/SHA256, and only what describes them as JSON",
  });
}
