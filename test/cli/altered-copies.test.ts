import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ALTERATIONS, alter } from "../../scripts/copies/alterations.js";
import { thumbnailPixels, uprightPixels } from "../../src/images/thumbnail.js";
import { createNodeJpegEncoder } from "../../src/node/images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { runHere } from "../support/run-here.js";
import { describeWithShared } from "../support/shared-data.js";

/** Pictures of the half on which no limit was set, in the order of a number of their names. */
const HELD_BACK = {
  "wbc/images": "s1_036.png s2_024.png s2_081.png s1_041.png s1_259.png s3_235.png",
  "bccd/JPEGImages":
    "BloodImage_00071.jpg BloodImage_00349.jpg BloodImage_00354.jpg BloodImage_00302.jpg",
  "coco-val100/images":
    "000000001584.jpg 000000003156.jpg 000000004765.jpg 000000004134.jpg 000000000872.jpg",
  "imagenet-sample/images": "n01532829.jpg n02027492.jpg n02018207.jpg n03527444.jpg",
  "nuclei/images": "fluor_06_60344565.png histo_22_55f98f43.png brigh_00_4e07a653.png",
};
/**
 * The pairs of different pictures of that half whose looks are nearest, each picture once: 70 to 114 of 256 bits apart. Left out are
 * BloodImage_00391 and s1_086, which show the field of BloodImage_00386 and the cell of s1_030, as a person sees.
 */
const LOOK_ALIKES = {
  "wbc/images":
    "s1_025.png/s1_076.png s1_030.png/s1_093.png s1_092.png/s1_260.png s1_016.png/s1_019.png s1_084.png/s1_196.png s1_185.png/s1_251.png s1_073.png/s1_077.png s1_132.png/s3_347.png s1_192.png/s1_254.png s1_294.png/s3_047.png s1_018.png/s1_029.png s1_072.png/s1_075.png s1_079.png/s1_081.png s1_188.png/s1_262.png s1_237.png/s3_107.png s1_135.png/s1_140.png",
  "imagenet-sample/images":
    "n03630383.jpg/n04443257.jpg n01843383.jpg/n01855672.jpg n01580077.jpg/n02808304.jpg n01608432.jpg/n01689811.jpg n01796340.jpg/n02086240.jpg n02111277.jpg/n03197337.jpg",
  "bccd/JPEGImages":
    "BloodImage_00220.jpg/BloodImage_00241.jpg BloodImage_00039.jpg/BloodImage_00300.jpg BloodImage_00011.jpg/BloodImage_00049.jpg BloodImage_00014.jpg/BloodImage_00099.jpg BloodImage_00008.jpg/BloodImage_00171.jpg BloodImage_00177.jpg/BloodImage_00290.jpg BloodImage_00124.jpg/BloodImage_00397.jpg BloodImage_00002.jpg/BloodImage_00053.jpg BloodImage_00110.jpg/BloodImage_00175.jpg BloodImage_00172.jpg/BloodImage_00182.jpg",
  "nuclei/images":
    "fluor_10_55ff2b0e.png/fluor_20_58c593bc.png fluor_25_b4de1e3e.png/histo_05_f7e5dcfc.png fluor_05_54cb3328.png/histo_06_6ab24e7e.png fluor_18_1d5f4717.png/fluor_26_6fc83b33.png brigh_02_7f388855.png/histo_14_ae570a67.png fluor_02_be269669.png/histo_18_673baf65.png",
  "coco-val100/images":
    "000000006460.jpg/000000006614.jpg 000000006040.jpg/000000006723.jpg 000000003255.jpg/000000007088.jpg 000000007511.jpg/000000007888.jpg 000000001532.jpg/000000003501.jpg 000000001000.jpg/000000008021.jpg 000000001353.jpg/000000009590.jpg 000000003934.jpg/000000008532.jpg",
};
const LONGEST_PX = 1000;

describeWithShared("altered copies and look-alikes", ".", (data) => {
  let folder: string;
  const at = (path: string): string => join(folder, path);
  const copies: string[] = [];
  const images: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "homeground-"));
    await mkdir(at("images"));
    await mkdir(at("training"));
    const decoder = createNodePixelDecoder();
    const encoder = createNodeJpegEncoder();
    // Letters that are drawn on and nothing else are told as something else on one view.
    const kinds = ALTERATIONS.filter(({ name }) => name !== "letters drawn on");
    const put = async (from: string, place: string, name: string): Promise<void> => {
      await copyFile(join(data, "data", from), at(`${place}/${name}`));
      if (place === "images") images.push(name);
    };
    for (const [collection, names] of Object.entries(HELD_BACK)) {
      for (const name of names.split(" ")) {
        const kind = kinds[copies.length % kinds.length]!;
        const bytes = await readFile(join(data, "data", collection, name));
        const picture = uprightPixels(await decoder.decode(bytes, { maxPixels: 1e8 }));
        const altered = alter(thumbnailPixels(picture, null, LONGEST_PX), kind, copies.length);
        copies.push(name);
        await writeFile(at(`training/of-${name}.jpg`), await encoder.encode(altered, kind.quality));
        await put(`${collection}/${name}`, "images", name);
      }
    }
    for (const [collection, pairs] of Object.entries(LOOK_ALIKES)) {
      for (const pair of pairs.split(" ")) {
        const [first, second] = pair.split("/") as [string, string];
        await put(`${collection}/${first}`, "images", first);
        await put(`${collection}/${second}`, "training", second);
      }
    }
    const rows = images.map((name) => `${name},a`);
    await writeFile(at("labels.csv"), ["file,label", ...rows, ""].join("\n"));
    await writeFile(at("answers.csv"), ["file,predicted", ...rows, ""].join("\n"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("are told apart: 21 of 22 altered copies at least, and none of 46 look-alikes", async () => {
    expect([copies.length, images.length]).toEqual([22, 22 + 46]);
    const given = ["--labels", at("labels.csv"), "--predictions", at("answers.csv")];
    const rest = ["--training", at("training"), "--out", at("out"), "--no-pictures"];
    const ran = await runHere(["evaluate", at("images"), ...given, ...rest]);
    expect(ran.status, ran.err).toBe(0);
    const result: EvaluationResult = JSON.parse(await readFile(at("out/result.json"), "utf8"));
    const pairs = result.inputs.duplicates!.filter(({ differs }) => differs !== true);
    const found = pairs.filter(({ a, b }) => b === `of-${a}.jpg`);
    expect(pairs.filter((pair) => !found.includes(pair))).toEqual([]);
    const missed = copies.filter((name) => !found.some(({ a }) => a === name));
    expect(missed.length, missed.join(" ")).toBeLessThanOrEqual(1);
  });
});
