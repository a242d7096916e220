import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { type ErrorCode, HomegroundError, isHomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { badAnswer, cut } from "../../endpoints/answer-values.js";
import { isRecord } from "../../formats/json/json-values.js";
import {
  type NetworkPolicy,
  networkError,
  type Sending,
  send,
  shownUrl,
} from "../models/checked-request.js";
import { growingPause } from "../pauses.js";

/** How an endpoint is asked. */
export interface ClientOptions {
  readonly policy: NetworkPolicy;
  /** Longest time for one request, its answer included. */
  readonly timeoutMs: number;
  /** Requests begun in a second, at most; null: no limit. */
  readonly rate: number | null;
  readonly concurrency: number;
  /** Words that must stand in no error: values of tokens. */
  readonly secrets: readonly string[];
  /** Waits; default the machine's clock. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Milliseconds; default the machine's clock. */
  readonly now?: () => number;
}

export interface EndpointRequest extends Omit<Sending, "agent"> {
  readonly url: URL;
  /** Names the image in errors; default: the address. */
  readonly where?: string;
  /** Whether enough of a stream has come; default: all of it is waited for. */
  readonly isEnough?: (text: string) => boolean;
}

export interface EndpointAnswer {
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Asks one endpoint. */
export interface EndpointClient {
  /** Requests so far, also those that were sent again, and the bytes of their bodies. */
  readonly sent: { readonly requests: number; readonly bytes: number };
  /**
   * @throws HomegroundError `endpoint/…`, `network/…`, `model/timeout`, `run/interrupted`
   */
  ask(request: EndpointRequest, signal: AbortSignal): Promise<EndpointAnswer>;
  close(): void;
}

/** Of a request that failed for a reason that may pass, the first included. */
const MAX_ATTEMPTS = 4;
/** Of one that was sent too soon: requests are sent further apart each time. */
const MAX_TOO_SOON = 10;
const FIRST_GAP_MS = 250;
const MAX_GAP_MS = 60_000;
/** Of one that had no answer in time: each costs the whole time. */
const MAX_TIMEOUTS = 2;
const FIRST_WAIT_MS = 500;
/** A server may ask to be left alone for so long. */
const MAX_WAIT_MS = 2 * 60_000;
/** A model may be loaded for so long. */
const MAX_LOADING_MS = 10 * 60_000;
const LOADING_STEP_MS = 30_000;
/** Answers with a thousand labels have 60 KB; tensors of detectors several MB. */
const MAX_ANSWER_BYTES = 64 * 2 ** 20;
const MAX_STREAM_BYTES = 8 * 2 ** 20;

export function createEndpointClient(options: ClientOptions): EndpointClient {
  const { policy, timeoutMs, concurrency, secrets } = options;
  const { wait = (ms, signal) => pause(ms, undefined, { signal }), now = () => performance.now() } =
    options;
  const agents = {
    "http:": new HttpAgent({ keepAlive: true, maxSockets: concurrency }),
    "https:": new HttpsAgent({ keepAlive: true, maxSockets: concurrency }),
  };
  const timed: NetworkPolicy = {
    ...policy,
    token: null,
    answerTimeoutMs: timeoutMs,
    silenceTimeoutMs: timeoutMs,
  };
  const sent = { requests: 0, bytes: 0 };
  /** When the next request may begin. */
  let nextAt = Number.NEGATIVE_INFINITY;
  /** Milliseconds between two requests: grows when the server says they come too often, and shrinks again. */
  let gap = 0;
  const leastGap = options.rate === null ? 0 : 1000 / options.rate;

  const rest = async (ms: number, { url }: EndpointRequest, signal: AbortSignal): Promise<void> => {
    try {
      await wait(ms, signal);
    } catch (cause) {
      throw networkError(cause, url, signal);
    }
  };
  const turn = async (request: EndpointRequest, signal: AbortSignal): Promise<void> => {
    for (;;) {
      const left = nextAt - now();
      if (left <= 0) break;
      await rest(left, request, signal);
    }
    nextAt = now() + Math.max(gap, leastGap);
  };

  const once = async (
    request: EndpointRequest,
    signal: AbortSignal,
  ): Promise<EndpointAnswer | Refusal> => {
    await turn(request, signal);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    const either = AbortSignal.any([signal, late.signal]);
    const { url, where = shownUrl(url) } = request;
    const agent = agents[url.protocol as keyof typeof agents];
    sent.requests++;
    sent.bytes += request.body?.length ?? 0;
    try {
      const { status, message } = await send(url, { ...request, agent }, timed, either);
      if (status >= 300 && status < 400) {
        message.destroy();
        throw redirected(message.headers.location, url, secrets);
      }
      const isGood = status >= 200 && status < 300;
      const bytes = await readAnswer(message, isGood ? request.isEnough : undefined, where);
      if (isGood) return { bytes: withoutSecrets(bytes, secrets), headers: message.headers };
      const words = clean(wordsOf(bytes), secrets);
      return {
        status,
        words,
        estimate: estimateOf(bytes),
        after: afterOf(message.headers["retry-after"]),
      };
    } catch (cause) {
      if (late.signal.aborted && !signal.aborted) throw tooSlow(timeoutMs, where, cause);
      const error = networkError(cause, url, signal);
      throw error.code === "network/unreachable" ? unreachable(error) : error;
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    sent,
    async ask(request, signal) {
      const { url, where = shownUrl(url) } = request;
      let timeouts = 0;
      let loading = 0;
      for (let attempt = 1; ; ) {
        let answer: EndpointAnswer | Refusal;
        try {
          answer = await once(request, signal);
        } catch (error) {
          const code = isHomegroundError(error) ? error.code : "";
          const isLast =
            code === "model/timeout" ? ++timeouts >= MAX_TIMEOUTS : attempt >= MAX_ATTEMPTS;
          if (isLast || !["model/timeout", "network/unreachable"].includes(code)) throw error;
          await rest(backOff(attempt++), request, signal);
          continue;
        }
        if ("bytes" in answer) {
          gap = gap < 10 ? 0 : 0.9 * gap;
          return answer;
        }
        // A model that is being loaded is no failure; Hugging Face says how long it will take.
        if (answer.status === 503 && answer.estimate !== null && loading < MAX_LOADING_MS) {
          // Who says “at once” again and again is asked less and less often.
          const step = Math.min(Math.max(answer.estimate * 1000, loading / 4), LOADING_STEP_MS);
          loading += Math.max(step, FIRST_WAIT_MS / 4);
          await rest(step, request, signal);
          continue;
        }
        const isPassing = PASSING.has(answer.status);
        const asked = answer.after ?? 0;
        const isTooSoon = answer.status === 429;
        const most = isTooSoon ? MAX_TOO_SOON : MAX_ATTEMPTS;
        if (!isPassing || attempt >= most || asked > MAX_WAIT_MS) {
          throw refusalError(answer, where);
        }
        if (isTooSoon) gap = Math.min(Math.max(2 * gap, FIRST_GAP_MS), MAX_GAP_MS);
        const ms = answer.after ?? backOff(attempt);
        attempt++;
        // Who is asked too often is asked by nobody meanwhile.
        if (answer.after !== null) nextAt = Math.max(nextAt, now() + ms);
        await rest(ms, request, signal);
      }
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** An answer other than success. */
interface Refusal {
  readonly status: number;
  /** What the server says, for people. */
  readonly words: string;
  /** Seconds until a model is loaded; null where that is not said. */
  readonly estimate: number | null;
  /** Milliseconds after which to come back; null where that is not said. */
  readonly after: number | null;
}

const backOff = (attempt: number): number =>
  growingPause(attempt - 1, FIRST_WAIT_MS, LOADING_STEP_MS);

const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Source: RFC 9110, section 10.2.3. */
function afterOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

async function readAnswer(
  message: AsyncIterable<Uint8Array>,
  isEnough: EndpointRequest["isEnough"],
  where: string,
): Promise<Uint8Array> {
  const most = isEnough === undefined ? MAX_ANSWER_BYTES : MAX_STREAM_BYTES;
  const pieces: Uint8Array[] = [];
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const piece of message) {
    size += piece.length;
    if (size > most) {
      const what = `the answer is longer than ${most / 2 ** 20} MB`;
      throw badAnswer("endpoint/too-long", what, where);
    }
    pieces.push(piece);
    if (isEnough === undefined) continue;
    text += decoder.decode(piece, { stream: true });
    if (isEnough(text)) break;
    // What has been looked at in whole is not looked at again.
    text = text.slice(Math.max(text.lastIndexOf("\n\n"), text.lastIndexOf("\n\r\n"), 0));
  }
  return Buffer.concat(pieces);
}

/** What a server says of its refusal: a field of its JSON, or its text if that is short. */
function wordsOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 4096));
  const value = jsonOrUndefined(text);
  if (isRecord(value)) {
    const said = value["error"] ?? value["message"] ?? value["detail"];
    return typeof said === "string" ? said : JSON.stringify(said ?? "");
  }
  return /^\s*</.test(text) ? "a page" : text.trim();
}

function estimateOf(bytes: Uint8Array): number | null {
  const value = jsonOrUndefined(new TextDecoder().decode(bytes.subarray(0, 4096)));
  const seconds = isRecord(value) ? value["estimated_time"] : null;
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds : null;
}

/** Shorter ones may stand in any answer. */
const SECRET_CHARACTERS = 8;

/** An answer that says a token again, as some do for help with mistakes, is kept without it. */
function withoutSecrets(bytes: Uint8Array, secrets: readonly string[]): Uint8Array {
  let own = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const secret of secrets) {
    if (secret.length < SECRET_CHARACTERS || !own.includes(secret)) continue;
    own = Buffer.from(own.toString("latin1").replaceAll(secret, "..."), "latin1");
  }
  return own;
}

/** A server's words for a sentence, without what only this machine may know. */
function clean(words: string, secrets: readonly string[]): string {
  const hidden = secrets.reduce(
    (text, secret) => (secret === "" ? text : text.replaceAll(secret, "…")),
    words,
  );
  return cut(hidden.replaceAll(/\p{Cc}+/gu, " "), 200);
}

function refusalError({ status, words, after }: Refusal, where: string): HomegroundError {
  const said = words === "" || words === '""' ? "" : `: ${words}`;
  const what = `the endpoint answers with status ${status}${said}`;
  const [code, fix] = reasonOf(status, after);
  return new HomegroundError(code, { what, where, fix });
}

function reasonOf(status: number, after: number | null): readonly [code: ErrorCode, fix: string] {
  switch (status) {
    case 401:
    case 403:
      return [
        "endpoint/no-access",
        "Set the variable of the environment that holds the token, and check that it may",
      ];
    case 404:
    case 405:
    case 410:
    case 501:
      return [
        "endpoint/not-found",
        "Check the address: what answers there, and the name of the model",
      ];
  }
  const again = "Run the same command again in a while: answers are kept";
  if (status === 429 || after !== null) return ["endpoint/busy", again];
  if (PASSING.has(status)) return ["network/unreachable", again];
  return [
    "endpoint/refused-image",
    "See what the endpoint says of the image, and whether its description is right",
  ];
}

function redirected(
  location: string | undefined,
  from: URL,
  secrets: readonly string[],
): HomegroundError {
  const to =
    location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : null;
  return new HomegroundError("endpoint/redirect", {
    what: `the address leads on to ${to === null ? "nothing" : clean(shownUrl(to), secrets)}`,
    where: shownUrl(from),
    fix: "Name the address at the end of the chain, if images may go there",
  });
}

function unreachable({ what, where, cause }: HomegroundError): HomegroundError {
  return new HomegroundError("network/unreachable", {
    what,
    where,
    fix: "Check the address and whether the endpoint runs; the same command again goes on: answers are kept",
    cause,
  });
}

function tooSlow(timeoutMs: number, where: string, cause: unknown): HomegroundError {
  return new HomegroundError("model/timeout", {
    what: `no whole answer within ${timeoutMs / 1000} s`,
    where,
    fix: {
      command: "Give it more time with --image-timeout, or run again when the endpoint is quicker",
      app: "Try again when the endpoint is quicker",
    },
    cause,
  });
}
