/**
 * Writes the demo's three sets of pictures for `train.py`:
 *
 *     npx tsx tools/demo/export-training-set.ts FOLDER
 *
 * FOLDER gets `training/`, `home/` and `away/`, each with `labels.csv` and the pictures as PNG, and
 * `sets.json` with the SHA-256 over each set (rows and pixels, not PNG bytes).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encode } from "fast-png";
import { DEMO_SEED } from "../../src/demo/demo-plan.js";
import { demoDigest, demoImages, demoLabelsCsv } from "../../src/demo/demo-set.js";
import { createNodeDigest } from "../../src/node/digest.js";

const folder = process.argv[2];
if (folder === undefined)
  throw new Error("give the folder to write: export-training-set.ts FOLDER");

const sets: Record<string, { readonly images: number; readonly sha256: string }> = {};
for (const part of ["training", "home", "away"] as const) {
  const images = demoImages(part);
  for (const image of images) {
    const file = join(folder, part, image.path);
    const { widthPx, heightPx, rgb } = image.pixels();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      encode({ width: widthPx, height: heightPx, channels: 3, depth: 8, data: rgb }),
    );
  }
  writeFileSync(join(folder, part, "labels.csv"), demoLabelsCsv(images));
  sets[part] = { images: images.length, sha256: demoDigest(images, createNodeDigest) };
  process.stdout.write(`${part}: ${images.length} pictures, sha256 ${sets[part].sha256}\n`);
}
writeFileSync(join(folder, "sets.json"), `${JSON.stringify({ seed: DEMO_SEED, sets }, null, 2)}\n`);
