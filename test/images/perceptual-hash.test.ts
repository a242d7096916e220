import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { demoImages } from "../../src/demo/demo-set.js";
import {
  HASH_WORDS,
  NEAR_BITS,
  PLAIN_BELOW,
  perceptualHash,
  TURNS,
} from "../../src/images/perceptual-hash.js";
import type { DecodedImage, Pixels } from "../../src/images/pixel-decoder.js";
import { resizePillow } from "../../src/images/resize-pillow.js";
import { createNodeJpegEncoder } from "../../src/node/images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";

function decoded(pixels: Pixels, orientation = 1): DecodedImage {
  return { pixels, format: "png", orientation, notes: [] };
}

function bitsBetween(a: Uint32Array, b: Uint32Array): number {
  let bits = 0;
  for (let w = 0; w < HASH_WORDS; w++) {
    bits += ones(a[w]! ^ b[w]!);
  }
  return bits;
}

function ones(value: number): number {
  return [...(value >>> 0).toString(2)].filter((bit) => bit === "1").length;
}

/** The cosine transform as its definition has it, in floating point. */
function slowBits(grey: readonly number[]): boolean[] {
  const frequencies: number[] = [];
  for (let v = 1; v <= 16; v++) {
    for (let u = 1; u <= 16; u++) {
      let sum = 0;
      for (let y = 0; y < 64; y++) {
        for (let x = 0; x < 64; x++) {
          const across = Math.cos((Math.PI * (2 * x + 1) * u) / 128);
          const down = Math.cos((Math.PI * (2 * y + 1) * v) / 128);
          sum += grey[64 * y + x]! * across * down;
        }
      }
      frequencies.push(sum);
    }
  }
  const middle = [...frequencies].sort((a, b) => a - b)[127]!;
  return frequencies.map((one) => one > middle);
}

