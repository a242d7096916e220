import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findCard } from "../../src/node/inference/find-card.js";
import { openModel } from "../../src/node/inference/open-model.js";
import { type FetchedModel, fetchModel } from "../../src/node/models/fetch-model.js";
import { parseModelReference } from "../../src/node/models/model-reference.js";
import { cardText } from "../support/card-writer.js";
import { f32, meanColourClassifier, tensor } from "../support/onnx-writer.js";
import { throwsCode } from "../support/throws-code.js";
import { LOCAL_POLICY, type ModelServer, sendFile, startModelServer } from "./model-server.js";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const MODEL = meanColourClassifier();
const OTHER = meanColourClassifier({ weights: [[0, 1], [1, 0], [0, 0]] }); // biome-ignore format: a matrix
const COMMIT = "c".repeat(40);
const NEXT = "d".repeat(40);

/** Files of the server by path; a repository `o/n` is made of those below its commit. */
let files: Map<string, Uint8Array | string>;
/** What `main` points to. */
let main = COMMIT;
let folder = "";
let server: ModelServer;

beforeEach(async () => {
  files = new Map();
  main = COMMIT;
  folder = await mkdtemp(join(tmpdir(), "homeground-models-"));
  server = await startModelServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "").replace(/\?.*$/, ""));
    const revision = /^\/api\/models\/o\/n\/revision\/(.+)$/.exec(path)?.[1];
    if (revision !== undefined) {
      const sha = revision === "main" ? main : revision;
      const start = `/o/n/resolve/${sha}/`;
      const siblings = [...files]
        .filter(([name]) => name.startsWith(start))
        .map(([name, bytes]) => ({
          rfilename: name.slice(start.length),
          ...(name.endsWith(".onnx") ? { lfs: { sha256: sha256(Buffer.from(bytes)) } } : {}),
        }));
      if (siblings.length === 0) response.writeHead(404).end();
      else response.end(JSON.stringify({ sha, siblings }));
      return;
    }
    const bytes = files.get(path);
    if (bytes === undefined) response.writeHead(404).end("<html>not here</html>");
    else {
      const content = Buffer.from(bytes);
      sendFile(request, response, content, { etag: `"${sha256(content).slice(0, 8)}"` });
    }
  });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function repository(commit: string, content: Readonly<Record<string, Uint8Array | string>>): void {
  for (const [name, bytes] of Object.entries(content)) {
    files.set(`/o/n/resolve/${commit}/${name}`, bytes);
  }
}

function fetchIt(text: string): Promise<FetchedModel> {
  const reference = parseModelReference(text);
  if (reference.kind === "file") throw new Error("not hosted");
  return fetchModel(reference, {
    policy: LOCAL_POLICY,
    cacheFolder: join(folder, "models"),
    endpoint: server.base,
    pausesMs: [],
  });
}

const asked = (): readonly string[] =>
  server.requests.splice(0).map(({ url = "" }) => url.replace(/\?.*$/, ""));

