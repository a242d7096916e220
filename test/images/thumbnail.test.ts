import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeWithin } from "../../src/images/encode-within.js";
import type { Pixels } from "../../src/images/pixel-decoder.js";
import { thumbnailPixels, thumbnailSize, uprightPixels } from "../../src/images/thumbnail.js";
import { createNodeJpegEncoder } from "../../src/node/images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";

const encoder = createNodeJpegEncoder();
const decoder = createNodePixelDecoder();
const LIMITS = { maxPixels: 1e6 };

/** Noise by a linear congruential generator: what compresses worst. */
function noise(widthPx: number, heightPx: number, seed: number): Pixels {
  let state = seed >>> 0;
  const data = Uint8Array.from({ length: widthPx * heightPx * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return { widthPx, heightPx, channels: 3, bitDepth: 8, data };
}

/** A picture whose values follow from place and channel. */
function drawn(
  widthPx: number,
  heightPx: number,
  channels: Pixels["channels"],
  value: (x: number, y: number, c: number) => number,
  bitDepth: Pixels["bitDepth"] = 8,
): Pixels {
  const length = widthPx * heightPx * channels;
  const data = bitDepth === 8 ? new Uint8Array(length) : new Uint16Array(length);
  for (let i = 0; i < length; i++) {
    const pixel = Math.floor(i / channels);
    data[i] = value(pixel % widthPx, Math.floor(pixel / widthPx), i % channels);
  }
  return { widthPx, heightPx, channels, bitDepth, data };
}

const colours = ({ data, widthPx }: Pixels, x: number, y: number): number[] => [
  ...data.subarray((y * widthPx + x) * 3, (y * widthPx + x) * 3 + 3),
];

describe("thumbnailSize", () => {
  it("makes the longer side fit, keeps the proportion, and enlarges nothing", () => {
    const side = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const size = thumbnailSize(width, height, 160);
        expect(Math.max(size.widthPx, size.heightPx)).toBe(Math.min(160, Math.max(width, height)));
        const scale = Math.min(1, 160 / Math.max(width, height));
        expect(Math.abs(size.widthPx - width * scale)).toBeLessThanOrEqual(
          width * scale < 1 ? 1 : 0.5,
        );
        expect(Math.abs(size.heightPx - height * scale)).toBeLessThanOrEqual(
          height * scale < 1 ? 1 : 0.5,
        );
      }),
    );
  });
});

describe("thumbnailPixels", () => {
  it("keeps a picture that is small enough to the bit", () => {
    const picture = noise(160, 90, 1);
    expect(thumbnailPixels(picture, null, 160)).toEqual(picture);
  });

  it("keeps what is left and right, above and below", () => {
    const quarters = drawn(
      640,
      480,
      3,
      (x, y, c) => [x < 320 ? 0 : 255, y < 240 ? 0 : 255, 90][c]!,
    );
    const small = thumbnailPixels(quarters, null, 160);
    expect([small.widthPx, small.heightPx]).toEqual([160, 120]);
    expect(colours(small, 10, 10)).toEqual([0, 0, 90]);
    expect(colours(small, 150, 10)).toEqual([255, 0, 90]);
    expect(colours(small, 10, 110)).toEqual([0, 255, 90]);
    expect(colours(small, 150, 110)).toEqual([255, 255, 90]);
  });

  it("cuts a part out before it gets smaller", () => {
    const columns = drawn(1000, 400, 3, (x) => (x >= 600 && x < 900 ? 200 : 10));
    const part = thumbnailPixels(columns, { x: 600, y: 50, widthPx: 300, heightPx: 300 }, 160);
    expect([part.widthPx, part.heightPx]).toEqual([160, 160]);
    expect(new Set(part.data)).toEqual(new Set([200]));
  });

  it("makes three channels of 8 bit of grey, of alpha on white, and of 16 bit", () => {
    const grey = thumbnailPixels(
      drawn(2, 1, 1, (x) => (x === 0 ? 7 : 250)),
      null,
      160,
    );
    expect([...grey.data]).toEqual([7, 7, 7, 250, 250, 250]);
    const seeThrough = drawn(2, 1, 4, (x, _y, c) => (c < 3 ? 100 : x === 0 ? 0 : 255));
    expect([...thumbnailPixels(seeThrough, null, 160).data]).toEqual([
      255, 255, 255, 100, 100, 100,
    ]);
    const deep = drawn(1, 1, 2, (_x, _y, c) => (c === 0 ? 257 * 40 : 65535), 16);
    expect([...thumbnailPixels(deep, null, 160).data]).toEqual([40, 40, 40]);
  });

  it("turns the picture upright first", () => {
    // Orientation 6: the camera was turned, the stored left side is the top.
    const stored = drawn(200, 100, 3, (x) => (x < 100 ? 220 : 20));
    const upright = uprightPixels({ pixels: stored, orientation: 6, format: "jpeg", notes: [] });
    const small = thumbnailPixels(upright, null, 50);
    expect([small.widthPx, small.heightPx]).toEqual([25, 50]);
    expect([colours(small, 12, 5)[0], colours(small, 12, 45)[0]]).toEqual([220, 20]);
  });
});

