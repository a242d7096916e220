import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MODEL_TOKEN_HEADER, readFetchedModel } from "../../../src/models/fetched-model.js";
import { serveApp } from "../../../src/node/app/app-server.js";
import type { LocalServer } from "../../../src/node/app/local-server.js";
import { createModelAnswers } from "../../../src/node/app/model-answers.js";
import {
  LOCAL_POLICY,
  type ModelServer,
  sendFile,
  startModelServer,
} from "../../node-models/model-server.js";
import { cardText } from "../../support/card-writer.js";
import { meanColourClassifier } from "../../support/onnx-writer.js";
import { throwsCode } from "../../support/throws-code.js";

const MODEL = meanColourClassifier();
const COMMIT = "e".repeat(40);
const folder = mkdtempSync(join(tmpdir(), "homeground-app-model-"));
let host: ModelServer;
let server: LocalServer;
/** Of the host: whether the page's leaving has reached it. */
let left: Promise<void>;

beforeAll(async () => {
  const files = new Map<string, Uint8Array | string>([
    [`/o/n/resolve/${COMMIT}/onnx/model.onnx`, MODEL],
    [`/o/n/resolve/${COMMIT}/onnx/model.json`, cardText(MODEL)],
  ]);
  let gone = (): void => {};
  left = new Promise((resolve) => {
    gone = resolve;
  });
  host = await startModelServer((asked, response) => {
    const bytes = files.get(asked.url ?? "");
    if (bytes !== undefined) sendFile(asked, response, Buffer.from(bytes));
    else if (asked.url === "/slow.onnx") {
      sendFile(asked, response, MODEL, { stopAfter: 100 });
      response.on("close", gone);
    } else if (asked.url?.startsWith("/api/models/o/n/revision/main") === true) {
      const siblings = ["onnx/model.onnx", "onnx/model.json"].map((rfilename) => ({ rfilename }));
      response.end(JSON.stringify({ sha: COMMIT, siblings }));
    } else response.writeHead(404).end();
  });
  writeFileSync(join(folder, "files.json"), '{"files":[]}');
  writeFileSync(join(folder, "secret.onnx"), MODEL);
  server = await serve(true);
});
afterAll(async () => {
  await server.close();
  await host.close();
  rmSync(folder, { recursive: true });
});

function serve(allowPrivate: boolean): Promise<LocalServer> {
  const models = createModelAnswers(() => ({
    policy: { ...LOCAL_POLICY, allowPrivate },
    cacheFolder: join(folder, "cache"),
    endpoint: host.base,
    pausesMs: [],
  }));
  return serveApp(new Map([["files.json", join(folder, "files.json")]]), 0, models);
}

async function tokenOf({ url }: LocalServer): Promise<string> {
  return (await fetch(`${url}files.json`)).headers.get(MODEL_TOKEN_HEADER) ?? "";
}

interface Asked {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly at?: LocalServer;
}

/** Asks as the app's page does, but for what a test changes. */
async function ask({ body, headers = {}, method = "POST", at = server }: Asked) {
  const { hostname, port, origin } = new URL(at.url);
  const token = await tokenOf(at);
  const own = { Origin: origin, "Sec-Fetch-Site": "same-origin", [MODEL_TOKEN_HEADER]: token };
  return new Promise<{ status: number; body: Buffer }>((resolve, reject) => {
    const sent = request(
      { hostname, port, path: "/hosted-model", method, headers: { ...own, ...headers } },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }),
        );
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(method === "GET" ? undefined : body);
  });
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
const nothing = (): void => {};

describe("a hosted model through the server of the app", () => {
  it("comes with its card, and where it is from", async () => {
    const seen: string[] = [];
    const answer = await ask({ body: "hf:o/n" });
    const came = await readFetchedModel(whole(answer.body), (file) => seen.push(file));
    expect([...came.files.keys()]).toEqual(["onnx/model.onnx", "onnx/model.json"]);
    expect(Buffer.concat(came.files.get("onnx/model.onnx") ?? []).equals(MODEL)).toBe(true);
    expect(came.source).toBe(`hf:o/n@${COMMIT}/onnx/model.onnx`);
    expect(seen).toContain("onnx/model.onnx");
  });

  it.each<[string, Partial<Asked>, number]>([
    ["a page of another host", { headers: { Origin: "https://evil.example" } }, 403],
    ["another page of this machine", { headers: { Origin: "http://127.0.0.1:1" } }, 403],
    ["a form of another page", { headers: { "Sec-Fetch-Site": "cross-site" } }, 403],
    ["who does not know the token", { headers: { [MODEL_TOKEN_HEADER]: "x".repeat(32) } }, 403],
    ["a name that points here", { headers: { Host: "evil.example" } }, 421],
    ["another method", { method: "GET" }, 405],
    ["a question before the question", { method: "OPTIONS" }, 405],
  ])("is not for %s", async (_who, change, status) => {
    const before = host.requests.length;
    expect((await ask({ body: "hf:o/n", ...change })).status).toBe(status);
    expect(host.requests.length).toBe(before);
  });

  it("takes a name and no images with it", async () => {
    const before = host.requests.length;
    // The connection ends while the rest is sent, or the refusal comes first.
    const status = await ask({ body: `hf:o/n${"x".repeat(100_000)}` }).then(
      (answer) => answer.status,
      () => 403,
    );
    expect(status).toBe(403);
    expect(host.requests.length).toBe(before);
  });

  it("reads no file of this machine, and asks none of its servers unless told to", async () => {
    const path = join(folder, "secret.onnx");
    const file = await ask({ body: path });
    expect(file.body.includes(MODEL)).toBe(false);
    await expect(readFetchedModel(whole(file.body), nothing)).rejects.toThrow(
      throwsCode("usage/bad-option"),
    );
    const careful = await serve(false);
    const inside = await ask({ body: `${host.base}/slow.onnx`, at: careful });
    await expect(readFetchedModel(whole(inside.body), nothing)).rejects.toThrow(
      throwsCode("network/blocked"),
    );
    await careful.close();
  });

  it("says what the host says", async () => {
    const { body } = await ask({ body: `${host.base}/none.onnx` });
    const reading = readFetchedModel(whole(body), nothing);
    await expect(reading).rejects.toThrow(throwsCode("network/bad-answer"));
    await expect(reading).rejects.toMatchObject({ what: "there is nothing at this address (404)" });
  });

  it("stops asking the host when the page gives up", async () => {
    const stopper = new AbortController();
    const { origin } = new URL(server.url);
    const answer = await fetch(`${server.url}hosted-model`, {
      method: "POST",
      body: `${host.base}/slow.onnx`,
      headers: { Origin: origin, [MODEL_TOKEN_HEADER]: await tokenOf(server) },
      signal: stopper.signal,
    });
    expect(answer.status).toBe(200);
    while (!host.requests.some(({ url }) => url === "/slow.onnx")) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    stopper.abort();
    await left;
  });
});

describe("a server that fetches nothing", () => {
  it("gives no token, and nothing for a request", async () => {
    const plain = await serveApp(new Map([["files.json", join(folder, "files.json")]]), 0);
    expect((await fetch(`${plain.url}files.json`)).headers.has(MODEL_TOKEN_HEADER)).toBe(false);
    expect((await fetch(`${plain.url}hosted-model`, { method: "POST" })).status).toBe(405);
    await plain.close();
  });
});
