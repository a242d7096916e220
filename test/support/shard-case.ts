import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { createNodeDigest } from "../../src/node/digest.js";
import { cardText } from "./card-writer.js";
import { meanColourClassifier } from "./onnx-writer.js";
import { plainPng } from "./png-writer.js";

/** Red and green pictures of several sizes, one of them twice, one that is none and one that is gone. */
export async function writeShardCase(folder: string, count: number): Promise<void> {
  const model = meanColourClassifier();
  const swapped = meanColourClassifier({
    weights: [
      [0, 1],
      [1, 0],
      [0, 0],
    ],
  });
  const files = new Map<string, string | Uint8Array>([
    ["model.onnx", model],
    ["model.json", cardText(model)],
    ["other/other.onnx", swapped],
    ["other/other.json", cardText(swapped)],
  ]);
  const rows = ["file,label,site", "gone.png,red,s0", "broken.png,red,s1"];
  files.set("photos/broken.png", "no picture");
  for (let i = 0; i < count; i++) {
    const isRed = i % 2 === 0;
    // No two alike but the last, which is the first again.
    const shade = (i % (count - 1)) + 1;
    const colour = isRed ? [200, shade, 0] : [shade, 200, 0];
    const [width, height] = [6 + (shade % 7), 5];
    const name = `${String(i).padStart(3, "0")}.png`;
    files.set(`photos/${name}`, plainPng(width, height, colour));
    rows.push(`${name},${(i % 5 === 0) !== isRed ? "red" : "green"},s${i % 4}`);
  }
  files.set("labels.csv", `${rows.join("\n")}\n`);
  for (const [name, content] of files) {
    const path = join(folder, name);
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, content);
  }
}

/** SHA-256 of every file below a folder but logs of scores, which are in the order of their scoring. */
export async function filesBelow(folder: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith(".log")) continue;
    const path = join(entry.parentPath, entry.name);
    const digest = createNodeDigest();
    digest.update(await readFile(path));
    found[path.slice(folder.length + 1)] = digest.hex();
  }
  return found;
}

/** Some work as if these words had been typed: a report names them. */
export async function asTyped<T>(words: readonly string[], work: () => Promise<T>): Promise<T> {
  const { argv } = process;
  process.argv = ["node", "homeground", ...words];
  try {
    return await work();
  } finally {
    process.argv = argv;
  }
}