describe("a model at an address", () => {
  it("comes with its card, under its checksum, and is not downloaded twice", async () => {
    files.set("/a/m.onnx", MODEL).set("/a/m.json", cardText(MODEL));
    const first = await fetchIt(`${server.base}/a/m.onnx`);
    expect(first.sha256).toBe(sha256(MODEL));
    expect(dirname(dirname(first.path))).toBe(join(folder, "models", sha256(MODEL)));
    expect(await readFile(first.path)).toEqual(MODEL);
    const { card, path } = await findCard(await openModel(first.path));
    expect(card.name).toBe("test");
    expect(path).toBe(first.path.replace(/onnx$/, "json"));
    asked();
    const second = await fetchIt(`${server.base}/a/m.onnx`);
    expect(second).toEqual({ ...first, lines: [expect.stringMatching(/before/)] });
    expect(asked()).toEqual(["/a/m.onnx"]); // and the answer was 304
    expect(await readdir(join(folder, "models", "parts"))).toEqual([]);
  });

  it("is used without a network once it is there, and says so", async () => {
    files.set("/m.onnx", MODEL);
    const url = `${server.base}/m.onnx`;
    const first = await fetchIt(url);
    await server.close();
    const second = await fetchIt(url);
    expect(second.path).toBe(first.path);
    expect(second.lines).toEqual([expect.stringMatching(/cannot be reached/)]);
  });

  it("is never asked for again when its checksum is given", async () => {
    files.set("/m.onnx", MODEL);
    const url = `${server.base}/m.onnx#sha256=${sha256(MODEL)}`;
    const first = await fetchIt(url);
    expect(first.pinned).toBe(url);
    asked();
    expect((await fetchIt(url)).path).toBe(first.path);
    expect(asked()).toEqual([]);
  });

  it("is refused when its bytes are not those of the checksum", async () => {
    files.set("/m.onnx", MODEL);
    const wrong = fetchIt(`${server.base}/m.onnx@sha256:${sha256(OTHER)}`);
    await expect(wrong).rejects.toThrow(throwsCode("model/hash"));
  });

  it("is fetched anew when it has changed, and the change is told", async () => {
    files.set("/m.onnx", MODEL);
    await fetchIt(`${server.base}/m.onnx`);
    files.set("/m.onnx", OTHER);
    const second = await fetchIt(`${server.base}/m.onnx`);
    expect(second.sha256).toBe(sha256(OTHER));
    expect(second.lines.join()).toContain(sha256(MODEL));
  });

  it("is fetched anew when the copy is damaged", async () => {
    files.set("/m.onnx", MODEL);
    const first = await fetchIt(`${server.base}/m.onnx`);
    await writeFile(first.path, "damaged");
    const second = await fetchIt(`${server.base}/m.onnx`);
    expect(await readFile(second.path)).toEqual(MODEL);
  });

  it("takes labels and configuration where there is no card, and no page for them", async () => {
    files.set("/a/m.onnx", MODEL).set("/a/labels.txt", "red\ngreen\n");
    files.set("/a/m.json", '{"some": "other file"}').set("/a/config.json", "<html>no</html>");
    const { path } = await fetchIt(`${server.base}/a/m.onnx`);
    expect((await readdir(dirname(path))).sort()).toEqual(["labels.txt", "m.onnx"]);
    const { card } = await findCard(await openModel(path));
    expect(card.labels).toEqual(["red", "green"]);
  });

  it("brings the files of weights that it names", async () => {
    const weights = f32(1, 0, 0, 1, 0, 0);
    const external = { location: "w/m.data", offset: 0, length: weights.length };
    const split = meanColourClassifier({
      extra: { initializers: [tensor("w", { dims: [3, 2], external })] },
    });
    files.set("/a/m.onnx", split).set("/a/w/m.data", weights);
    const { path } = await fetchIt(`${server.base}/a/m.onnx`);
    expect((await openModel(path)).externalFiles).toHaveLength(1);
  });

  it.each(["../secret", "/etc/passwd"])("does not ask for weights in %s", async (location) => {
    const external = { location, offset: 0, length: 24 };
    const hostile = meanColourClassifier({
      extra: { initializers: [tensor("w", { dims: [3, 2], external })] },
    });
    files.set("/a/m.onnx", hostile);
    await expect(fetchIt(`${server.base}/a/m.onnx`)).rejects.toThrow(
      throwsCode("model/external-data"),
    );
    expect(asked()).toEqual(["/a/m.onnx"]);
  });

  it("is fetched once when two want it at the same time", async () => {
    files.set("/m.onnx", MODEL);
    const [a, b] = await Promise.all([
      fetchIt(`${server.base}/m.onnx`),
      fetchIt(`${server.base}/m.onnx`),
    ]);
    expect(await readFile(a.path)).toEqual(MODEL);
    expect(await readFile(b.path)).toEqual(MODEL);
  });
});

