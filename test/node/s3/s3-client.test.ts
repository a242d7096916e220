import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openBucket, parseS3, type S3Bucket } from "../../../src/node/s3/s3-client.js";
import { throwsCode } from "../../support/throws-code.js";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What the server answers, one request after the other; the last again and again. */
let answers: Answer[];
let asked: IncomingMessage[];
let server: Server;
let endpoint: string;

beforeEach(async () => {
  [answers, asked] = [[], []];
  server = createServer((request, response) => {
    asked.push(request);
    request.resume();
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const KEYS = { AWS_ACCESS_KEY_ID: "somebody", AWS_SECRET_ACCESS_KEY: "secret" };
const bucket = (more: object = KEYS, signal?: AbortSignal): S3Bucket =>
  openBucket("photos", { env: { AWS_ENDPOINT_URL: endpoint, ...more }, pausesMs: [1, 1], signal });

const text =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };
const breaksOff: Answer = (_, response) => {
  response.writeHead(200, { "content-length": "10" });
  response.write("half", () => response.destroy());
};

async function whole(pieces: AsyncIterable<Uint8Array> | null): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces ?? []) all.push(piece);
  return Buffer.concat(all).toString();
}

async function keys(prefix: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { key } of bucket().list(prefix)) found.push(key);
  return found;
}

describe("parseS3", () => {
  it("reads bucket and folder", () => {
    expect(parseS3("s3://photos")).toEqual({ bucket: "photos", prefix: "" });
    expect(parseS3("s3://photos/")).toEqual({ bucket: "photos", prefix: "" });
    expect(parseS3("s3://my.photos-1/a b/c//")).toEqual({
      bucket: "my.photos-1",
      prefix: "a b/c/",
    });
  });
  it.each(["s3://", "s3:///a", "s3://A/b", "s3://../x", "s3://user:pw@host/x", "photos"])(
    "refuses %s",
    (place) => {
      expect(() => parseS3(place)).toThrow(throwsCode("usage/bad-option"));
    },
  );
});

describe("a bucket", () => {
  it("signs for the region, and does not where there is no key", async () => {
    answers = [text(200, "x")];
    await whole(await bucket({ ...KEYS, AWS_REGION: "eu-north-1" }).get("a"));
    expect(asked[0]!.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=somebody\/\d{8}\/eu-north-1\/s3\/aws4_request/,
    );
    expect(JSON.stringify(asked[0]!.headers)).not.toContain("secret");
    await whole(await bucket({}).get("a"));
    expect(asked[1]!.headers.authorization).toBeUndefined();
  });

  it("asks Amazon where no endpoint is named, and refuses one that is no address", () => {
    expect(() => openBucket("photos", { env: { AWS_ENDPOINT_URL: "nowhere" } })).toThrow(
      throwsCode("usage/bad-option"),
    );
    expect(() => openBucket("photos", { env: { AWS_ENDPOINT_URL: "file:///etc" } })).toThrow(
      throwsCode("usage/bad-option"),
    );
  });

  it("writes names of objects as addresses have them", async () => {
    answers = [text(200, "x")];
    await whole(await bucket().get("a b/ü+&?#%41.png"));
    expect(asked[0]!.url).toBe("/photos/a%20b/%C3%BC%2B%26%3F%23%2541.png");
  });

  it("tries again where the server fails or is busy, and says so in the end", async () => {
    answers = [text(503, ""), text(429, ""), text(200, "here")];
    expect(await whole(await bucket().get("a"))).toBe("here");
    expect(asked).toHaveLength(3);
    answers = [text(500, "<Error><Code>InternalError</Code></Error>")];
    await expect(bucket().get("a")).rejects.toThrow(throwsCode("network/unreachable"));
    expect(asked).toHaveLength(6);
  });

  it("reads again what broke off, and never takes the half for the whole", async () => {
    answers = [breaksOff, text(200, "here")];
    expect(Buffer.from((await bucket().read("a", 100))!).toString()).toBe("here");
    answers = [breaksOff];
    await expect(bucket().read("a", 100)).rejects.toThrow(throwsCode("network/unreachable"));
    await expect(whole(await bucket().get("a"))).rejects.toThrow(throwsCode("network/unreachable"));
  });

  it("follows no redirect, with or without the key", async () => {
    answers = [text(307, "", { location: "http://169.254.169.254/latest/meta-data" })];
    await expect(bucket().get("a")).rejects.toThrow(throwsCode("network/bad-answer"));
    await expect(bucket({}).get("a")).rejects.toThrow(throwsCode("network/bad-answer"));
    expect(asked).toHaveLength(2);
  });

  it("says that credentials have expired, without trying again", async () => {
    answers = [text(403, "<Error><Code>ExpiredToken</Code></Error>")];
    await expect(bucket().put("a", Buffer.from("x"), true)).rejects.toThrow(
      expect.objectContaining({
        code: "network/bad-answer",
        what: expect.stringContaining("ExpiredToken"),
      }),
    );
    expect(asked).toHaveLength(1);
  });

  it("refuses a page in the place of a list, and a list that never ends in one answer", async () => {
    answers = [text(200, "<html>Sign in</html>")];
    await expect(keys("")).rejects.toThrow(throwsCode("network/bad-answer"));
    answers = [text(200, "x".repeat(20_000_000))];
    await expect(keys("")).rejects.toThrow(throwsCode("network/bad-answer"));
    answers = [text(200, "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>")];
    await expect(keys("")).rejects.toThrow(throwsCode("network/bad-answer"));
  });

  it("lists page by page, with names in either writing", async () => {
    const page = (inside: string): Answer =>
      text(200, `<ListBucketResult>${inside}</ListBucketResult>`);
    answers = [
      page(
        "<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>t&amp;1</NextContinuationToken><Contents><Key>a+b%2B%26.png</Key><Size>3</Size></Contents>",
      ),
      page(
        "<IsTruncated>false</IsTruncated><Contents><Key>c&amp;%20d</Key><Size>0</Size></Contents>",
      ),
    ];
    expect(await keys("x/")).toEqual(["a b+&.png", "c&%20d"]);
    expect(new URL(asked[1]!.url!, endpoint).searchParams.get("continuation-token")).toBe("t&1");
    expect(new URL(asked[1]!.url!, endpoint).searchParams.get("prefix")).toBe("x/");
  });

  it("stops when it is told to, while a server is silent", async () => {
    const stop = new AbortController();
    answers = [() => stop.abort()];
    await expect(bucket(KEYS, stop.signal).get("a")).rejects.toThrow(throwsCode("run/interrupted"));
  });
});
