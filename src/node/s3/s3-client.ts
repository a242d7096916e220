import { createHash } from "node:crypto";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { AwsClient } from "aws4fetch";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { about } from "../pauses.js";

/** A bucket, and what the names of its objects begin with. */
export interface S3Place {
  readonly bucket: string;
  /** Ends with `/`, or is empty. */
  readonly prefix: string;
}

export interface S3Object {
  readonly key: string;
  readonly sizeBytes: number;
}

/** Objects of one bucket. Every call tries again with longer pauses where the server fails. */
export interface S3Bucket {
  /** Objects whose names begin so, in the order of the server. */
  list(prefix: string): AsyncIterable<S3Object>;
  /** Size in bytes; null where there is no such object. */
  size(key: string): Promise<number | null>;
  /**
   * The bytes of an object in pieces; null where there is none.
   *
   * @param range first byte, and at most how many
   */
  get(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | null>;
  /** An object of bounded size; null where there is none. */
  read(key: string, maxBytes: number, range?: ByteRange): Promise<Uint8Array | null>;
  /**
   * Writes an object whole.
   *
   * @param bytes a file goes out without being read into memory
   * @param once leaves one that is there as it is
   * @returns false where one was there
   */
  put(key: string, bytes: Uint8Array | HashedBlob, once: boolean): Promise<boolean>;
  remove(key: string): Promise<void>;
}

export interface HashedBlob {
  readonly blob: Blob;
  readonly sha256: string;
}

export interface ByteRange {
  /** First byte; a negative number counts from the end. */
  readonly from: number;
  readonly maxBytes: number | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

export interface S3Options {
  readonly signal?: AbortSignal | undefined;
  /** Default: that of the process. */
  readonly env?: Env;
  /** Pauses before another try, in milliseconds. */
  readonly pausesMs?: readonly number[];
}

/** Longest time until an answer begins, and longest silence while it comes. */
const SILENCE_MS = 30_000;
const PAUSES_MS = [250, 500, 1000, 2000, 4000];
/** An answer of 1,000 names of 1,024 bytes, each byte written as three. */
const MOST_LIST_BYTES = 1 << 24;

/** `s3://bucket/some/folder`. @throws HomegroundError `usage/bad-option` */
export function parseS3(place: string): S3Place {
  const found = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(place);
  if (found === null) {
    throw new HomegroundError("usage/bad-option", {
      what: "it names no bucket",
      where: place,
      fix: "Write it as s3://bucket or s3://bucket/folder",
    });
  }
  const inside = (found[2] ?? "").replace(/\/+$/, "");
  return { bucket: found[1]!, prefix: inside === "" ? "" : `${inside}/` };
}

/**
 * A bucket by the usual variables of the environment: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
 * `AWS_SESSION_TOKEN` (without a key requests are not signed, as public buckets have it), `AWS_REGION`, and
 * `AWS_ENDPOINT_URL` for a server of one's own. Only that address is asked: nothing leads on to another.
 *
 * @throws HomegroundError `usage/bad-option` for an endpoint that is no address
 */
export function openBucket(
  bucket: string,
  { signal, env = process.env, pausesMs = PAUSES_MS }: S3Options = {},
): S3Bucket {
  const region = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "us-east-1";
  const base = baseOf(bucket, region, env);
  const client = clientOf(region, env);

  async function request(
    method: string,
    key: string,
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
    body?: Uint8Array<ArrayBuffer> | Blob,
  ): Promise<S3Answer> {
    const url = new URL(`${base}${encodedKey(key)}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    // What falls silent is given up; what was asked for by mistake too.
    const silence = new AbortController();
    const patience = setTimeout(() => silence.abort(new Error(SILENT)), SILENCE_MS);
    const either = [silence.signal, ...(signal === undefined ? [] : [signal])];
    const init = { method, headers, redirect: "manual" as const, ...(body && { body }) };
    try {
      const signed = client === null ? new Request(url, init) : await client.sign(url, init);
      const answer = await fetch(signed, { signal: AbortSignal.any(either) });
      return { answer, silence, patience };
    } catch (cause) {
      clearTimeout(patience);
      throw unreachable(cause, url, signal);
    }
  }

  /** Pieces of a body, each within the longest silence. */
  async function* pieces({ answer, silence, patience }: S3Answer): AsyncGenerator<Uint8Array> {
    let timer = patience;
    try {
      for await (const piece of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
        clearTimeout(timer);
        yield piece;
        timer = setTimeout(() => silence.abort(new Error(SILENT)), SILENCE_MS);
      }
    } catch (cause) {
      throw unreachable(cause, new URL(answer.url || base), signal);
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  async function bounded(answer: S3Answer, maxBytes: number): Promise<Uint8Array> {
    const all: Uint8Array[] = [];
    let size = 0;
    for await (const piece of pieces(answer)) {
      size += piece.length;
      if (size > maxBytes)
        throw badAnswer(`it is longer than ${maxBytes} bytes`, answer.answer.url);
      all.push(piece);
    }
    return Buffer.concat(all);
  }

  /** @throws HomegroundError for a status that is none of `fine` */
  async function ask(
    method: string,
    key: string,
    {
      query = {},
      headers = {},
      body,
      fine,
    }: {
      readonly query?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Uint8Array<ArrayBuffer> | Blob;
      readonly fine: readonly number[];
    },
  ): Promise<S3Answer> {
    const answer = await request(method, key, query, headers, body);
    const { status } = answer.answer;
    if (fine.includes(status)) return answer;
    const text = await bounded(answer, MOST_LIST_BYTES).catch(() => new Uint8Array());
    const said = new TextDecoder().decode(text);
    throw refused(status, tag(said, "Code"), `s3://${bucket}/${key}`);
  }

  /** Tries again where the server failed, or broke off. */
  async function again<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (error) {
        const pause = pausesMs[tries];
        const passes = error instanceof HomegroundError && error.code === "network/unreachable";
        if (!passes || pause === undefined) throw error;
        await wait(about(pause), undefined, signal && { signal }).catch((cause) => {
          throw unreachable(cause, new URL(base), signal);
        });
      }
    }
  }

