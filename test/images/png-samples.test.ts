import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePngSamples } from "../../src/images/png-samples.js";
import { maskPng } from "../support/mask-writer.js";
import { throwsCode } from "../support/throws-code.js";

const LIMITS = { maxPixels: 1e6 };
const BITS = [1, 2, 4, 8, 16] as const;

describe("numbers of a PNG as they are stored", () => {
  it("come back for every number of bits and every filter", () => {
    const rows = fc.record({
      bits: fc.constantFrom(...BITS),
      width: fc.integer({ min: 1, max: 9 }),
      height: fc.integer({ min: 1, max: 6 }),
      seed: fc.infiniteStream(fc.nat(65_535)),
      filters: fc.array(fc.nat(4), { minLength: 6, maxLength: 6 }),
    });
    fc.assert(
      fc.property(rows, ({ bits, width, height, seed, filters }) => {
        const next = () => seed.next().value % 2 ** bits;
        const mask = Array.from({ length: height }, () => Array.from({ length: width }, next));
        const found = decodePngSamples(maskPng(mask, { bits, filters }), LIMITS);
        expect(found).toMatchObject({ widthPx: width, heightPx: height, channels: 1, bits });
        expect([...found.data]).toEqual(mask.flat());
      }),
    );
  });

  it("are places of a palette, and several a pixel for colours", () => {
    const palette = [0, 0, 0, 128, 0, 0, 0, 128, 0];
    const places = decodePngSamples(
      maskPng([[0, 2, 1]], { colourType: 3, bits: 2, palette }),
      LIMITS,
    );
    expect([...places.data]).toEqual([0, 2, 1]);
    expect([...places.palette!]).toEqual(palette);
    const colours = decodePngSamples(maskPng([[1, 2, 3, 4, 5, 6]], { colourType: 2 }), LIMITS);
    expect(colours).toMatchObject({ channels: 3, widthPx: 2 });
    expect([...colours.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("are refused where the file is damaged, cut or too large", () => {
    const file = maskPng([
      [1, 2],
      [3, 4],
    ]);
    const damaged = Buffer.from(file);
    damaged[45]! ^= 255;
    expect(() => decodePngSamples(damaged, LIMITS)).toThrow(throwsCode("image/invalid"));
    expect(() => decodePngSamples(file.subarray(0, 45), LIMITS)).toThrow(
      throwsCode("image/truncated"),
    );
    expect(() => decodePngSamples(file, { maxPixels: 3 })).toThrow(throwsCode("image/too-large"));
  });
});
