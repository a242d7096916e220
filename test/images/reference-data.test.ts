import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { measureImage } from "../../src/images/measure.js";
import { applyOrientation } from "../../src/images/orientation.js";
import type { Pixels } from "../../src/images/pixel-decoder.js";
import { imageToTensor } from "../../src/images/to-tensor.js";
import { parseModelCard } from "../../src/models/card/model-card.js";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import { describeWithShared } from "../support/shared-data.js";
import { throwsCode } from "../support/throws-code.js";

const LIMITS = { maxPixels: 100_000_000 };
const SETS = ["wbc", "nuclei", "coco-val100", "imagenet-sample"] as const;

/** What the makers of the references saw of a model's input, for a few images. */
interface Probe {
  readonly inputSum: number;
  readonly inputAtRow10Col20?: readonly number[];
  readonly inputAtRow100Col100?: readonly number[];
}

const decoder = createNodePixelDecoder();

/** Mean absolute difference of two pictures of one size, in levels. */
function meanDifference(one: Pixels, other: Pixels): number {
  let sum = 0;
  for (let i = 0; i < one.data.length; i++) sum += Math.abs(one.data[i]! - other.data[i]!);
  return sum / one.data.length;
}

describeWithShared("inputs of the reference models", "data", (data) => {
  describe.each(SETS)("%s", (set) => {
    const reference = join(data, set, "reference");
    const probes = existsSync(reference)
      ? readdirSync(reference).filter((name) => name.endsWith(".probe.json"))
      : [];
    it.each(probes)("agree with %s", async (name) => {
      const model = name.replace(".probe.json", "");
      const cardFile = join(data, "models", `${model}.json`);
      const { rule } = parseModelCard(readFileSync(cardFile, "utf8"), cardFile).input;
      const images = Object.entries(
        JSON.parse(readFileSync(join(reference, name), "utf8")) as Record<string, Probe>,
      );
      expect(images.length).toBeGreaterThan(2);
      for (const [file, probe] of images) {
        const path = [join(data, set, file), join(data, set, "images", file)].find(existsSync);
        const image = await decoder.decode(readFileSync(path ?? file), LIMITS);
        const tensor = imageToTensor(image, rule).data;
        const sum = Array.from(tensor).reduce((total, value) => total + value, 0);
        // Theirs was computed in float32, so each of the values may be a few 1e-6 off.
        expect(Math.abs(sum - probe.inputSum) / tensor.length, file).toBeLessThan(1e-6);
        const at = (y: number, x: number) =>
          [0, 1, 2].map((c) => tensor[(c * rule.heightPx + y) * rule.widthPx + x] ?? Number.NaN);
        const seen = probe.inputAtRow10Col20 ?? probe.inputAtRow100Col100 ?? [];
        const got = probe.inputAtRow10Col20 === undefined ? at(100, 100) : at(10, 20);
        expect(seen).toHaveLength(3);
        for (const [i, value] of seen.entries()) expect(got[i], file).toBeCloseTo(value, 4);
      }
    });
  });
});

describeWithShared("awkward camera-trap pictures", "data/cameratraps/images", (folder) => {
  const read = (name: string) => decoder.decode(readFileSync(join(folder, name)), LIMITS);

  it("keeps a greyscale picture at one channel", async () => {
    const { pixels, notes } = await read("african_elephants_bw.jpg");
    expect([pixels.channels, notes]).toEqual([1, []]);
    expect(measureImage(pixels).isGreyscale).toBe(true);
  });

  it("finds the colours of the original in its CMYK version", async () => {
    const { pixels, notes } = await read("african_elephants_cmyk.jpg");
    expect(notes).toEqual(["image/colour-converted"]);
    const original = (await read("african_elephants.jpg")).pixels;
    expect([pixels.widthPx, pixels.heightPx]).toEqual([original.widthPx, original.heightPx]);
    expect(meanDifference(pixels, original)).toBeLessThan(4);
  });

  it("turns the rotated version upright", async () => {
    const { pixels, orientation } = await read("african_elephants_with_exif_orientation.jpg");
    expect([orientation, pixels.widthPx, pixels.heightPx]).toEqual([6, 1536, 2048]);
    const upright = applyOrientation(pixels, orientation);
    const original = (await read("african_elephants.jpg")).pixels;
    expect([upright.widthPx, upright.heightPx]).toEqual([original.widthPx, original.heightPx]);
    expect(meanDifference(upright, original)).toBeLessThan(4);
  });

  it("refuses the version that is cut off", async () => {
    await expect(read("african_elephants_truncated_file.jpg")).rejects.toThrow(
      throwsCode("image/truncated"),
    );
  });
});
