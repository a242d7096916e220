import { lookup as systemLookup } from "node:dns/promises";
import { type Agent, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { HomegroundError } from "../../core/errors.js";
import { whyPrivate } from "./address-rules.js";

/** What requests to the outside may do. */
export interface NetworkPolicy {
  /** Whether addresses of this machine and its network may be asked, and `http:` used. */
  readonly allowPrivate: boolean;
  /** Sent to this origin alone, over https alone; null for none. */
  readonly token: { readonly origin: string; readonly value: string } | null;
  /** For the header `user-agent`. */
  readonly agent: string;
  /** Longest time until an answer begins; default 20,000. */
  readonly answerTimeoutMs?: number;
  /** Longest silence while an answer comes; default 30,000. */
  readonly silenceTimeoutMs?: number;
  /** Why an address may not be asked; default {@link whyPrivate}, or nothing where it is allowed. */
  readonly whyRefused?: (address: string) => string | null;
  /** Addresses of a name; default the system's. */
  readonly resolve?: (host: string) => Promise<readonly ResolvedAddress[]>;
  /** Certificates to trust instead of the system's, as PEM. */
  readonly ca?: string;
}

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** The beginning of an answer; its body is still to be read or destroyed. */
export interface Answer {
  readonly status: number;
  /** Where it came from, after redirects. */
  readonly url: string;
  readonly message: IncomingMessage;
}

/** What is sent, beside the address. */
export interface Sending {
  readonly method: "GET" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** Keeps connections, each to the address that was checked for it. */
  readonly agent?: Agent | undefined;
}

/**
 * Sends to an address and follows no redirect: what is sent goes to nobody else. The address is checked as
 * that of {@link get}; the policy's token is not sent.
 *
 * @throws HomegroundError `network/blocked`, `network/unreachable`, `run/interrupted`
 */
export async function send(
  address: URL,
  sending: Sending,
  policy: NetworkPolicy,
  signal?: AbortSignal,
): Promise<Answer> {
  checkAddress(address, policy);
  const message = await ask(address, sending.headers, policy, signal, sending);
  return { status: message.statusCode ?? 0, url: address.href, message };
}

const MAX_REDIRECTS = 5;

/**
 * Asks for an address with GET and follows redirects, each checked like the first: https (http only
 * where private addresses are allowed), and a connection to the very address that was resolved and
 * found to be public, so that a name cannot change its mind in between. Proxies are not used.
 *
 * The token goes to its own origin over https, and to nobody any more once a redirect has led
 * elsewhere.
 *
 * @throws HomegroundError `network/blocked`, `network/unreachable`, `network/bad-answer` for too
 *   many redirects, `run/interrupted`
 */
export async function get(
  address: string,
  headers: Readonly<Record<string, string>>,
  policy: NetworkPolicy,
  signal?: AbortSignal,
): Promise<Answer> {
  let url = new URL(address);
  let mayHaveToken = true;
  for (let redirects = 0; ; redirects++) {
    checkAddress(url, policy);
    mayHaveToken &&= isTokensOwn(url, policy);
    const token = mayHaveToken ? policy.token?.value : undefined;
    const all = token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` };
    const message = await ask(url, all, policy, signal);
    const status = message.statusCode ?? 0;
    const { location } = message.headers;
    if (!REDIRECTS.has(status) || location === undefined) return { status, url: url.href, message };
    message.destroy();
    if (redirects === MAX_REDIRECTS) {
      throw new HomegroundError("network/bad-answer", {
        what: `the address leads on more than ${MAX_REDIRECTS} times`,
        where: shownUrl(new URL(address)),
        fix: "Give the address at the end of the chain",
      });
    }
    url = nextUrl(location, url);
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function nextUrl(location: string, from: URL): URL {
  try {
    const next = new URL(location, from);
    next.username = "";
    next.password = "";
    return next;
  } catch (cause) {
    throw new HomegroundError("network/bad-answer", {
      what: "the address leads on to one that cannot be read",
      where: shownUrl(from),
      fix: "Give the address of the file itself",
      cause,
    });
  }
}

function isTokensOwn(url: URL, { token }: NetworkPolicy): boolean {
  return token !== null && url.protocol === "https:" && url.origin === token.origin;
}

/** For messages and results: what follows `?` may be a key. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}${url.search === "" ? "" : "?…"}`;
}

function checkAddress(url: URL, policy: NetworkPolicy): void {
  const isAllowed = url.protocol === "https:" || (url.protocol === "http:" && policy.allowPrivate);
  if (!isAllowed) {
    const isHttp = url.protocol === "http:";
    throw blocked(
      url,
      isHttp ? "http: is neither secret nor safe from changes" : `${url.protocol} is not https:`,
      isHttp ? "Use https:, or --allow-private for a server of your own" : "Use https:",
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) refuse(host, url, policy); // an address is not looked up, below
}

function refuse(address: string, url: URL, policy: NetworkPolicy): void {
  const whyRefused = policy.whyRefused ?? (policy.allowPrivate ? () => null : whyPrivate);
  const why = whyRefused(address);
  if (why === null) return;
  const host = url.hostname === address ? address : `${url.hostname} is ${address}, which`;
  throw blocked(
    url,
    `${host} is ${why}`,
    "Use a public address, or --allow-private if this server is yours",
  );
}

function blocked(url: URL, what: string, fix: string): HomegroundError {
  return new HomegroundError("network/blocked", { what, where: shownUrl(url), fix });
}

/** Resolves a name and refuses it when any of its addresses is refused. */
function checkedLookup(url: URL, policy: NetworkPolicy): LookupFunction {
  const resolve =
    policy.resolve ?? ((host: string) => systemLookup(host, { all: true, verbatim: true }));
  return (host, { all, family }, callback) => {
    resolve(host).then(
      (found) => {
        try {
          for (const { address } of found) refuse(address, url, policy);
        } catch (error) {
          callback(error instanceof Error ? error : new Error(String(error)), "");
          return;
        }
        const wanted = family === 4 || family === 6 ? family : null;
        const fitting = found.filter((one) => wanted === null || one.family === wanted);
        const [first] = fitting;
        if (first === undefined) {
          callback(Object.assign(new Error(`${host} has no address`), { code: "ENOTFOUND" }), "");
        } else if (all === true) {
          callback(null, [...fitting]);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ""),
    );
  };
}

function ask(
  url: URL,
  headers: Readonly<Record<string, string>>,
  policy: NetworkPolicy,
  signal: AbortSignal | undefined,
  { method = "GET", body = null, agent }: Partial<Sending> = {},
): Promise<IncomingMessage> {
  const { answerTimeoutMs = 20_000, silenceTimeoutMs = 30_000 } = policy;
  return new Promise((resolve, reject) => {
    const open = url.protocol === "https:" ? requestHttps : requestHttp;
    const request = open(url, {
      method,
      agent: agent ?? false, // a connection of its own, to the address that is checked for it
      lookup: checkedLookup(url, policy),
      headers: { "user-agent": policy.agent, "accept-encoding": "identity", ...headers },
      ...(policy.ca === undefined ? {} : { ca: policy.ca }),
      ...(signal === undefined ? {} : { signal }),
    });
    const tooLate = setTimeout(
      () => request.destroy(new Error(`no answer within ${answerTimeoutMs / 1000} s`)),
      answerTimeoutMs,
    );
    request.setTimeout(silenceTimeoutMs, () =>
      request.destroy(new Error(`silence for ${silenceTimeoutMs / 1000} s`)),
    );
    request.on("response", (message) => {
      clearTimeout(tooLate);
      // What goes wrong from here on reaches whoever reads the body.
      message.on("error", () => {});
      resolve(message);
    });
    request.on("error", (cause) => {
      clearTimeout(tooLate);
      reject(networkError(cause, url, signal));
    });
    if (body === null) request.end();
    else request.end(body);
  });
}

/** What went wrong on the way, as an error for people. */
export function networkError(cause: unknown, url: URL, signal?: AbortSignal): HomegroundError {
  if (cause instanceof HomegroundError) return cause;
  if (signal?.aborted === true) {
    return new HomegroundError("run/interrupted", {
      what: "stopped before everything was there",
      where: shownUrl(url),
      fix: "Run the same command again: it goes on where it was",
      cause,
    });
  }
  return new HomegroundError("network/unreachable", {
    what: cause instanceof Error ? reasonOf(cause) : String(cause),
    where: shownUrl(url),
    fix: "Check the address and the connection, and run again; or download the file and name it",
    cause,
  });
}

/** Where every address of a name failed, the error itself says nothing. */
function reasonOf(error: Error): string {
  if (error.message !== "") return error.message;
  return error instanceof AggregateError && error.errors[0] instanceof Error
    ? error.errors[0].message
    : error.name;
}

/** What a status other than success means. */
export function statusError(status: number, url: string): HomegroundError {
  const where = shownUrl(new URL(url));
  const isBusy = status === 429 || status >= 500;
  if (isBusy) {
    return new HomegroundError("network/unreachable", {
      what:
        status === 429
          ? "the server asks to come back later (429)"
          : `the server fails (${status})`,
      where,
      fix: "Run again in a while",
    });
  }
  const isClosed = status === 401 || status === 403;
  return new HomegroundError("network/bad-answer", {
    what: isClosed
      ? `the server does not give it to everybody (${status})`
      : status === 404 || status === 410
        ? `there is nothing at this address (${status})`
        : `the server answers with status ${status}`,
    where,
    fix: isClosed
      ? "For Hugging Face accept the model's terms there and set HF_TOKEN; else download the file and name it"
      : "Check the address: owner, name, revision and file",
  });
}

/**
 * The body of an answer as text.
 *
 * @throws HomegroundError `network/bad-answer` above `maxBytes`, `network/unreachable`
 */
export async function readBody(
  { message, url }: Answer,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of message as AsyncIterable<Uint8Array>) {
      size += piece.length;
      if (size > maxBytes) {
        message.destroy();
        throw new HomegroundError("network/bad-answer", {
          what: `the answer is longer than ${maxBytes} bytes`,
          where: shownUrl(new URL(url)),
          fix: "Check that this is the address of the right file",
        });
      }
      pieces.push(piece);
    }
  } catch (cause) {
    throw networkError(cause, new URL(url), signal);
  }
  return Buffer.concat(pieces);
}
