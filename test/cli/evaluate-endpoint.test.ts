import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import { IMAGE } from "../../src/endpoints/endpoint-card.js";
import type { EvaluationResult } from "../../src/results/result.js";
import {
  type Answer,
  type EndpointServer,
  gradioAnswers,
  kserveAnswers,
  sendJson,
  startEndpoint,
} from "../node-endpoints/endpoint-servers.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const MODEL = meanColourClassifier();
const IMAGES = 6;
const RED_LABEL = (i: number) => i % 2 === 0;

let folder = "";
let server: EndpointServer | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-endpoint-"));
  await mkdir(join(folder, "photos"));
  const rows = ["file,class"];
  for (let i = 0; i < IMAGES; i++) {
    const colour = RED_LABEL(i) ? ([200, i, 0] as const) : ([i, 200, 0] as const);
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(8, 8, colour));
    rows.push(`${i}.png,${RED_LABEL(i) ? "red" : "green"}`);
  }
  await writeFile(join(folder, "labels.csv"), rows.join("\n"));
  await writeFile(join(folder, "m.onnx"), MODEL);
  await writeFile(join(folder, "m.json"), cardText(MODEL));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let out = "";
let runs = 0;
beforeEach(() => {
  out = join(folder, `out-${runs++}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = null;
});

async function serve(answer: Answer): Promise<EndpointServer> {
  server = await startEndpoint(answer);
  return server;
}

async function describeEndpoint(fields: object): Promise<string> {
  const path = join(folder, `endpoint-${runs}.json`);
  await writeFile(path, JSON.stringify({ card: "homeground.endpoint/1", ...fields }));
  return path;
}

/** Of `--json`, apart from what a run wrote: stays where a run fails. */
const jsonPath = (): string => join(folder, "r.json");

async function evaluate(model: string, card: string | null, ...more: readonly string[]) {
  const args = ["evaluate", join(folder, "photos"), "--labels", join(folder, "labels.csv")];
  const of = ["--model", model, ...(card === null ? [] : ["--card", card])];
  return runHere([...args, ...of, "--out", out, "--json", jsonPath(), ...more]);
}

/** As a description names a variable of the environment. */
const variable = (name: string): string => IMAGE.replace("image", name);

const SEND = ["--allow-private", "--send-images"];

async function result(): Promise<EvaluationResult> {
  return JSON.parse(await readFile(jsonPath(), "utf8")) as EvaluationResult;
}

/** Number of a picture, from the bytes that came: its second colour, or its first, says it. */
function isRed(bytes: Uint8Array): boolean {
  for (let i = 0; i < IMAGES; i++) {
    const colour = RED_LABEL(i) ? ([200, i, 0] as const) : ([i, 200, 0] as const);
    if (Buffer.from(bytes).equals(plainPng(8, 8, colour))) return RED_LABEL(i);
  }
  throw new Error("these are not the bytes of one of the pictures");
}

const bothScores = (bytes: Uint8Array) => [
  { label: "red", score: isRed(bytes) ? 0.75 : 0.25 },
  { label: "green", score: isRed(bytes) ? 0.25 : 0.75 },
];

describe("an endpoint that is compared with a model", () => {
  it("is asked about before the other has run, whatever their order", async () => {
    const { base } = await serve(
      await kserveAnswers({ name: "colours", model: MODEL, binary: true }),
    );
    const models = [
      "--model",
      join(folder, "m.onnx"),
      "--model",
      `endpoint:${base}/v2/models/colours`,
    ];
    const cards = ["--card", join(folder, "m.json"), "--card", join(folder, "m.json")];
    const images = [join(folder, "photos"), "--labels", join(folder, "labels.csv")];
    const names = ["--name", "local", "--name", "hosted", "--engine", "wasm"];
    const run = (...more: readonly string[]) => {
      const args = ["compare", ...images, ...models, ...cards, ...names, "--out", out];
      const asked: string[] = [];
      const ask = async (question: string) => {
        asked.push(question);
        return "n";
      };
      return runHere([...args, "--allow-private", ...more], { ask }).then((ran) => ({
        ran,
        asked,
      }));
    };
    const { ran, asked } = await run();
    expect(asked).toHaveLength(1);
    expect(ran.err).toContain("endpoint/not-agreed");
    expect(server!.received.filter(({ method }) => method === "POST")).toEqual([]);
    expect(await readdir(join(out, "models"))).not.toContain("local");

    const sent = await run("--send-images", "--quiet", "--json", jsonPath());
    expect(sent.ran.err).not.toMatch(/^error/m);
    const { models: compared } = JSON.parse(await readFile(jsonPath(), "utf8")) as Comparison;
    expect(compared.map(({ name, value }) => [name, value])).toEqual([
      ["local", 1],
      ["hosted", 1],
    ]);
  });
});

describe("an endpoint of KServe v2", () => {
  it.each([true, false])(
    "answers with the very predictions of the model's file by the same card; bytes: %s",
    async (binary) => {
      const { base } = await serve(await kserveAnswers({ name: "colours", model: MODEL, binary }));
      const address = `${base}/v2/models/colours`;
      const ran = await evaluate(`endpoint:${address}`, join(folder, "m.json"), ...SEND);
      expect(ran.err).not.toMatch(/^error/m);
      const hosted = await result();
      const hostedRows = await readFile(join(out, "predictions.csv"), "utf8");
      const sent = server!.received.filter(({ method }) => method === "POST");
      expect(sent).toHaveLength(IMAGES);
      const type = binary ? "application/octet-stream" : "application/json";
      expect(new Set(sent.map(({ headers }) => headers["content-type"]))).toEqual(new Set([type]));

      out = `${out}-local`;
      const wasm = ["--threads", "1", "--engine", "wasm", "--no-sanity"];
      expect((await evaluate(join(folder, "m.onnx"), null, ...wasm)).status).toBe(0);
      const local = await result();
      expect(hostedRows).toBe(await readFile(join(out, "predictions.csv"), "utf8"));
      expect(hosted.estimates).toEqual(local.estimates);
      expect(hosted.confusion).toEqual(local.confusion);
      expect(hosted.model).toMatchObject({
        name: "test",
        labels: ["red", "green"],
        conformance: { protocol: "kserve", address, name: "colours", versions: ["1"] },
      });
      expect(hosted.model?.sha256).toBe(hosted.model?.conformance?.sha256);
      expect(hosted.software.engine).toBe("endpoint 1 (kserve)");
    },
  );

  it("says so where the model was another at the end", async () => {
    let version = 1;
    const answers = await kserveAnswers({
      name: "colours",
      model: MODEL,
      version: () => String(version),
      binary: true,
    });
    let asked = 0;
    const { base } = await serve(async (request, response) => {
      if (request.method === "POST" && ++asked === 4) version = 2;
      await answers(request, response);
    });
    const ran = await evaluate(
      `endpoint:${base}/v2/models/colours`,
      join(folder, "m.json"),
      ...SEND,
    );
    expect(ran.status).toBe(0);
    expect((await result()).inputs.notes.map(({ code }) => code)).toContain("endpoint/changed");
  });

  it("wants the model's card", async () => {
    const { base } = await serve(
      await kserveAnswers({ name: "colours", model: MODEL, binary: true }),
    );
    const { err } = await evaluate(`endpoint:${base}/v2/models/colours`, null, ...SEND);
    expect(err).toMatch(/^error model\/no-card: /m);
  });
});

describe("an endpoint of Hugging Face", () => {
  it("is sent the files and waited for while it loads", async () => {
    let loading = 2;
    const { base } = await serve(({ body }, response) => {
      if (loading-- > 0) {
        const error = "Model colours is currently loading";
        return sendJson(response, { error, estimated_time: 0.01 }, 503);
      }
      sendJson(response, bothScores(body));
    });
    const card = await describeEndpoint({ protocol: "huggingface", labels: ["red", "green"] });
    const ran = await evaluate(`endpoint:${base}/models/o/n`, card, ...SEND);
    expect(ran.err).not.toMatch(/^error/m);
    const { estimates, model } = await result();
    expect(estimates[0]?.value).toBe(1);
    expect(model?.conformance?.labels).toBe("described");
    expect(server!.received).toHaveLength(IMAGES + 2);
    expect(server!.received[0]?.headers["content-type"]).toBe("image/png");
  });

  it("is asked for all labels where an answer has only the first five by itself", async () => {
    const labels = ["red", "green", "a", "b", "c", "d"];
    const { base } = await serve(({ body }, response) => {
      const { inputs, parameters } = JSON.parse(body.toString()) as {
        inputs: string;
        parameters: { top_k: number };
      };
      const all = [...bothScores(Buffer.from(inputs, "base64"))];
      for (const label of labels.slice(2)) all.push({ label, score: 0 });
      sendJson(response, all.slice(0, parameters.top_k));
    });
    const card = await describeEndpoint({ protocol: "huggingface", labels });
    const ran = await evaluate(`endpoint:${base}/x`, card, ...SEND);
    expect(ran.err).not.toMatch(/^error/m);
    expect((await result()).estimates[0]?.value).toBe(1);
    expect(await readFile(join(out, "predictions.csv"), "utf8")).toMatch(
      /^0\.png,red,0\.75,0\.25,0,0,0,0/m,
    );
  });

  it("of a model that is on the hub has its labels, and what it is, from there", async () => {
    const weights = { rfilename: "model.safetensors", lfs: { sha256: "a".repeat(64) } };
    let sha = "e".repeat(40);
    const { base } = await serve(({ path, body }, response) => {
      if (path === "/api/models/o/n/revision/main") {
        return sendJson(response, { sha, siblings: [{ rfilename: "config.json" }, weights] });
      }
      if (path === `/o/n/resolve/${sha}/config.json`) {
        return sendJson(response, { id2label: { "0": "red", "1": "green" } });
      }
      if (path === "/models/o/n") return sendJson(response, bothScores(body));
      sendJson(response, { error: "not found" }, 404);
    });
    vi.stubEnv("HF_ENDPOINT", base);
    const card = await describeEndpoint({ protocol: "huggingface" });
    const asked = () => server!.received.filter(({ path }) => path === "/models/o/n").length;
    const ran = await evaluate(`endpoint:${base}/models/o/n`, card, ...SEND);
    expect(ran.err).not.toMatch(/^error/m);
    const { estimates, model } = await result();
    expect(estimates[0]?.value).toBe(1);
    expect(model).toMatchObject({ labels: ["red", "green"], conformance: { labels: "stated" } });
    // Another commit is no other model; other weights are.
    sha = "d".repeat(40);
    await evaluate(`endpoint:${base}/models/o/n`, card, ...SEND);
    expect(asked()).toBe(IMAGES);
    weights.lfs.sha256 = "b".repeat(64);
    await evaluate(`endpoint:${base}/models/o/n`, card, ...SEND);
    expect(asked()).toBe(2 * IMAGES);
  });

  it("that names the first label alone has that answer and its confidence", async () => {
    const { base } = await serve(({ body }, response) =>
      sendJson(response, [bothScores(body).find(({ score }) => score > 0.5)]),
    );
    const card = await describeEndpoint({ protocol: "huggingface", labels: ["red", "green"] });
    const ran = await evaluate(`endpoint:${base}/x`, card, ...SEND);
    expect(ran.err).not.toMatch(/^error/m);
    expect((await result()).estimates[0]?.value).toBe(1);
  });
});

describe("an app of Gradio", () => {
  const labelOf = (bytes: Buffer) => ({
    label: isRed(bytes) ? "red" : "green",
    confidences: bothScores(bytes).map(({ label, score }) => ({ label, confidence: score })),
  });

  it("is uploaded each picture, called, and its stream read", async () => {
    const { base } = await serve(gradioAnswers(labelOf));
    const card = await describeEndpoint({ labels: ["red", "green"] });
    const ran = await evaluate(`endpoint:${base}/gradio_api/call/predict`, card, ...SEND);
    expect(ran.err).not.toMatch(/^error/m);
    const { estimates, model } = await result();
    expect(estimates[0]?.value).toBe(1);
    expect(model?.conformance).toMatchObject({ protocol: "gradio", name: "predict" });
  });

  it("whose function fails on one picture has it listed", async () => {
    const { base } = await serve(
      gradioAnswers((bytes) =>
        bytes.equals(plainPng(8, 8, [200, 0, 0])) ? undefined : labelOf(bytes),
      ),
    );
    const card = await describeEndpoint({ labels: ["red", "green"] });
    const ran = await evaluate(`endpoint:${base}/gradio_api/call/predict`, card, ...SEND);
    expect(ran.status).toBe(0);
    const { inputs } = await result();
    expect(inputs).toMatchObject({ images: IMAGES, scored: IMAGES - 1 });
    expect(inputs.listed).toMatchObject([
      { file: "0.png", code: "model-failed", error: "endpoint/refused-image" },
    ]);
  });
});

describe("a plain HTTP endpoint", () => {
  const request = { body: "json", template: { instances: [{ b64: IMAGE }] } };
  const answer = { list: "/predictions/0", label: "/name", score: "/p" };

  it("is asked and read as its description says, with a token from the environment", async () => {
    vi.stubEnv("TEST_ENDPOINT_TOKEN", "very-secret");
    const { base } = await serve(({ body, headers, query }, response) => {
      if (headers.authorization !== "Bearer very-secret" || query.get("v") !== "2") {
        return sendJson(response, { error: "no" }, 401);
      }
      const { instances } = JSON.parse(body.toString()) as { instances: { b64: string }[] };
      const bytes = Buffer.from(instances[0]!.b64, "base64");
      const list = bothScores(bytes).map(({ label, score }) => ({ name: label, p: score }));
      sendJson(response, { predictions: [list] });
    });
    const card = await describeEndpoint({
      protocol: "http",
      labels: ["red", "green"],
      headers: { Authorization: `Bearer ${variable("TEST_ENDPOINT_TOKEN")}` },
      query: { v: "2" },
      ...{ request, answer },
    });
    const ran = await evaluate(`endpoint:${base}/score`, card, ...SEND);
    expect(ran.err).not.toMatch(/^error/m);
    expect((await result()).estimates[0]?.value).toBe(1);
    for (const file of await readdir(out, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const text = await readFile(join(file.parentPath, file.name), "utf8");
      expect(text, file.name).not.toContain("very-secret");
    }
    expect(ran.err + ran.out).not.toContain("very-secret");
  });
});

describe("before a byte leaves", () => {
  const labels = ["red", "green"];
  const scores: Answer = ({ body }, response) => sendJson(response, bothScores(body));

  it("nothing is asked where nobody can agree", async () => {
    const { base } = await serve(scores);
    const card = await describeEndpoint({ protocol: "huggingface", labels });
    const ran = await evaluate(`endpoint:${base}/x`, card, "--allow-private");
    expect(ran.status).toBe(1);
    expect(ran.err).toMatch(/^error endpoint\/not-agreed: .*--send-images/m);
    expect(server!.requests).toHaveLength(0);
  });

  it("somebody at a terminal is told what would be sent where, and asked", async () => {
    const { base, port } = await serve(scores);
    const card = await describeEndpoint({ protocol: "huggingface", labels });
    const args = ["evaluate", join(folder, "photos"), "--labels", join(folder, "labels.csv")];
    const line = [...args, "--model", `endpoint:${base}/x`, "--card", card, "--out", out];
    const cost = ["--allow-private", "--cost-per-call", "0.25"];
    const questions: string[] = [];
    const asking = (reply: string) => ({
      ask: async (question: string) => {
        questions.push(question);
        return reply;
      },
    });
    const no = await runHere([...line, ...cost], asking("n"));
    expect(no.err).toMatch(/^error endpoint\/not-agreed: /m);
    expect(no.err).toContain(`6 images to 127.0.0.1:${port}`);
    expect(no.err).toContain("1.5 at 0.25 a call");
    expect(no.err).toContain("may keep them");
    expect(server!.requests).toHaveLength(0);
    const yes = await runHere([...line, ...cost], asking("y"));
    expect(yes.status).toBe(0);
    expect(server!.requests).toHaveLength(IMAGES);
    expect(questions).toHaveLength(2);
  });

  it("answers that are here are asked for no more", async () => {
    const { base } = await serve(scores);
    const card = await describeEndpoint({ protocol: "huggingface", labels });
    await evaluate(`endpoint:${base}/x`, card, ...SEND);
    const first = await result();
    const again = await evaluate(`endpoint:${base}/x`, card, ...SEND);
    expect(again.status).toBe(0);
    expect(server!.requests).toHaveLength(IMAGES);
    expect((await result()).estimates).toEqual(first.estimates);
  });

  it("an address of this machine is not asked unless it may be", async () => {
    const { base } = await serve(scores);
    const card = await describeEndpoint({ protocol: "huggingface", labels });
    const ran = await evaluate(`endpoint:${base}/x`, card, "--send-images");
    expect(ran.err).toMatch(/^error network\/blocked: /m);
    expect(server!.requests).toHaveLength(0);
  });

  it("a redirect is not followed with images", async () => {
    const { base } = await serve((_request, response) => {
      response.writeHead(307, { location: "http://127.0.0.1:9/elsewhere" }).end();
    });
    const card = await describeEndpoint({ protocol: "huggingface", labels });
    const ran = await evaluate(`endpoint:${base}/x`, card, ...SEND);
    expect(ran.err).toMatch(/^error endpoint\/redirect: /m);
  });
});

describe("answers that are no predictions", () => {
  const good = (body: Buffer) => JSON.stringify(bothScores(body));
  const page: Answer = (_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><p>Sign in</p>");
  };
  const text =
    (answer: string): Answer =>
    (_request, response) =>
      void response.end(answer);
  const first = plainPng(8, 8, [200, 0, 0]);
  const hostile: readonly (readonly [error: string, answer: Answer])[] = [
    ["endpoint/html", page],
    ["endpoint/not-json", text("[")],
    ["endpoint/not-json", text("")],
    ["endpoint/bad-answer", text('{"answer":42}')],
    ["endpoint/unknown-label", text('[{"label":"__proto__","score":1}]')],
    ["endpoint/missing-outputs", text("[]")],
    ["model/nan-scores", text('[{"label":"red","score":NaN}]')],
    ["model/nan-scores", text('[{"label":"red","score":null}]')],
    ["model/wrong-outputs", text('[{"label":"red","score":17}]')],
    ["endpoint/refused-image", (_request, response) => sendJson(response, { error: "no" }, 422)],
  ];

  it.each(hostile)(
    "to one image are listed, to all of them end the run: %s",
    async (error, bad) => {
      const card = await describeEndpoint({ protocol: "huggingface", labels: ["red", "green"] });
      let isHostile = (body: Buffer): boolean => body.equals(first);
      const { base } = await serve((request, response) =>
        isHostile(request.body) ? bad(request, response) : void response.end(good(request.body)),
      );
      const ran = await evaluate(`endpoint:${base}/x`, card, ...SEND);
      expect(ran.status).toBe(0);
      const { inputs } = await result();
      expect(inputs).toMatchObject({ images: IMAGES, scored: IMAGES - 1 });
      expect(inputs.listed).toMatchObject([{ file: "0.png", code: "model-failed", error }]);

      isHostile = () => true;
      out = `${out}-all`;
      const all = await evaluate(`endpoint:${base}/x`, card, ...SEND);
      expect(all.status).toBe(1);
      expect(all.err).toMatch(new RegExp(`^error ${error}: `, "m"));
    },
  );

  it("go on being asked for, and only they, when the endpoint has recovered", async () => {
    let isWell = false;
    const { base } = await serve(({ body }, response) => {
      if (isWell || !body.equals(first)) response.end(good(body));
      else response.end("[");
    });
    const card = await describeEndpoint({ protocol: "huggingface", labels: ["red", "green"] });
    await evaluate(`endpoint:${base}/x`, card, ...SEND);
    expect((await result()).inputs.scored).toBe(IMAGES - 1);
    isWell = true;
    await evaluate(`endpoint:${base}/x`, card, ...SEND);
    expect((await result()).inputs.scored).toBe(IMAGES);
    expect(server!.received).toHaveLength(IMAGES + 1);
  });

  it("that stop in the middle leave what was got, and the next run goes on there", async () => {
    let left = 3;
    const { base } = await serve(({ body }, response) => {
      if (left-- > 0) response.end(good(body));
      else sendJson(response, { error: "token expired" }, 401);
    });
    const card = await describeEndpoint({ protocol: "huggingface", labels: ["red", "green"] });
    const one = ["--concurrency", "1"];
    const broken = await evaluate(`endpoint:${base}/x`, card, ...SEND, ...one);
    expect(broken.err).toMatch(/^error endpoint\/no-access: .*token expired/m);
    left = IMAGES;
    const before = server!.received.length;
    expect((await evaluate(`endpoint:${base}/x`, card, ...SEND, ...one)).status).toBe(0);
    expect(server!.received.length - before).toBe(IMAGES - 3);
    expect((await result()).inputs.scored).toBe(IMAGES);
  });
});

describe("an endpoint that detects", () => {
  const BOX = { xmin: 1, ymin: 2, xmax: 5, ymax: 6 };
  const fields = { labels: ["spot"], task: "detection" };

  async function detect(answer: Answer, own: object, ...more: readonly string[]) {
    const { base } = await serve(answer);
    const images = Array.from({ length: IMAGES }, (_, i) => ({
      ...{ id: i + 1, file_name: `${i}.png`, width: 8, height: 8 },
    }));
    const annotations = images.map(({ id }) => ({
      ...{ id, image_id: id, category_id: 1, bbox: [1, 2, 4, 4], area: 16, iscrowd: 0 },
    }));
    const labels = join(folder, "boxes.json");
    const coco = { images, annotations, categories: [{ id: 1, name: "spot" }] };
    await writeFile(labels, JSON.stringify(coco));
    const card = await describeEndpoint({ ...fields, ...own });
    const args = ["evaluate", join(folder, "photos"), "--labels", labels, "--out", out];
    const of = ["--model", `endpoint:${base}/x`, "--card", card, "--json", jsonPath(), ...SEND];
    return runHere([...args, ...of, ...more]);
  }

  it("as Hugging Face does has its boxes matched", async () => {
    const ran = await detect(
      (_request, response) => sendJson(response, [{ label: "spot", score: 0.9, box: BOX }]),
      { protocol: "huggingface" },
    );
    expect(ran.err).not.toMatch(/^error/m);
    const { estimates, task } = await result();
    expect(task).toBe("detection");
    expect(estimates[0]?.value).toBe(1);
  });

  it("in fractions of the sides as a description says, from a form", async () => {
    const ran = await detect(
      ({ headers, body }, response) => {
        const isForm = headers["content-type"]?.startsWith("multipart/form-data; boundary=");
        const isNamed = body.includes('name="photo"; filename="image.png"');
        const isWhole = body.includes('name="least"\r\n\r\n0\r\n');
        if (isForm !== true || !isNamed || !isWhole)
          return sendJson(response, { error: "form" }, 400);
        sendJson(response, { found: [{ c: "spot", p: 0.9, b: [0.375, 0.5, 0.5, 0.5] }] });
      },
      {
        protocol: "http",
        request: { body: "multipart", field: "photo", fields: { least: "0" } },
        answer: {
          ...{ list: "/found", label: "/c", score: "/p", box: "/b" },
          ...{ corners: "cxcywh", units: "fractions" },
        },
      },
    );
    expect(ran.err).not.toMatch(/^error/m);
    expect((await result()).estimates[0]?.value).toBe(1);
  });

  it("has its objects counted", async () => {
    const found = [
      { label: "spot", score: 0.9, box: BOX },
      { label: "spot", score: 0.3, box: BOX },
    ];
    const ran = await detect(
      (_request, response) => sendJson(response, found),
      { protocol: "huggingface" },
      ...["--task", "counting", "--threshold", "0.5"],
    );
    expect(ran.err).not.toMatch(/^error/m);
    const { estimates } = await result();
    expect(estimates.find(({ metric }) => metric === "count-mae")?.value).toBe(0);
  });

  it("that finds nothing has been asked, and found nothing", async () => {
    const ran = await detect((_request, response) => sendJson(response, []), {
      protocol: "huggingface",
    });
    expect(ran.status).toBe(0);
    expect((await result()).inputs.scored).toBe(IMAGES);
  });
});

describe("an endpoint that counts", () => {
  it("has its numbers held against those of a table", async () => {
    const { base } = await serve(({ body }, response) =>
      sendJson(response, { n: { birds: isRed(body) ? 2 : 1 } }),
    );
    const rows = [
      "file,count",
      ...Array.from({ length: IMAGES }, (_, i) => `${i}.png,${(i % 2) + 1}`),
    ];
    const labels = join(folder, "counts.csv");
    await writeFile(labels, rows.join("\n"));
    const card = await describeEndpoint({
      ...{ task: "counting", labels: ["birds"], request: { body: "bytes" } },
      answer: { list: "/n" },
    });
    const args = ["evaluate", join(folder, "photos"), "--labels", labels, "--out", out];
    const of = ["--model", `endpoint:${base}/x`, "--card", card, "--json", jsonPath(), ...SEND];
    const ran = await runHere([...args, ...of]);
    expect(ran.err).not.toMatch(/^error/m);
    const { estimates } = await result();
    // Two where there is one, and one where there are two.
    expect(estimates.find(({ metric }) => metric === "count-mae")?.value).toBe(1);
  });
});

describe("other commands", () => {
  const scores: Answer = ({ body }, response) => sendJson(response, bothScores(body));
  const labels = ["red", "green"];

  it("compare takes an endpoint beside a file", async () => {
    const { base } = await serve(scores);
    const card = await describeEndpoint({ protocol: "huggingface", labels });
    const given = ["compare", join(folder, "photos"), "--labels", join(folder, "labels.csv")];
    const models = ["--model", join(folder, "m.onnx"), "--model", `endpoint:${base}/colours`];
    const cards = ["--card", join(folder, "m.json"), "--card", card, "--name", "file"];
    const more = ["--name", "service", "--threads", "1", "--engine", "wasm", "--no-sanity"];
    const ran = await runHere([...given, ...models, ...cards, ...more, "--out", out, ...SEND]);
    expect(ran.err).not.toMatch(/^error/m);
    expect(ran.status).toBe(0);
    expect(server!.received).toHaveLength(IMAGES);
    const file = join(out, "models", "service", "result.json");
    const of = JSON.parse(await readFile(file, "utf8")) as EvaluationResult;
    expect(of.estimates[0]?.value).toBe(1);
  });

  it("record create binds the images, and states no model file", async () => {
    const { base } = await serve(scores);
    const card = await describeEndpoint({ protocol: "huggingface", labels });
    const given = ["record", "create", join(folder, "photos")];
    const of = ["--labels", join(folder, "labels.csv"), "--model", `endpoint:${base}/x`];
    const ran = await runHere([...given, ...of, "--card", card, "--out", out, ...SEND]);
    expect(ran.err).not.toMatch(/^error/m);
    const record = JSON.parse(await readFile(join(out, "record.json"), "utf8")) as {
      readonly model: object;
      readonly counts: object;
    };
    expect(record.model).toMatchObject({ sha256: null, where: "withheld" });
    expect(record.counts).toMatchObject({ images: IMAGES, scored: IMAGES });
    const verified = await runHere(["record", "verify", join(out, "record.json")]);
    expect(verified.err).not.toMatch(/^error/m);
    expect(verified.status).toBe(0);
  });

  it.each([
    ["stress", (of: readonly string[]) => ["stress", join(folder, "photos"), ...of, "--out", out]],
    [
      "shards plan",
      (of: readonly string[]) => {
        const plan = ["shards", "plan", join(folder, "photos"), ...of];
        return [...plan, "--shards", "2", "--out", out];
      },
    ],
    ["card", (of: readonly string[]) => ["card", of.at(-1)!]],
  ] as const)("%s wants a file, and says so before anything is asked", async (_name, words) => {
    const { base } = await serve(scores);
    const of = ["--labels", join(folder, "labels.csv"), "--model", `endpoint:${base}/x`];
    const ran = await runHere(words(of));
    expect(ran.err).toMatch(/^error usage\/bad-option: .*hosted endpoint/m);
    expect(server!.requests).toHaveLength(0);
  });
});

describe("what names an endpoint", () => {
  const request = { body: "bytes" };
  const labels = ["red", "green"];

  it.each([
    ["endpoint:", "usage/bad-option"],
    ["endpoint:models.example.org/x", "usage/bad-option"],
    ["endpoint:ftp://models.example.org/x", "usage/bad-option"],
    ["endpoint:https://user:word@models.example.org/x", "usage/bad-option"],
    ["endpoint:https://models.example.org/x?key=1", "usage/bad-option"],
    ["endpoint:https://models.example.org/x", "endpoint/protocol"],
  ])("is refused before anything is asked: %s", async (model, code) => {
    const { err } = await evaluate(model, null, "--send-images");
    expect(err).toMatch(new RegExp(`^error ${code}: `, "m"));
    expect(err).not.toMatch(/word@|key=1/);
  });

  it.each([
    ["a secret that stands in it", { headers: { Authorization: "Bearer abc" } }, /secret/],
    ["a key as a parameter", { query: { api_key: "abc" } }, /secret/],
    ["a header of two lines", { headers: { "X-A": "a\r\nX-B: b" } }, /line/],
    ["a header of no name", { headers: { "X A": "a" } }, /header/],
    ["an unknown protocol", { protocol: "grpc" }, /grpc/],
    ["a field in other letters", { label: ["red"] }, /labels/],
    ["a label twice", { labels: ["red", "red"] }, /twice/],
    ["a template without a picture", { request: { body: "json", template: {} } }, /template/],
    ["a pointer that is none", { answer: { list: "predictions" } }, /pointer/],
  ])("has no description with %s", async (_what, fields, words) => {
    const card = await describeEndpoint({ labels, request, ...fields });
    const { err } = await evaluate("endpoint:https://models.example.org/x", card, "--send-images");
    const line = /^error endpoint\/bad-card: .*$/m.exec(err)?.[0] ?? err;
    expect(line).toMatch(words);
    expect(line).not.toContain("Bearer abc");
  });

  it("is no model card where pictures are sent", async () => {
    const address = "endpoint:https://abc.endpoints.huggingface.cloud";
    const { err } = await evaluate(address, join(folder, "m.json"), "--send-images");
    expect(err).toMatch(/^error endpoint\/bad-card: .*description/m);
  });

  it("has labels of the model card that it names", async () => {
    const { base } = await serve(({ body }, response) => sendJson(response, bothScores(body)));
    const card = await describeEndpoint({ protocol: "huggingface", modelCard: "m.json" });
    expect((await evaluate(`endpoint:${base}/x`, card, ...SEND)).status).toBe(0);
    expect((await result()).model?.labels).toEqual(labels);
  });

  it("has no token that is not set", async () => {
    const headers = { "X-Api-Key": variable("HOMEGROUND_TEST_NOT_SET") };
    const card = await describeEndpoint({ labels, request, headers });
    const { err } = await evaluate("endpoint:https://models.example.org/x", card, "--send-images");
    expect(err).toMatch(/^error endpoint\/no-token: .*HOMEGROUND_TEST_NOT_SET/m);
  });

  it("sends no token over http to other machines", async () => {
    vi.stubEnv("TEST_ENDPOINT_TOKEN", "very-secret");
    const headers = { "X-Api-Key": variable("TEST_ENDPOINT_TOKEN") };
    const card = await describeEndpoint({ labels, request, headers });
    const { err } = await evaluate("endpoint:http://192.0.2.7/x", card, ...SEND);
    expect(err).toMatch(/^error network\/blocked: .*token/m);
    expect(err).not.toContain("very-secret");
  });

  it("gives the hub's token to the hub alone", async () => {
    vi.stubEnv("HF_TOKEN", "hf_very-secret");
    const { base } = await serve(({ body }, response) => sendJson(response, bothScores(body)));
    const card = await describeEndpoint({ protocol: "huggingface", labels });
    expect((await evaluate(`endpoint:${base}/x`, card, ...SEND)).status).toBe(0);
    for (const { headers } of server!.received) expect(headers.authorization).toBeUndefined();
  });
});
