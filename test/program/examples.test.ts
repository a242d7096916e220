import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const EXAMPLES = readdirSync(join(ROOT, "examples")).filter((name) => name.endsWith(".mjs"));

/**
 * What each example prints, by hand.
 *
 * - 78/100 against 188/200: METHODS' worked difference of −0.16.
 * - Detections right, wrong, right at IoU 0.5 only, wrong, of 3 objects: precision at the 101 recalls
 *   is 1 up to 1/3 (34 of them), 2/3 up to 2/3 (33), then 0. AP50 = (34 + 33·2/3)/101 = 56/101; AP =
 *   (56 + 9·34)/1010. Without the missed one recalls are 1/2 and 1: (51 + 50·2/3 − 56)/101.
 * - YOLO's lines are centre, width and height over the image's: (100, 50, 100, 60) and (10, 5, 20, 10)
 *   over 200 × 100.
 * - 10 × 10 pixels; of two such squares, 5 apart, 50 of 150 are shared.
 * - Shares of ½, ½, 0 against 0.6, 0.2, 0.2: half of 0.1 + 0.3 + 0.2. Dusk was not tested; where day
 *   fails, the two images by night are left.
 */
const PRINTED: Readonly<Record<string, string>> = {
  "evaluate-tables.mjs": "accuracy: fails, -0.160\n",
  "detect-objects.mjs": [
    `AP ${(362 / 1010).toFixed(3)}, AP50 ${(56 / 101).toFixed(3)}`,
    "from 0.7 on: 2 of 3 found, 1 wrong",
    `1 duplicate, 1 background, 1 missed; what is missed costs ${(85 / 3 / 101).toFixed(3)} of AP50\n`,
  ].join("\n"),
  "convert-objects.mjs": [
    "lost: convert/attributes (1)",
    "labels/1.txt: 0 0.5 0.5 0.5 0.6",
    "labels/2.txt: 1 0.05 0.05 0.1 0.1\n",
  ].join("\n"),
  "records.mjs": [
    "0 problems; damaged: record/hash-mismatch",
    "id again: true",
    "3 lines, 0 problems",
    "differs in: title",
    "signed by 1 key",
    "Croissant: record.json, manifest.ndjson, predictions.csv",
    "model card: accuracy\n",
  ].join("\n"),
  "scope.mjs": [
    "8 of 10 are inside",
    "2 where day is known to fail",
    "distance 0.30",
    "lynx 3, deer 5000\n",
  ].join("\n"),
  "masks.mjs": `100 pixels, 100 after text and bitmap\noverlap ${(50 / 150).toFixed(3)}\n`,
};

it.each(EXAMPLES)("the example %s runs on the built package", (name) => {
  const out = execFileSync(process.execPath, [join("examples", name)], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(out).toBe(PRINTED[name]);
});
