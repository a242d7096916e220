import { describe, expect, it } from "vitest";
import { corrupt } from "../../src/images/corruptions/as-imagenet-c.js";
import { measureImage } from "../../src/images/measure.js";
import type { Pixels } from "../../src/images/pixel-decoder.js";
import { noise } from "../contract/pixel-decoder.js";
import { IMAGE_ORACLE, pixelsOf } from "../support/image-oracle.js";
import { throwsCode } from "../support/throws-code.js";

function picture(
  widthPx: number,
  heightPx: number,
  at: (x: number, y: number) => number[],
): Pixels {
  const values = Array.from({ length: widthPx * heightPx }, (_, i) =>
    at(i % widthPx, Math.floor(i / widthPx)),
  );
  const channels = values[0]?.length === 1 ? 1 : 3;
  const data = Uint8Array.from(values.flat());
  return { widthPx, heightPx, channels, bitDepth: 8, data };
}

describe("measureImage", () => {
  it.each(IMAGE_ORACLE.measures.map((one) => [`${one.image.w} × ${one.image.h}`, one] as const))(
    "measures a picture of %s as numpy and scipy do",
    (_size, { image, expected }) => {
      const { isGreyscale, ...numbers } = expected;
      const got = measureImage(pixelsOf(image));
      expect(got.isGreyscale).toBe(isGreyscale);
      expect(got.brightness).toBeCloseTo(numbers.brightness, 12);
      expect(got.contrast).toBeCloseTo(numbers.contrast, 12);
      expect(got.sharpness / numbers.sharpness).toBeCloseTo(1, 12);
      expect(got.colourfulness).toBeCloseTo(numbers.colourfulness, 11);
    },
  );

  it("finds neither contrast nor sharpness nor colour in a plain grey", () => {
    expect(measureImage(picture(5, 4, () => [51, 51, 51]))).toEqual({
      widthPx: 5,
      heightPx: 4,
      brightness: 0.2,
      contrast: 0,
      sharpness: 0,
      colourfulness: 0,
      isGreyscale: true,
    });
  });

  it("finds the most contrast and the most sharpness in a chequered board", () => {
    const board = picture(6, 6, (x, y) => [(x + y) % 2 === 0 ? 255 : 0]);
    const { brightness, contrast, sharpness } = measureImage(board);
    expect([brightness, contrast]).toEqual([0.5, 0.5]);
    // Each neighbour differs by 255: the Laplacian is ±4·255, its mean 0.
    expect(sharpness).toBe((4 * 255) ** 2);
  });

  it("gives pure red its closed form of colourfulness", () => {
    // rg = 255, yb = 127.5, no spread: 0.3·√(255² + 127.5²) = 0.3·255·√1.25.
    const { colourfulness, isGreyscale } = measureImage(picture(3, 3, () => [255, 0, 0]));
    expect(colourfulness).toBeCloseTo(0.3 * 255 * Math.sqrt(1.25), 10);
    expect(isGreyscale).toBe(false);
  });

  it("takes a picture for grey that has a coloured strip of a tenth, and not of more", () => {
    const strip = (rows: number) =>
      measureImage(picture(4, 10, (_x, y) => (y < rows ? [200, 60, 20] : [90, 95, 99])));
    expect(strip(1).isGreyscale).toBe(true);
    expect(strip(2).isGreyscale).toBe(false);
  });

  it("measures 16 bits on the scale of 8, and ignores alpha", () => {
    const source = noise(9, 7, 3, 8);
    const deep: Pixels = {
      ...source,
      bitDepth: 16,
      data: Uint16Array.from(source.data, (value) => value * 257),
    };
    const opaque: Pixels = {
      ...source,
      channels: 4,
      data: Uint8Array.from({ length: 4 * 63 }, (_, i) =>
        i % 4 === 3 ? i : source.data[3 * Math.floor(i / 4) + (i % 4)]!,
      ),
    };
    const want = measureImage(source);
    expect(measureImage(opaque)).toEqual(want);
    const got = measureImage(deep);
    // Luma of 16 bits is rounded at a 257th of a level.
    expect(got.brightness).toBeCloseTo(want.brightness, 2);
    expect(got.colourfulness).toBeCloseTo(want.colourfulness, 9);
  });

  it("finds a blurred picture less sharp, and one of less contrast less so", () => {
    const source = noise(20, 20, 3, 8);
    const blurred = corrupt(source, { kind: "gaussian-blur", sigmaPx: 1.5 });
    const flat = corrupt(source, { kind: "contrast", factor: 0.4 });
    expect(measureImage(blurred).sharpness).toBeLessThan(measureImage(source).sharpness / 20);
    expect(measureImage(flat).contrast).toBeCloseTo(measureImage(source).contrast * 0.4, 2);
  });
});

describe("corrupt", () => {
  it("keeps a picture at strength zero", () => {
    const source = noise(8, 6, 3, 8);
    expect(corrupt(source, { kind: "brightness", amount: 0 })).toEqual(source);
    expect(corrupt(source, { kind: "contrast", factor: 1 })).toEqual(source);
    expect(corrupt(source, { kind: "gamma", exponent: 1 })).toEqual(source);
    expect(corrupt(source, { kind: "pixelate", share: 1 })).toEqual(source);
    expect(corrupt(source, { kind: "defocus", kernel: [[1]] })).toEqual(source);
  });

  it("has the closed forms of a plain picture", () => {
    const plain = picture(7, 7, () => [51, 102, 204]);
    expect(corrupt(plain, { kind: "gaussian-blur", sigmaPx: 2 })).toEqual(plain);
    expect(corrupt(plain, { kind: "contrast", factor: 0.3 })).toEqual(plain);
    // Value 0.8 becomes 1, so every channel is multiplied by 1.25.
    const bright = corrupt(plain, { kind: "brightness", amount: 0.2 });
    expect(Array.from(bright.data.subarray(0, 3))).toEqual([63, 127, 255]);
    // (51/255)² = 0.04, (102/255)² = 0.16, (204/255)² = 0.64: 10.2, 40.8 and 163.2 levels.
    const dark = corrupt(plain, { kind: "gamma", exponent: 2 });
    expect(Array.from(dark.data.subarray(0, 3))).toEqual([10, 40, 163]);
  });

  it("mirrors at the edge without repeating it", () => {
    const line = picture(3, 1, (x) => [[10], [100], [200]][x]!);
    const shift = [
      [0, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ];
    const shifted = corrupt(line, { kind: "defocus", kernel: shift });
    expect(Array.from(shifted.data)).toEqual([100, 10, 100]);
  });

  it("refuses alpha and 16 bits", () => {
    const error = throwsCode("argument/out-of-range");
    const gamma = { kind: "gamma", exponent: 2 } as const;
    expect(() => corrupt(noise(2, 2, 4, 8), gamma)).toThrow(error);
    expect(() => corrupt(noise(2, 2, 3, 16), gamma)).toThrow(error);
  });
});