  async function drop(answer: S3Answer): Promise<void> {
    for await (const _ of pieces(answer));
  }

  return {
    async *list(prefix) {
      let token: string | null = null;
      do {
        const query: Record<string, string> = {
          ...{ "list-type": "2", "encoding-type": "url", prefix, "max-keys": "1000" },
          ...(token === null ? {} : { "continuation-token": token }),
        };
        const text: string = await again(async () => {
          const answer = await ask("GET", "", { query, fine: [200] });
          return new TextDecoder().decode(await bounded(answer, MOST_LIST_BYTES));
        });
        if (tag(text, "ListBucketResult") === null) {
          throw badAnswer("the answer is no list of objects", base);
        }
        const isEncoded = tag(text, "EncodingType") === "url";
        for (const [, entry = ""] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const key = tag(entry, "Key");
          const size = Number(tag(entry, "Size") ?? Number.NaN);
          if (key === null || !Number.isSafeInteger(size) || size < 0) {
            throw badAnswer("an object of the list has no name or no size", base);
          }
          yield { key: isEncoded ? decoded(key, base) : key, sizeBytes: size };
        }
        token = tag(text, "IsTruncated") === "true" ? tag(text, "NextContinuationToken") : null;
      } while (token !== null);
    },
    size: (key) =>
      again(async () => {
        const answer = await ask("HEAD", key, { fine: [200, 404] });
        await drop(answer);
        if (answer.answer.status === 404) return null;
        return Number(answer.answer.headers.get("content-length") ?? 0);
      }),
    get: (key, range) =>
      again(async () => {
        const headers = range === undefined ? {} : { range: rangeText(range) };
        const answer = await ask("GET", key, { headers, fine: [200, 206, 404, 416] });
        const { status } = answer.answer;
        if (status < 400) return pieces(answer);
        await drop(answer);
        return status === 404 ? null : NOTHING;
      }),
    read(key, maxBytes, range) {
      return again(async () => {
        const found = await this.get(key, range);
        if (found === null) return null;
        const all: Uint8Array[] = [];
        let size = 0;
        for await (const piece of found) {
          size += piece.length;
          if (size > maxBytes) {
            throw badAnswer(`it is longer than ${maxBytes} bytes`, `s3://${bucket}/${key}`);
          }
          all.push(piece);
        }
        return Buffer.concat(all);
      });
    },
    put: (key, bytes, once) =>
      again(async () => {
        const isFile = "blob" in bytes;
        const body = isFile ? bytes.blob : (bytes as Uint8Array<ArrayBuffer>);
        const sha256 = isFile ? bytes.sha256 : createHash("sha256").update(bytes).digest("hex");
        const headers = {
          "x-amz-content-sha256": sha256,
          ...(once ? { "if-none-match": "*" } : {}),
        };
        const fine = once ? [200, 201, 204, 412] : [200, 201, 204];
        const answer = await ask("PUT", key, { headers, body, fine });
        await drop(answer);
        return answer.answer.status !== 412;
      }),
    remove: (key) => again(async () => drop(await ask("DELETE", key, { fine: [200, 204, 404] }))),
  };
}

interface S3Answer {
  readonly answer: Response;
  readonly silence: AbortController;
  readonly patience: ReturnType<typeof setTimeout>;
}

const SILENT = `silence for ${SILENCE_MS / 1000} s`;
const NOTHING: AsyncIterable<Uint8Array> = (async function* () {})();

function clientOf(region: string, env: Env): AwsClient | null {
  const [accessKeyId, secretAccessKey] = [env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]];
  if (!accessKeyId || !secretAccessKey) return null;
  const sessionToken = env["AWS_SESSION_TOKEN"];
  return new AwsClient({
    ...{ accessKeyId, secretAccessKey, region, service: "s3" },
    ...(sessionToken ? { sessionToken } : {}),
  });
}

