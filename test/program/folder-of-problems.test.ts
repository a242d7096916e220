import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { type CardParts, cardText } from "../support/card-writer.js";
import {
  endlessClassifier,
  f32,
  meanColourClassifier,
  model,
  node,
  tensor,
  value,
} from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const red = plainPng(8, 8, [200, 10, 10]);
  const green = plainPng(8, 8, [10, 200, 10]);
  const files: Readonly<Record<string, Uint8Array>> = {
    "red-1.png": red,
    "red-2.png": plainPng(6, 8, [210, 10, 10]),
    "red-copy.png": red,
    "green-1.png": green,
    "green-2.png": plainPng(6, 8, [10, 210, 10]),
    "truncated.png": red.subarray(0, red.length - 30),
    "empty.png": new Uint8Array(),
    "no-picture.png": new TextEncoder().encode("this is no picture at all"),
    "beside.png": plainPng(4, 4, [0, 0, 0]),
    "without-label.png": plainPng(4, 4, [1, 1, 1]),
    "twice.png": plainPng(5, 5, [220, 10, 10]),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(folder, "photos", name), bytes);
  }
  await writeFile(
    join(folder, "labels.csv"),
    [
      "file,label",
      "red-1.png,red",
      "red-2.png,red",
      "red-copy.png,red",
      "green-1.png,green",
      "green-2.png,red",
      "truncated.png,red",
      "empty.png,red",
      "no-picture.png,green",
      "without-label.png,",
      "gone.png,green",
      "twice.png,red",
      "twice.png,green",
      "",
    ].join("\n"),
  );
  await writeModel("good", meanColourClassifier());
});
afterAll(() => rm(folder, { recursive: true }));

async function writeModel(name: string, bytes: Uint8Array, card: CardParts = {}): Promise<void> {
  await writeFile(join(folder, `${name}.onnx`), bytes);
  await writeFile(join(folder, `${name}.json`), cardText(bytes, card));
}

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function evaluate(name: string, ...more: string[]): Promise<Ran> {
  const args = [
    MAIN,
    "evaluate",
    join(folder, "photos"),
    "--labels",
    join(folder, "labels.csv"),
    "--model",
    join(folder, `${name}.onnx`),
    "--out",
    join(folder, `out-${name}`),
    "--json",
    "-",
    "--engine",
    "wasm",
    ...more,
  ];
  return await new Promise((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 1e8 }, (error, out, err) =>
      resolve({ status: Number(error?.code ?? 0), out, err }),
    );
  });
}

const errorOf = ({ out }: Ran): { code: string; what: string; fix: string } =>
  (JSON.parse(out) as { error: { code: string; what: string; fix: string } }).error;

describe("a folder with every kind of problem", () => {
  let result: EvaluationResult;
  beforeAll(async () => {
    const { out, err } = await evaluate("good");
    expect(err).not.toContain("error ");
    result = JSON.parse(out) as EvaluationResult;
  });

  it("has every image scored or listed once", () => {
    const { images, scored, listed } = result.inputs;
    expect(images).toBe(scored + listed.length);
    expect(images).toBe(12);
    expect(new Set(listed.map(({ file }) => file)).size).toBe(listed.length);
  });

  it("names the error behind an image that cannot be read", () => {
    const errors = new Map(result.inputs.listed.map(({ file, error }) => [file, error]));
    expect(errors.get("empty.png")).toBe("image/empty");
    expect(errors.get("truncated.png")).toBe("image/truncated");
    expect(errors.get("beside.png")).toBeUndefined();
  });

  it("says of each listed image why", () => {
    const codes = result.inputs.listed.map(({ file, code }) => [file, code]);
    expect(codes).toEqual([
      ["beside.png", "unlabelled"],
      ["empty.png", "unreadable"],
      ["gone.png", "missing-file"],
      ["no-picture.png", expect.stringMatching(/^un(readable|supported-format)$/)],
      ["truncated.png", "unreadable"],
      ["twice.png", "several-labels"],
      ["without-label.png", "unlabelled"],
    ]);
    for (const { what } of result.inputs.listed) expect(what).toMatch(/\w{3}/);
  });

  it("scores a copy, counts it, and notes it", () => {
    const note = result.inputs.notes.find(({ code }) => code === "duplicate");
    expect(note?.file).toBe("red-copy.png");
    expect(note?.what).toContain("red-1.png");
  });

  it("gets the counts right", () => {
    expect(result.confusion).toEqual({
      labels: ["red", "green"],
      counts: [
        [3, 1],
        [0, 1],
      ],
    });
  });
});

describe("a model with two labels of one name", () => {
  it("answers that name with either, and the result says so once", async () => {
    await writeModel("same", meanColourClassifier(), { labels: ["red", "red"] });
    const map = join(folder, "map.json");
    await writeFile(map, JSON.stringify({ green: "outside" }));
    const { out, err } = await evaluate("same", "--label-map", map);
    expect(err).not.toContain("error ");
    const { inputs, confusion } = JSON.parse(out) as EvaluationResult;
    expect(inputs.notes.filter(({ code }) => code === "labels/same-name")).toEqual([
      { file: "", code: "labels/same-name", what: expect.stringContaining('"red"') },
    ]);
    // Every answer is red: right for the four red ones, wrong for the green one.
    expect(confusion).toEqual({
      labels: ["red", "green"],
      counts: [
        [4, 0],
        [1, 0],
      ],
    });
  });
});

describe("a model that must not be trusted", () => {
  it("that loops for ever ends in a coded error", async () => {
    await writeModel("endless", endlessClassifier());
    const ran = await evaluate("endless", "--image-timeout", "1");
    expect(ran.status).toBe(1);
    expect(errorOf(ran).code).toBe("model/timeout");
  });

  it("that asks for a file outside its folder is refused before it is run", async () => {
    const bytes = model({
      nodes: [node("MatMul", ["image", "w"], ["scores"])],
      initializers: [
        tensor("w", { dims: [4, 4], external: { location: "../../etc/passwd", length: 64 } }),
      ],
      inputs: [value("image", [1, 3, 4, 4])],
      outputs: [value("scores", [1, 2])],
    });
    await writeModel("outside", bytes);
    const ran = await evaluate("outside");
    expect(ran.status).toBe(1);
    expect(errorOf(ran).code).toBe("model/external-data");
    expect(ran.out + ran.err).not.toContain("root:");
  });

  it("that has another number of outputs than labels is refused", async () => {
    const weights = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    await writeModel("three", meanColourClassifier({ weights }));
    const ran = await evaluate("three");
    expect(ran.status).toBe(1);
    expect(errorOf(ran).code).toBe("model/wrong-outputs");
  });

  it("that is no ONNX file is refused with a way on", async () => {
    await writeModel("text", new TextEncoder().encode("<html>not found</html>"));
    const ran = await evaluate("text");
    expect(ran.status).toBe(1);
    expect(errorOf(ran)).toMatchObject({
      code: "model/not-onnx",
      fix: expect.stringMatching(/\w/),
    });
  });

  it("that is not the one its card names is refused", async () => {
    const bytes = meanColourClassifier();
    await writeFile(join(folder, "other.onnx"), bytes);
    const sha256 = createHash("sha256").update(f32(1)).digest("hex");
    await writeFile(join(folder, "other.json"), cardText(bytes, { fields: { sha256 } }));
    const ran = await evaluate("other");
    expect(ran.status).toBe(1);
    expect(errorOf(ran).code).toBe("model/card-mismatch");
  });
});
