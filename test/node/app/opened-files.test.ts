import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPENED_TOKEN_HEADER, readFetchedModel } from "../../../src/models/fetched-model.js";
import { serveApp } from "../../../src/node/app/app-server.js";
import type { LocalServer } from "../../../src/node/app/local-server.js";
import { createOpenedFiles, type OpenedFiles } from "../../../src/node/app/opened-files.js";
import { throwsCode } from "../../support/throws-code.js";

const root = mkdtempSync(join(tmpdir(), "homeground-opened-"));
const at = (path: string) => join(root, path);
let opened: OpenedFiles;
let server: LocalServer;

beforeAll(async () => {
  for (const folder of ["photos/site", "elsewhere"]) mkdirSync(at(folder), { recursive: true });
  for (const [path, text] of [
    ["photos/a.png", "first"],
    ["photos/site/b.jpg", ""],
    ["photos/notes.txt", "not an image"],
    ["photos/.hidden.png", "hidden"],
    ["photos/labels.csv", "file,label\n"],
    ["elsewhere/secret.png", "secret"],
    ["model.onnx", "model"],
    ["model.json", "{}"],
    ["other.onnx", "other"],
  ] as const) {
    writeFileSync(at(path), text);
  }
  symlinkSync(at("elsewhere/secret.png"), at("photos/out.png"));
  symlinkSync(at("elsewhere"), at("photos/folder-out"));
  symlinkSync(at("photos/a.png"), at("photos/within.png"));
  const [folder, model, labels] = [at("photos"), at("model.onnx"), at("photos/labels.csv")];
  opened = await createOpenedFiles({ folder, model, labels });
  server = await serveApp(new Map(), 0, undefined, opened);
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
}

/** Asks as the app's page does, but for what a test changes. */
function ask({ headers = {}, method = "POST", path = "/opened-files", body }: Asked = {}) {
  const { hostname, port, origin } = new URL(server.url);
  const own = { Origin: origin, "Sec-Fetch-Site": "same-origin" };
  const token = { [OPENED_TOKEN_HEADER]: opened.token };
  return new Promise<{ status: number; body: Buffer }>((resolve, reject) => {
    const sent = request(
      { hostname, port, path, method, headers: { ...own, ...token, ...headers } },
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
    sent.end(body);
  });
}

async function received(body: Buffer): Promise<readonly (readonly [string, string])[]> {
  async function* pieces() {
    yield body;
  }
  const files: [string, string][] = [];
  await readFetchedModel(
    pieces(),
    () => {},
    (path, own) => files.push([path, Buffer.concat(own).toString()]),
  );
  return files;
}

const ALL = [
  ["model/model.onnx", "model"],
  ["model/model.json", "{}"],
  ["photos/labels.csv", "file,label\n"],
  ["photos/a.png", "first"],
  ["photos/site/b.jpg", ""],
  ["photos/within.png", "first"],
];

describe("the files that the app is started with", () => {
  it("are the images of the folder, the model with its card, the labels, and nothing else", async () => {
    const { status, body } = await ask();
    expect(status).toBe(200);
    expect(await received(body)).toEqual(ALL);
  });

  it.each(["../elsewhere/secret.png", "photos/notes.txt", "/etc/passwd"])(
    "are the same where a request names %s",
    async (body) => {
      expect(await received((await ask({ body })).body)).toEqual(ALL);
    },
  );

  it.each<[string, Asked, number]>([
    ["a page of another host", { headers: { Origin: "https://evil.example" } }, 403],
    ["another page of this machine", { headers: { Origin: "http://127.0.0.1:1" } }, 403],
    ["a form of another page", { headers: { "Sec-Fetch-Site": "cross-site" } }, 403],
    ["who does not know the token", { headers: { [OPENED_TOKEN_HEADER]: "x".repeat(32) } }, 403],
    ["a name that points here", { headers: { Host: "evil.example" } }, 421],
    ["another method", { method: "GET" }, 405],
    ["who asks for one by its name", { method: "GET", path: "/photos/a.png" }, 404],
    ["who climbs", { method: "GET", path: "/..%2felsewhere%2fsecret.png" }, 404],
    ["who climbs below them", { path: "/opened-files/../elsewhere/secret.png" }, 405],
  ])("are not for %s", async (_who, asked, status) => {
    expect((await ask(asked)).status).toBe(status);
  });

  it("are looked for before anything is served", async () => {
    const none = { folder: null, model: null, labels: null };
    const missing = throwsCode("input/not-found");
    await expect(createOpenedFiles({ ...none, folder: at("gone") })).rejects.toThrow(missing);
    await expect(createOpenedFiles({ ...none, model: at("gone.onnx") })).rejects.toThrow(missing);
    await expect(createOpenedFiles({ ...none, labels: at("photos") })).rejects.toThrow(missing);
    await expect(createOpenedFiles({ ...none, folder: at("model.onnx") })).rejects.toThrow(
      throwsCode("input/not-a-folder"),
    );
    mkdirSync(at("empty"), { recursive: true });
    await expect(createOpenedFiles({ ...none, folder: at("empty") })).rejects.toThrow(
      throwsCode("input/empty"),
    );
  });
});