describe("a model of Hugging Face", () => {
  it("is pinned to the commit of its branch, with configuration from the folder above", async () => {
    repository(COMMIT, {
      "onnx/model.onnx": MODEL,
      "config.json": JSON.stringify({ id2label: { 0: "red", 1: "green" } }),
      "preprocessor_config.json": JSON.stringify({ size: { height: 4, width: 4 } }),
      "README.md": "not wanted",
    });
    const found = await fetchIt("hf:o/n");
    expect(found.source).toBe(`hf:o/n@${COMMIT}/onnx/model.onnx`);
    expect(found.pinned).toBe(`${found.source}@sha256:${sha256(MODEL)}`);
    const { card } = await findCard(await openModel(found.path));
    expect(card.labels).toEqual(["red", "green"]);
    expect(card.guesses.some(({ why }) => why.includes("preprocessor_config.json"))).toBe(true);
    expect(asked().filter((url) => url.includes("README"))).toEqual([]);
  });

  it("needs no network for a commit that is there, under any of its names", async () => {
    repository(COMMIT, { "model.onnx": MODEL });
    const found = await fetchIt("hf:o/n");
    await server.close();
    expect((await fetchIt("hf:o/n")).path).toBe(found.path);
    const exact = await fetchIt(found.pinned);
    expect(exact.path).toBe(found.path);
    expect((await fetchIt(`hf:o/n@${COMMIT}/model.onnx`)).path).toBe(found.path);
  });

  it("follows a branch that has moved on, and tells", async () => {
    repository(COMMIT, { "model.onnx": MODEL });
    repository(NEXT, { "model.onnx": OTHER });
    await fetchIt("hf:o/n");
    main = NEXT;
    const second = await fetchIt("hf:o/n");
    expect(second.sha256).toBe(sha256(OTHER));
    expect(second.lines.join()).toContain(sha256(MODEL));
    expect((await fetchIt(`hf:o/n@${COMMIT}`)).sha256).toBe(sha256(MODEL));
  });

  it("takes the file that is named, else the only one, else asks", async () => {
    repository(COMMIT, { "a/x.onnx": MODEL });
    expect((await fetchIt("hf:o/n")).source).toMatch(/a\/x\.onnx$/);
    repository(COMMIT, { "a/y.onnx": OTHER });
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await expect(fetchIt("hf:o/n")).rejects.toThrow(throwsCode("input/ambiguous"));
    expect((await fetchIt("hf:o/n/a/y.onnx")).sha256).toBe(sha256(OTHER));
    await expect(fetchIt("hf:o/n/z.onnx")).rejects.toThrow(throwsCode("input/not-found"));
  });

  it("says that there is no ONNX file, or no repository", async () => {
    repository(COMMIT, { "model.safetensors": "x" });
    await expect(fetchIt("hf:o/n")).rejects.toThrow(throwsCode("input/not-found"));
    await expect(fetchIt("hf:o/none")).rejects.toThrow(throwsCode("network/bad-answer"));
  });

  it.each(["<html>sign in</html>", "[]", "{}", '{"sha":"main","siblings":[]}', '{"siblings":[]}'])(
    "refuses the description %s",
    async (text) => {
      files.set("/api/models/o/junk/revision/main", text);
      await expect(fetchIt("hf:o/junk")).rejects.toThrow(throwsCode("network/bad-answer"));
    },
  );

  it("refuses bytes that are not those the repository lists", async () => {
    repository(COMMIT, { "model.onnx": MODEL });
    await fetchIt("hf:o/n");
    await expect(fetchIt(`hf:o/n@sha256:${sha256(OTHER)}`)).rejects.toThrow(
      throwsCode("model/hash"),
    );
  });

  it("leaves out files whose names lead elsewhere", async () => {
    repository(COMMIT, {
      "model.onnx": MODEL,
      "../labels.txt": "red\ngreen",
      "labels.txt": "a\nb",
    });
    const { path } = await fetchIt("hf:o/n");
    expect((await readdir(dirname(path))).sort()).toEqual(["labels.txt", "model.onnx"]);
  });
});
