import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { findCard } from "../../src/node/inference/find-card.js";
import { openModel } from "../../src/node/inference/open-model.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { throwsCode } from "../support/throws-code.js";

const ROOT = mkdtempSync(join(tmpdir(), "homeground-card-"));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const MODEL = meanColourClassifier();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(ROOT, "case-"));
});

function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function opened(name = "model.onnx") {
  const path = join(folder, name);
  writeFileSync(path, MODEL);
  return openModel(path);
}

describe("findCard", () => {
  it("takes the card that is named, then the one beside the model", async () => {
    put("model.json", cardText(MODEL, { fields: { name: "beside" } }));
    const other = put("other.json", cardText(MODEL, { fields: { name: "named" } }));
    const model = await opened();
    expect((await findCard(model, other)).card.name).toBe("named");
    const found = await findCard(model);
    expect(found.card.name).toBe("beside");
    expect(found.path).toBe(join(folder, "model.json"));
    expect(found.card.guesses).toEqual([]);
  });

  it("takes from the model what the card leaves out", async () => {
    const whole = JSON.parse(cardText(MODEL));
    const { name: _, layout: _l, height: _h, width: _w, dtype: _d, ...input } = whole.input;
    const { sha256: _s, file: _f, output: _o, claim: _c, ...rest } = whole;
    const { output: _out, ...decode } = whole.decode;
    put("model.json", JSON.stringify({ ...rest, input, decode }));
    const { card } = await findCard(await opened());
    put("whole.json", JSON.stringify(whole));
    const full = await findCard(await opened(), join(folder, "whole.json"));
    expect(card.input.rule.heightPx).toBeGreaterThan(0);
    expect(card.input).toEqual(full.card.input);
    expect(card.decode).toEqual(full.card.decode);
    expect(card).toMatchObject({ file: "model.onnx", sha256: null });
  });

  it("does not go on without the card that was named, or with a bad one", async () => {
    put("labels.txt", "a\nb\n");
    const model = await opened();
    const missing = findCard(model, join(folder, "nowhere.json"));
    await expect(missing).rejects.toThrow(throwsCode("input/not-found"));
    put("model.json", "{}");
    await expect(findCard(model)).rejects.toThrow(throwsCode("model/card-bad"));
  });

  it.each(["labels.txt", "classes.txt", "model.labels.txt", "model_labels.txt"])(
    "guesses a card with the labels of %s",
    async (name) => {
      put(name, "\uFEFFred\r\ngreen\r\n\r\n");
      const found = await findCard(await opened());
      expect(found.path).toBeNull();
      expect(found.card.labels).toEqual(["red", "green"]);
      expect(found.card.guesses.length).toBeGreaterThan(0);
    },
  );

  it("reads Hugging Face's files, one folder up too where the model's is called onnx", async () => {
    put("config.json", JSON.stringify({ id2label: { 0: "red", 1: "green" } }));
    put("preprocessor_config.json", JSON.stringify({ image_mean: [0.5, 0.5, 0.5] }));
    mkdirSync(join(folder, "onnx"));
    const { card } = await findCard(await opened("onnx/model.onnx"));
    expect(card.labels).toEqual(["red", "green"]);
    expect(card.input.rule.mean).toEqual([0.5, 0.5, 0.5]);
  });

  it("names a configuration that is damaged", async () => {
    put("labels.txt", "a\nb\n");
    put("config.json", "{");
    await expect(findCard(await opened())).rejects.toThrow(throwsCode("input/not-json"));
  });

  it("asks for a card when there is nothing to guess labels from", async () => {
    await expect(findCard(await opened())).rejects.toThrow(throwsCode("model/no-card"));
  });

  it("does not read a folder or a device for a card", async () => {
    mkdirSync(join(folder, "model.json"));
    await expect(findCard(await opened())).rejects.toThrow(throwsCode("input/unreadable"));
    await expect(findCard(await opened(), "/dev/zero")).rejects.toThrow(
      throwsCode("input/unreadable"),
    );
  });
});
