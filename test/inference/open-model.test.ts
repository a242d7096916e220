import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DEFAULT_ONNX_LIMITS } from "../../src/models/onnx/onnx-check.js";
import { openModel } from "../../src/node/inference/open-model.js";
import { f32, meanColourClassifier, model, node, tensor, value } from "../support/onnx-writer.js";
import { throwsCode } from "../support/throws-code.js";

const FOLDER = mkdtempSync(join(tmpdir(), "homeground-model-"));
const OUTSIDE = mkdtempSync(join(tmpdir(), "homeground-outside-"));
afterAll(() => {
  for (const folder of [FOLDER, OUTSIDE]) rmSync(folder, { recursive: true, force: true });
});

function write(name: string, bytes: Uint8Array): string {
  const path = join(FOLDER, name);
  writeFileSync(path, bytes);
  return path;
}

const outside = (location: string, offset = 0) =>
  model({
    nodes: [node("Identity", ["w"], ["y"])],
    initializers: [tensor("w", { dims: [2], external: { location, offset, length: 8 } })],
    inputs: [],
    outputs: [value("y", [2])],
  });

describe("openModel", () => {
  it("hashes every byte of the file", async () => {
    const bytes = meanColourClassifier();
    const opened = await openModel(write("good.onnx", bytes));
    expect(opened.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(opened.sizeBytes).toBe(bytes.length);
    expect(opened.externalFiles).toEqual([]);
  });

  it("finds files of weights in the model's folder, each once", async () => {
    mkdirSync(join(FOLDER, "sub"));
    write("sub/w.bin", f32(1, 2, 3, 4));
    const two = model({
      nodes: [node("Add", ["a", "b"], ["y"])],
      initializers: [0, 8].map((offset, i) =>
        tensor("ab"[i]!, { dims: [2], external: { location: "sub/w.bin", offset, length: 8 } }),
      ),
      inputs: [],
      outputs: [value("y", [2])],
    });
    const { externalFiles } = await openModel(write("two.onnx", two));
    expect(externalFiles).toEqual([
      {
        location: "sub/w.bin",
        path: join(FOLDER, "sub/w.bin"),
        sha256: createHash("sha256")
          .update(f32(1, 2, 3, 4))
          .digest("hex"),
      },
    ]);
  });

  it("refuses weights outside the folder, links to there, and what is no file", async () => {
    writeFileSync(join(OUTSIDE, "secret"), f32(1, 2));
    symlinkSync(join(OUTSIDE, "secret"), join(FOLDER, "link.bin"));
    symlinkSync(OUTSIDE, join(FOLDER, "linked"));
    mkdirSync(join(FOLDER, "folder.bin"));
    const places = [
      "../../../../etc/passwd",
      join(OUTSIDE, "secret"),
      "link.bin",
      "linked/secret",
      "folder.bin",
      "missing.bin",
      "*/_ORT_MEM_ADDR_/*",
    ];
    for (const place of places) {
      const opening = openModel(write("outside.onnx", outside(place)));
      await expect(opening, place).rejects.toThrow(throwsCode("model/external-data"));
    }
  });

  it("names the file of weights that is missing", async () => {
    const opening = openModel(write("missing.onnx", outside("model.onnx.data")));
    await expect(opening).rejects.toThrow(/model\.onnx\.data.*not there/);
  });

  it("refuses weights beyond the end of their file", async () => {
    write("short.bin", f32(1, 2));
    const opening = openModel(write("short.onnx", outside("short.bin", 2 ** 40)));
    await expect(opening).rejects.toThrow(throwsCode("model/external-data"));
  });

  it("says what is there instead of a model file", async () => {
    await expect(openModel(FOLDER)).rejects.toThrow(throwsCode("input/unreadable"));
    await expect(openModel(FOLDER)).rejects.toThrow(/folder/);
    await expect(openModel("/dev/zero")).rejects.toThrow(throwsCode("input/unreadable"));
    const nowhere = openModel(join(FOLDER, "nowhere.onnx"));
    await expect(nowhere).rejects.toThrow(throwsCode("input/not-found"));
  });

  it("refuses a file over the limit before it reads it", async () => {
    const limits = { ...DEFAULT_ONNX_LIMITS, maxBytes: 10 };
    const opening = openModel(write("big.onnx", meanColourClassifier()), limits);
    await expect(opening).rejects.toThrow(throwsCode("model/too-large"));
  });
});
