import { describe, expect, it } from "vitest";
import { toEightBit } from "../../src/images/depth.js";
import { checkDecodedSize, readImageHeader } from "../../src/images/image-header.js";
import { pngChunk, pngFile } from "../support/png.js";
import { throwsCode } from "../support/throws-code.js";

/** A PNG as far as its header says: nothing of it is inflated here. */
function png(widthPx: number, heightPx: number, depth: 8 | 16, colourType: 0 | 2 | 6): Uint8Array {
  const head = new DataView(new ArrayBuffer(13));
  head.setUint32(0, widthPx);
  head.setUint32(4, heightPx);
  head.setUint8(8, depth);
  head.setUint8(9, colourType);
  return pngFile([
    pngChunk("IHDR", new Uint8Array(head.buffer)),
    pngChunk("IDAT", new Uint8Array(10)),
    pngChunk("IEND"),
  ]);
}

describe("the limit of decoded bytes", () => {
  it("refuses 9000 × 9000 pixels of 16 bits, and takes as many of 8", () => {
    expect(() => readImageHeader(png(9000, 9000, 16, 6))).toThrow(throwsCode("image/too-large"));
    expect(() => readImageHeader(png(9000, 9000, 16, 0))).toThrow(throwsCode("image/too-large"));
    expect(readImageHeader(png(9000, 9000, 8, 6)).widthPx).toBe(9000);
  });

  it("is half the pixels for 16 bits, to the pixel", () => {
    const limits = { maxPixels: 1000 };
    expect(readImageHeader(png(1, 500, 16, 2), limits).heightPx).toBe(500);
    expect(() => readImageHeader(png(1, 501, 16, 2), limits)).toThrow(/takes 1 MB decoded/);
    expect(readImageHeader(png(1, 1000, 8, 2), limits).heightPx).toBe(1000);
  });

  it("counts the coefficients of a progressive JPEG", () => {
    const header = {
      ...({ format: "jpeg", components: 3, adobeTransform: null, orientation: 1 } as const),
      widthPx: 100,
      heightPx: 100,
      hasProfile: false,
      hasEnd: true,
      hasAllScans: true,
    };
    const limits = { maxPixels: 20_000 };
    expect(() => checkDecodedSize({ ...header, isProgressive: false }, limits)).not.toThrow();
    expect(() => checkDecodedSize({ ...header, isProgressive: true }, limits)).toThrow(
      throwsCode("image/too-large"),
    );
  });
});

describe("toEightBit", () => {
  it("rounds, and gives every value of a large picture", () => {
    const data = new Uint16Array(40_000_000).fill(257);
    data[data.length - 1] = 65535;
    const { data: out } = toEightBit({
      ...({ widthPx: 10_000, heightPx: 1000, channels: 4, bitDepth: 16 } as const),
      data,
    });
    expect(out).toHaveLength(data.length);
    expect([out[0], out.at(-1)]).toEqual([1, 255]);
  });
});
