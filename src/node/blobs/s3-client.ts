/**
 * Objects of one bucket of an S3 service, by its REST interface. Requests that fail for a moment are made again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { AwsV4Signer } from "aws4fetch";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { ByteRange, HashedFile } from "./blob-store.js";

export interface S3Client {
  /** `s3://bucket`. */
  readonly place: string;
  /** Null where there is no such object. */
  get(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | null>;
  /** Its bytes; null where there is no such object. */
  size(key: string): Promise<number | null>;
  /** Writes an object unless there is one of that key. The service holds the bytes to the hash. */
  putOnce(key: string, file: HashedFile): Promise<void>;
  remove(key: string): Promise<void>;
  /** Keys that begin so, with sizes, in the order of the service. */
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly sizeBytes: number }>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What one PUT may hold, by the documentation of S3. */
export const MOST_PUT_BYTES = 5 * 1024 ** 3;

const TRIES = 5;
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** `s3://bucket/prefix` in its parts; the prefix without slashes at its ends. @throws HomegroundError `blobs/bad-place` */
export function parseS3Place(place: string): { readonly bucket: string; readonly prefix: string } {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(place);
  if (parts === null) throw badPlace(place, "it is no s3://bucket/prefix");
  return { bucket: parts[1]!, prefix: (parts[2] ?? "").replace(/^\/+|\/+$/g, "") };
}

/**
 * @param env of the process: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, and
 *   AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL for another service than Amazon's
 * @throws HomegroundError `blobs/bad-place`
 */
export function createS3Client(bucket: string, env: Environment): S3Client {
  const place = `s3://${bucket}`;
  const accessKeyId = env["AWS_ACCESS_KEY_ID"] ?? "";
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"] ?? "";
  if (accessKeyId === "" || secretAccessKey === "") {
    throw badPlace(place, "AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set");
  }
  const sessionToken = env["AWS_SESSION_TOKEN"];
  const region = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "us-east-1";
  const base = baseUrl(bucket, region, env);

  /** @param sha256 of the body, which is streamed from a file */
  async function send(
    method: string,
    url: URL,
    headers: Readonly<Record<string, string>>,
    file: HashedFile | null = null,
  ): Promise<Response> {
    for (let tried = 1; ; tried++) {
      const signer = new AwsV4Signer({
        method,
        url: url.href,
        headers: { ...headers, "x-amz-content-sha256": file?.sha256 ?? EMPTY },
        accessKeyId,
        secretAccessKey,
        ...(sessionToken === undefined ? {} : { sessionToken }),
        service: "s3",
        region,
        allHeaders: true,
      });
      let failure: string;
      let cause: unknown;
      try {
        const signed = await signer.sign();
        const response = await fetch(signed.url, {
          method,
          headers: signed.headers,
          redirect: "error",
          ...(file === null ? {} : await bodyOf(file)),
        });
        if (response.status < 500 && response.status !== 429) return response;
        await response.body?.cancel();
        failure = `it answers ${response.status}`;
      } catch (error) {
        failure = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
        cause = error;
      }
      if (tried === TRIES) throw unreachable(place, failure, cause);
      await sleep(100 * 2 ** tried);
    }
  }

  return {
    place,
    async get(key, range) {
      if (range !== undefined && range.end <= range.start) return noBytes();
      const bytes = range === undefined ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
      const response = await send("GET", urlOf(base, key), bytes);
      if (response.status === 404) return drop(response, null);
      if (response.status === 416) return drop(response, noBytes());
      await refuseFailure(response, place);
      return response.body as AsyncIterable<Uint8Array> | null;
    },
    async size(key) {
      const response = await send("HEAD", urlOf(base, key), {});
      if (response.status === 404) return null;
      await refuseFailure(response, place);
      return Number(response.headers.get("content-length"));
    },
    async putOnce(key, file) {
      const response = await send("PUT", urlOf(base, key), { "if-none-match": "*" }, file);
      // There already, or just being written by another, whose bytes are the same.
      if (response.status === 412 || response.status === 409) return drop(response, undefined);
      await refuseFailure(response, place);
      await response.body?.cancel();
    },
    async remove(key) {
      const response = await send("DELETE", urlOf(base, key), {});
      if (response.status === 404) return drop(response, undefined);
      await refuseFailure(response, place);
      await response.body?.cancel();
    },
    async *list(prefix) {
      let token: string | null = null;
      do {
        const url = urlOf(base, "");
        url.searchParams.set("list-type", "2");
        url.searchParams.set("encoding-type", "url"); // keys hold no markup then
        url.searchParams.set("prefix", prefix);
        if (token !== null) url.searchParams.set("continuation-token", token);
        const response = await send("GET", url, {});
        await refuseFailure(response, place);
        const text = await response.text();
        for (const [, one = ""] of text.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
          const key = decodeURIComponent((field(one, "Key") ?? "").replaceAll("+", " "));
          yield { key, sizeBytes: Number(field(one, "Size")) };
        }
        token = field(text, "NextContinuationToken");
      } while (token !== null);
    },
  };
}

function baseUrl(bucket: string, region: string, env: Environment): URL {
  const endpoint = env["AWS_ENDPOINT_URL_S3"] || env["AWS_ENDPOINT_URL"];
  if (endpoint) {
    if (!URL.canParse(endpoint)) throw badPlace(endpoint, "AWS_ENDPOINT_URL is no address");
    return new URL(`${endpoint.replace(/\/+$/, "")}/${bucket}/`);
  }
  // A certificate names no bucket with dots.
  return bucket.includes(".")
    ? new URL(`https://s3.${region}.amazonaws.com/${bucket}/`)
    : new URL(`https://${bucket}.s3.${region}.amazonaws.com/`);
}

function urlOf(base: URL, key: string): URL {
  const url = new URL(base);
  url.pathname += key.split("/").map(encodeURIComponent).join("/");
  return url;
}

/** A stream of known length: services take none of unknown length. */
async function bodyOf(file: HashedFile): Promise<{ body: Blob }> {
  const { openAsBlob } = await import("node:fs");
  return { body: await openAsBlob(file.path) };
}

/** The text of the first element of that name; XML's own five escapes are undone. */
function field(xml: string, name: string): string | null {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (text === undefined) return null;
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&#34;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

async function drop<T>(response: Response, value: T): Promise<T> {
  await response.body?.cancel();
  return value;
}

async function refuseFailure(response: Response, place: string): Promise<void> {
  if (response.ok) return;
  const text = await response.text().catch(() => "");
  const reason = field(text, "Message") ?? field(text, "Code") ?? "";
  throw unreachable(place, `it answers ${response.status} ${reason.slice(0, 300)}`.trim());
}

function unreachable(place: string, what: string, cause?: unknown): HomegroundError {
  return new HomegroundError("blobs/unreachable", {
    what,
    where: place,
    fix: "See whether the bucket is there, the key may use it and AWS_ENDPOINT_URL is right",
    cause,
  });
}

function badPlace(place: string, what: string): HomegroundError {
  return new HomegroundError("blobs/bad-place", {
    what,
    where: place,
    fix: "Give a folder, or s3://bucket/prefix with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  });
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}