describe("the hash of what a picture looks like", () => {
  it("is the signs of the lowest frequencies around their median", () => {
    const square = fc.array(fc.nat({ max: 255 }), { minLength: 4096, maxLength: 4096 });
    fc.assert(
      fc.property(square, (grey) => {
        // Of 64 × 64 grey the picture is its own small copy.
        const pixels: Pixels = {
          widthPx: 64,
          heightPx: 64,
          channels: 1,
          bitDepth: 8,
          data: Uint8Array.from(grey),
        };
        const { words } = perceptualHash(decoded(pixels));
        const got = Array.from(
          { length: 256 },
          (_, i) => ((words[i >> 5]! >>> (i & 31)) & 1) === 1,
        );
        const expected = slowBits(grey);
        // Whole cosines move a frequency by less than a thousandth: at most the two in the middle.
        expect(got.filter((bit, i) => bit !== expected[i]).length).toBeLessThanOrEqual(2);
        expect(got.filter(Boolean)).toHaveLength(128);
      }),
      { numRuns: 5 },
    );
  });

  it("is to the bit what whole cosines and a sorted list give, mirrored too and where many are equal", () => {
    const whole = (u: number, x: number): number =>
      Math.round(4096 * Math.cos((Math.PI * (2 * x + 1) * u) / 128));
    // A picture of the same left and right has only zeros for odd frequencies across.
    const sides = fc.record({
      left: fc.array(fc.nat({ max: 255 }), { minLength: 2048, maxLength: 2048 }),
      isSame: fc.boolean(),
    });
    fc.assert(
      fc.property(sides, ({ left, isSame }) => {
        const data = Uint8Array.from({ length: 4096 }, (_, i) => {
          const [x, y] = [i % 64, Math.floor(i / 64)];
          if (x < 32) return left[32 * y + x]!;
          return isSame ? left[32 * y + 63 - x]! : 255 - left[32 * y + x - 32]!;
        });
        const frequencies = Array.from({ length: 256 }, (_, i) =>
          data.reduce(
            (sum, value, at) =>
              sum + value * whole(1 + (i % 16), at % 64) * whole(1 + (i >> 4), Math.floor(at / 64)),
            0,
          ),
        );
        const bits = (values: readonly number[]): string => {
          const middle = [...values].sort((a, b) => a - b)[127]!;
          return values.map((value) => Number(value > middle)).join("");
        };
        const text = (words: Uint32Array): string =>
          Array.from(words, (word) =>
            [...word.toString(2).padStart(32, "0")].reverse().join(""),
          ).join("");
        const pixels: Pixels = { widthPx: 64, heightPx: 64, channels: 1, bitDepth: 8, data };
        const { words, turned } = perceptualHash(decoded(pixels));
        expect(text(words)).toBe(bits(frequencies));
        for (let turn = 1; turn <= TURNS; turn++) {
          const [down, across] = [(turn & 1) !== 0, (turn & 2) !== 0];
          const values = frequencies.map((_, i) => {
            const [u, v] = [i % 16, i >> 4];
            const value = frequencies[(turn & 4) === 0 ? i : 16 * u + v]!;
            return (across && u % 2 === 0) !== (down && v % 2 === 0) ? -value : value;
          });
          const ways = turned.subarray((turn - 1) * HASH_WORDS, turn * HASH_WORDS);
          expect(text(ways)).toBe(bits(values));
        }
      }),
      { numRuns: 6 },
    );
  });

  it("has those of the picture turned and mirrored beside it, whatever its sides", () => {
    const random = createRandom(4);
    // Blocks, so that a picture made smaller and turned is the one turned and made smaller.
    const blocks = Array.from({ length: 64 }, () => random.below(256));
    const data = Uint8Array.from({ length: 96 * 64 }, (_, i) => {
      const [x, y] = [i % 96, Math.floor(i / 96)];
      return blocks[8 * Math.floor(y / 8) + Math.floor(x / 12)]!;
    });
    const pixels: Pixels = { widthPx: 96, heightPx: 64, channels: 1, bitDepth: 8, data };
    const { turned } = perceptualHash(decoded(pixels));
    const ways = Array.from({ length: TURNS }, (_, t) =>
      turned.subarray(t * HASH_WORDS, (t + 1) * HASH_WORDS),
    );
    // EXIF's other seven orientations are the same seven ways, each once.
    const found = [2, 3, 4, 5, 6, 7, 8].map((orientation) => {
      const { words } = perceptualHash(decoded(pixels, orientation));
      return ways.findIndex((way) => bitsBetween(way, words) <= 6);
    });
    expect(found.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("says so where a picture is too plain to be told from others", () => {
    const plain = (level: number): Pixels => ({
      widthPx: 90,
      heightPx: 70,
      channels: 1,
      bitDepth: 8,
      data: new Uint8Array(90 * 70).fill(level),
    });
    expect(perceptualHash(decoded(plain(0))).strength).toBe(0);
    expect(perceptualHash(decoded(plain(200))).strength).toBeLessThan(PLAIN_BELOW);
  });

  it("is of the picture as it is shown: upright, whatever its channels and depth", () => {
    const [scene] = scenes(1);
    const pixels = scene!;
    const { widthPx, heightPx, data } = pixels;
    const own = perceptualHash(decoded(pixels)).words;
    const n = widthPx * heightPx;
    const opaque = new Uint8Array(4 * n).fill(255);
    const deep = Uint16Array.from(data, (value) => value * 257);
    const turned = new Uint8Array(3 * n);
    for (let i = 0; i < n; i++) turned.set(data.subarray(3 * i, 3 * i + 3), 3 * (n - 1 - i));
    for (let i = 0; i < n; i++) opaque.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
    const size = { widthPx, heightPx };
    const same: DecodedImage[] = [
      decoded({ ...size, channels: 4, bitDepth: 8, data: opaque }),
      decoded({ ...size, channels: 3, bitDepth: 16, data: deep }),
      decoded({ ...size, channels: 3, bitDepth: 8, data: turned }, 3),
    ];
    for (const picture of same) expect(perceptualHash(picture).words).toEqual(own);
  });
});

/** Drawn camera-trap scenes, each of another camera. */
function scenes(count: number): Pixels[] {
  const byCamera = new Map(demoImages("training").map((image) => [image.camera, image]));
  return [...byCamera.values()].slice(0, count).map((image) => {
    const { widthPx, heightPx, rgb } = image.pixels();
    return { widthPx, heightPx, channels: 3, bitDepth: 8, data: rgb };
  });
}

describe("pictures of our own", () => {
  const pictures = scenes(12);
  const hashes = pictures.map((pixels) => perceptualHash(decoded(pixels)).words);

  it.each<[string, (pixels: Pixels) => Promise<Pixels>]>([
    ["half the size", async (p) => resizePillow(p, p.widthPx >> 1, p.heightPx >> 1, "bicubic")],
    ["224 × 224", async (p) => resizePillow(p, 224, 224, "bilinear")],
    ["JPEG of quality 50", recompressed],
    ["darker shadows", async (p) => mapped(p, (v) => 255 * (v / 255) ** 0.7)],
    ["less contrast", async (p) => mapped(p, (v) => 128 + 0.7 * (v - 128))],
  ])("are near a copy made so: %s", async (_name, change) => {
    for (const [i, picture] of pictures.entries()) {
      const { words } = perceptualHash(decoded(await change(picture)));
      expect(bitsBetween(hashes[i]!, words)).toBeLessThanOrEqual(NEAR_BITS);
    }
  });

  it("are not near each other", () => {
    for (let i = 0; i < hashes.length; i++) {
      for (let j = 0; j < i; j++) {
        expect(bitsBetween(hashes[i]!, hashes[j]!)).toBeGreaterThan(NEAR_BITS);
      }
    }
  });
});

function mapped(pixels: Pixels, change: (value: number) => number): Pixels {
  return { ...pixels, data: Uint8Array.from(pixels.data, (value) => Math.round(change(value))) };
}

async function recompressed(pixels: Pixels): Promise<Pixels> {
  const bytes = await createNodeJpegEncoder().encode(pixels, 50);
  return (await createNodePixelDecoder().decode(bytes, { maxPixels: 1e8 })).pixels;
}
