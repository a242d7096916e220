import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { cardText } from "./card-writer.js";
import { meanColourClassifier } from "./onnx-writer.js";
import { plainPng } from "./png-writer.js";
import { type Published, publishMade } from "./published.js";
import { WHOLE_FACTS } from "./record-case.js";
import { runHere } from "./run-here.js";

/** A model that knows red from green by the mean colour. */
export const COLOUR_MODEL = meanColourClassifier();

export interface CellImage {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly label: "red" | "green";
}

/** Plain pictures, red and green by turns; every `wrong`th is called otherwise than it looks. */
export function cells(count: number, wrong: number, shade = 0): CellImage[] {
  return Array.from({ length: count }, (_, i) => {
    const isRed = i % 2 === 0;
    return {
      name: `${String(i).padStart(3, "0")}.png`,
      bytes: plainPng(6 + (i % 3), 5, isRed ? [200, 30 + i, shade] : [30 + i, 200, shade]),
      label: (i % wrong === 0) !== isRed ? "red" : "green",
    };
  });
}

/** The images with a table of their labels, as files below a folder. */
export function labelled(images: readonly CellImage[]): ReadonlyMap<string, Uint8Array> {
  const rows = images.map(({ name, label }, i) => `${name},${label},s${i % 3}`);
  return new Map<string, Uint8Array>([
    ["labels.csv", Buffer.from(`file,label,site\n${rows.join("\n")}\n`)],
    ...images.map(({ name, bytes }) => [`photos/${name}`, bytes] as const),
  ]);
}

/**
 * Scores 40 images, of which the model has 36 right, makes a record of it with everything inside,
 * and publishes it with the app.
 */
export async function publishModel(folder: string, ...more: readonly string[]): Promise<Published> {
  const made = await makeModelRecord(folder);
  return publishMade(made, join(folder, "site"), ...more);
}

/** @returns folder of the record */
export function makeModelRecord(
  folder: string,
  title = "Red or green at three sites",
  ...more: readonly string[]
): Promise<string> {
  return makeRecordOf(COLOUR_MODEL, folder, title, ...more);
}

/** {@link makeModelRecord} of another model. */
export async function makeRecordOf(
  model: Buffer,
  folder: string,
  title: string,
  ...more: readonly string[]
): Promise<string> {
  const files = new Map<string, string | Uint8Array>([
    ...labelled(cells(40, 10)),
    ["model.onnx", model],
    ["model.json", cardText(model)],
    ["facts.json", JSON.stringify({ ...WHOLE_FACTS, title })],
  ]);
  for (const [name, bytes] of files) {
    const path = join(folder, name);
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, bytes);
  }
  const out = join(folder, `made-${title.length}`);
  const ran = await runHere([
    "record",
    "create",
    join(folder, "photos"),
    "--labels",
    join(folder, "labels.csv"),
    "--model",
    join(folder, "model.onnx"),
    "--engine",
    "wasm",
    "--cluster",
    "site",
    "--facts",
    join(folder, "facts.json"),
    "--out",
    out,
    "--publish",
    "--quiet",
    "--model-file",
    "include",
    ...more,
  ]);
  expect(ran.status, ran.err).toBe(0);
  return out;
}
