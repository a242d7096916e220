/**
 * Puts pictures of one of the demo's sets into one PNG, to look at or to show:
 *
 *     npx tsx tools/demo/contact-sheet.ts training|home|away COLUMNS ROWS STEP FILE.png
 *
 * Every STEP-th picture is taken, starting again at the front when the set ends.
 */
import { writeFileSync } from "node:fs";
import { encode } from "fast-png";
import { demoImages } from "../../src/demo/demo-set.js";
import { SCENE_HEIGHT_PX, SCENE_WIDTH_PX } from "../../src/demo/view.js";

const [part, columns, rows, step, file] = process.argv.slice(2);
if ((part !== "training" && part !== "home" && part !== "away") || file === undefined) {
  throw new Error("usage: contact-sheet.ts training|home|away COLUMNS ROWS STEP FILE.png");
}
const [across, down] = [Number(columns), Number(rows)];
const images = demoImages(part);
const width = across * SCENE_WIDTH_PX;
const height = down * SCENE_HEIGHT_PX;
const data = new Uint8Array(3 * width * height);
for (let i = 0; i < across * down; i++) {
  const { rgb } = images[(i * Number(step)) % images.length]!.pixels();
  const left = 3 * SCENE_WIDTH_PX * (i % across);
  const top = SCENE_HEIGHT_PX * Math.floor(i / across);
  for (let y = 0; y < SCENE_HEIGHT_PX; y++) {
    const row = rgb.subarray(3 * y * SCENE_WIDTH_PX, 3 * (y + 1) * SCENE_WIDTH_PX);
    data.set(row, 3 * (top + y) * width + left);
  }
}
writeFileSync(file, encode({ width, height, channels: 3, depth: 8, data }));
