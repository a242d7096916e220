import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { type ModelServer, sendFile, startModelServer } from "../node-models/model-server.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const MODEL = meanColourClassifier();
const SHA256 = createHash("sha256").update(MODEL).digest("hex");
const COMMIT = "e".repeat(40);

let folder = "";
let server: ModelServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-hosted-"));
  await mkdir(join(folder, "photos"));
  const rows = ["file,class"];
  for (let i = 0; i < 6; i++) {
    const isRed = i % 2 === 0;
    const colour = isRed ? ([200, i, 0] as const) : ([i, 200, 0] as const);
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(8, 8, colour));
    rows.push(`${i}.png,${isRed ? "red" : "green"}`);
  }
  await writeFile(join(folder, "labels.csv"), rows.join("\n"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Files of `o/hub`, objects as JSON. */
const hub = new Map<string, string | Uint8Array | object>();

beforeEach(async () => {
  hub.clear();
  const files = new Map<string, string | Uint8Array>([
    ["/a/m.onnx", MODEL],
    ["/a/m.json", cardText(MODEL)],
    [`/o/n/resolve/${COMMIT}/model.onnx`, MODEL],
    [`/o/n/resolve/${COMMIT}/model.json`, cardText(MODEL)],
  ]);
  server = await startModelServer((request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    const bytes = files.get(path);
    const own = hub.get(path.replace(`/o/hub/resolve/${COMMIT}/`, ""));
    if (bytes !== undefined) sendFile(request, response, Buffer.from(bytes));
    else if (own instanceof Uint8Array) sendFile(request, response, own);
    else if (own !== undefined) {
      response.end(typeof own === "string" ? own : JSON.stringify(own));
    } else if (path === "/api/models/o/hub/revision/main") {
      const siblings = [...hub.keys()].map((rfilename) => ({ rfilename }));
      response.end(JSON.stringify({ sha: COMMIT, siblings }));
    } else if (path === "/api/models/o/n/revision/main") {
      const siblings = ["model.onnx", "model.json"].map((rfilename) => ({ rfilename }));
      response.end(JSON.stringify({ sha: COMMIT, siblings }));
    } else response.writeHead(404).end();
  });
  vi.stubEnv("HOMEGROUND_DATA_DIR", join(folder, "data"));
  vi.stubEnv("HF_ENDPOINT", server.base);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

async function evaluate(model: string, ...more: readonly string[]) {
  const args = ["evaluate", join(folder, "photos"), "--labels", join(folder, "labels.csv")];
  const out = ["--out", join(folder, "out"), "--threads", "1", "--json", join(folder, "r.json")];
  return await runHere([...args, "--model", model, ...out, ...more]);
}

async function result(): Promise<EvaluationResult> {
  return JSON.parse(await readFile(join(folder, "r.json"), "utf8")) as EvaluationResult;
}

describe("a model of Hugging Face without a card", () => {
  it("is run as its configuration says, and what a card cannot say is told", async () => {
    hub.set("onnx/model.onnx", MODEL).set("config.json", { id2label: ["red", "green"] });
    hub.set("processor_config.json", {
      image_processor: {
        image_processor_type: "ViTImageProcessor",
        do_normalize: false,
        resample: 0,
        rescale_factor: 1 / 255,
        size: { height: 4, width: 4 },
        do_thumbnail: true,
      },
    });
    const out = join(folder, "hub.json");
    const card = await runHere(["card", "hf:o/hub", "--allow-private", "--out", out]);
    expect(card.status, card.err).toBe(0);
    expect(card.out.replace(/\s+/g, " ")).toMatch(
      /Read input\.mean: 0 \(image_processor beside the model\).*Guessed input: do_thumbnail true /,
    );
    expect(JSON.parse(await readFile(out, "utf8"))).toMatchObject({
      labels: ["red", "green"],
      input: { mean: [0], scaleRange: [0, 1], resize: { filter: "nearest", fit: "stretch" } },
    });
    // The card is run as it stands.
    const run = await evaluate("hf:o/hub", "--allow-private", "--no-sanity", "--card", out);
    expect(run.status).toBe(0);
    expect((await result()).estimates[0]?.value).toBe(1);
    expect((await result()).model?.guessed).toContain("input");
  });

  it("says what is missing or broken", async () => {
    hub.set("model.onnx", MODEL);
    const bare = await runHere(["card", "hf:o/hub", "--allow-private"]);
    expect(bare.err).toMatch(/^error model\/no-card: .*labels.* 2 scores/m);
    hub.set("config.json", "{ not JSON");
    vi.stubEnv("HOMEGROUND_DATA_DIR", join(folder, "again"));
    const broken = await runHere(["card", "hf:o/hub", "--allow-private"]);
    expect(broken.err).toMatch(/^error .*: .* — config\.json.* — /m);
  });
});

describe("homeground evaluate --model with a hosted model", () => {
  it("scores with a model of Hugging Face, and says in the result which one, also offline", async () => {
    const first = await evaluate("hf:o/n", "--allow-private");
    expect(first.err).not.toMatch(/^error/m);
    expect(first.err).toContain(`hf:o/n@${COMMIT}/model.onnx@sha256:${SHA256}`);
    const online = await result();
    expect(online.model?.sha256).toBe(SHA256);
    expect(online.estimates[0]?.value).toBe(1);
    expect(online.inputs.notes).toContainEqual({
      file: "",
      code: "model/source",
      what: `hf:o/n@${COMMIT}/model.onnx, SHA-256 ${SHA256}`,
    });
    await server.close();
    const second = await evaluate("hf:o/n", "--allow-private");
    expect(second.status).toBe(0);
    expect(second.err).toMatch(/cannot be reached; the copy/);
    expect(await result()).toEqual(online);
  });

  it("does not ask an address of this machine unless it may", async () => {
    const { status, err } = await evaluate(`${server.base}/a/m.onnx`);
    expect(status).toBe(1);
    expect(err).toMatch(/^error network\/blocked: .*--allow-private/m);
    expect(server.requests).toEqual([]);
    vi.stubEnv("HOMEGROUND_ALLOW_PRIVATE", "1");
    expect((await evaluate(`${server.base}/a/m.onnx`)).status).toBe(0);
  });
});