/** What every address of the bucket begins with. */
function baseOf(bucket: string, region: string, env: Env): string {
  const endpoint = env["AWS_ENDPOINT_URL_S3"] || env["AWS_ENDPOINT_URL"];
  if (!endpoint) {
    // A certificate of *.s3.amazonaws.com is not for names with dots.
    return bucket.includes(".")
      ? `https://s3.${region}.amazonaws.com/${bucket}/`
      : `https://${bucket}.s3.${region}.amazonaws.com/`;
  }
  const isAddress = URL.canParse(endpoint) && /^https?:/.test(new URL(endpoint).protocol);
  if (isAddress) return `${endpoint.replace(/\/+$/, "")}/${bucket}/`;
  throw new HomegroundError("usage/bad-option", {
    what: `${JSON.stringify(endpoint)} is no address`,
    where: "AWS_ENDPOINT_URL",
    fix: "Write it as https://s3.example.org, or leave it out",
  });
}

function encodedKey(key: string): string {
  const rest = /[!'()*]/g;
  const one = (part: string): string =>
    encodeURIComponent(part).replace(rest, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return key.split("/").map(one).join("/");
}

function rangeText({ from, maxBytes }: ByteRange): string {
  if (from < 0) return `bytes=${from}`;
  return `bytes=${from}-${maxBytes === undefined ? "" : from + Math.max(1, maxBytes) - 1}`;
}

/** Text of the first element of a name, with its entities read; null where there is none. */
function tag(xml: string, name: string): string | null {
  const found = new RegExp(`<${name}(?:\\s[^>]*)?>(.*?)</${name}>`, "s").exec(xml)?.[1];
  if (found === undefined) return null;
  return found.replace(/&(lt|gt|quot|apos|amp|#\d+|#x[\da-f]+);/gi, (all, one: string) => {
    const known = ENTITIES[one.toLowerCase()];
    if (known !== undefined) return known;
    const code = Number(one.replace(/^#(x?)/i, (_, x: string) => (x === "" ? "" : "0x")));
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" },
};

function decoded(key: string, where: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    throw badAnswer("the name of an object cannot be read", where);
  }
}

function unreachable(cause: unknown, url: URL, signal: AbortSignal | undefined): HomegroundError {
  if (cause instanceof HomegroundError) return cause;
  const where = `${url.origin}${url.pathname}`;
  if (signal?.aborted === true) {
    return new HomegroundError("run/interrupted", {
      what: "stopped before everything was there",
      where,
      fix: "Run the same command again",
      cause,
    });
  }
  // fetch says what went wrong in the cause of its error.
  const inner = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
  return new HomegroundError("network/unreachable", {
    what: messageOf(inner) || messageOf(cause),
    where,
    fix: "Check AWS_ENDPOINT_URL, AWS_REGION and the connection, and run again",
    cause,
  });
}

function badAnswer(what: string, where: string): HomegroundError {
  return new HomegroundError("network/bad-answer", {
    what,
    where,
    fix: "Check that AWS_ENDPOINT_URL is the address of an S3 server",
  });
}

/** What a status says that was not to be. */
function refused(status: number, code: string | null, where: string): HomegroundError {
  const said = code === null ? `${status}` : `${status}, ${code}`;
  // A conditional write met another one, or the clock of a proxy: the next try knows.
  if (status === 409 || status === 429 || status >= 500) {
    return new HomegroundError("network/unreachable", {
      what: `the server fails (${said})`,
      where,
      fix: "Run again in a while",
    });
  }
  const isClosed = status === 401 || status === 403;
  const leadsOn = status >= 300 && status < 400;
  return new HomegroundError("network/bad-answer", {
    what: isClosed
      ? `the server does not give it with these credentials (${said})`
      : leadsOn
        ? `the bucket is in another region, or elsewhere (${said})`
        : status === 404
          ? `there is nothing of this name (${said})`
          : `the server answers with ${said}`,
    where,
    fix: isClosed
      ? "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, which may have expired"
      : leadsOn
        ? "Set AWS_REGION to the region of the bucket"
        : "Check the name of the bucket",
  });
}