describe("encodeWithin", () => {
  it("fits noise into what is allowed, with a smaller picture where quality does not do", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 160 }),
        fc.integer({ min: 1, max: 160 }),
        fc.integer(),
        fc.integer({ min: 1500, max: 20_000 }),
        async (width, height, seed, most) => {
          const made = await encodeWithin(noise(width, height, seed), most, encoder);
          if (made === null) throw new Error("16 pixels fit into 1,500 bytes");
          expect(made.bytes.length).toBeLessThanOrEqual(most);
          const { pixels, format } = await decoder.decode(made.bytes, LIMITS);
          expect(`image/${format}`).toBe(made.mime);
          expect([pixels.widthPx, pixels.heightPx]).toEqual([made.widthPx, made.heightPx]);
          expect(made.widthPx).toBeLessThanOrEqual(width);
          expect(made.heightPx).toBeLessThanOrEqual(height);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("gives up where not even 16 pixels fit", async () => {
    expect(await encodeWithin(noise(160, 160, 3), 100, encoder)).toBeNull();
  });

  it("takes PNG for flat colours, without loss, and JPEG for a photograph, close to it", async () => {
    const flat = drawn(160, 120, 3, (x) => (x < 80 ? 30 : 200));
    const png = await encodeWithin(flat, 8000, encoder);
    expect(png?.mime).toBe("image/png");
    expect((await decoder.decode(png!.bytes, LIMITS)).pixels).toEqual(flat);

    const shaded = drawn(160, 120, 3, (x, y, c) =>
      Math.round(128 + 60 * Math.sin(x / 9 + c) + 40 * Math.cos(y / 7)),
    );
    const jpeg = await encodeWithin(shaded, 8000, encoder);
    expect(jpeg?.mime).toBe("image/jpeg");
    const { data } = (await decoder.decode(jpeg!.bytes, LIMITS)).pixels;
    let off = 0;
    for (let i = 0; i < data.length; i++) off += Math.abs(shaded.data[i]! - data[i]!);
    expect(off / data.length).toBeLessThan(4);
  });

  it("gives a lower quality before a smaller picture", async () => {
    const picture = noise(96, 96, 5);
    const [large, small] = [
      await encodeWithin(picture, 100_000, encoder),
      await encodeWithin(picture, 6000, encoder),
    ];
    expect([large?.widthPx, small?.widthPx]).toEqual([96, 96]);
    expect(small!.bytes.length).toBeLessThan(large!.bytes.length);
  });

  it("gives the same bytes again, from another encoder too", async () => {
    const picture = noise(120, 80, 11);
    const first = await encodeWithin(picture, 7000, encoder);
    const second = await encodeWithin(picture, 7000, createNodeJpegEncoder());
    expect(second).toEqual(first);
  });

  it("writes no segment but those of pixels", async () => {
    const { bytes } = (await encodeWithin(noise(60, 60, 2), 5000, encoder))!;
    const names: string[] = [];
    for (let at = 2; bytes[at + 1] !== 0xda; ) {
      names.push(bytes[at + 1]!.toString(16));
      at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    }
    // JFIF's head, tables of quantisation and Huffman codes, the frame (progressive).
    expect(names.filter((name) => !["e0", "db", "c4", "c2"].includes(name))).toEqual([]);
  });

  it("leaves no global behind", () => {
    expect(Object.hasOwn(globalThis, "ImageData")).toBe(false);
  });
});
