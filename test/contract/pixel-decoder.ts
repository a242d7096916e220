import { describe, expect, it } from "vitest";
import type { PixelDecoder, Pixels } from "../../src/images/pixel-decoder.js";
import { throwsCode } from "../support/throws-code.js";

/** Writes a picture without loss in a format that the adapter reads. */
export type EncodeImage = (pixels: Pixels, orientation: number) => Uint8Array;

const NO_LIMIT = { maxPixels: 1_000_000 };

/**
 * What every {@link PixelDecoder} adapter must do. An adapter's own test file calls this and adds
 * only what is its own. A rule that one adapter cannot keep is not a rule of the port: no skips.
 */
export function pixelDecoderContract(
  name: string,
  create: () => PixelDecoder,
  encode: EncodeImage,
): void {
  describe(`PixelDecoder contract: ${name}`, () => {
    it("names its codecs", () => {
      expect(create().decoder).toMatch(/\d/);
    });

    it.each([
      [1, 8],
      [2, 8],
      [3, 8],
      [4, 8],
      [1, 16],
      [2, 16],
      [3, 16],
      [4, 16],
    ] as const)("gives back %d channels of %d bit to the bit", async (channels, bitDepth) => {
      const pixels = noise(7, 5, channels, bitDepth);
      const decoded = await create().decode(encode(pixels, 1), NO_LIMIT);
      expect(decoded.pixels).toEqual(pixels);
    });

    it.each([
      [1, 1],
      [1, 40],
      [40, 1],
      [33, 17],
    ])("reads a picture of %d × %d", async (width, height) => {
      const pixels = noise(width, height, 3, 8);
      expect((await create().decode(encode(pixels, 1), NO_LIMIT)).pixels).toEqual(pixels);
    });

    it.each([1, 2, 3, 4, 5, 6, 7, 8])(
      "reports orientation %d and leaves the pixels as stored",
      async (orientation) => {
        const pixels = noise(6, 4, 3, 8);
        const decoded = await create().decode(encode(pixels, orientation), NO_LIMIT);
        expect(decoded.orientation).toBe(orientation);
        expect(decoded.pixels).toEqual(pixels);
      },
    );

    it.each([0, 9, 255])("takes the orientation %d for none", async (orientation) => {
      const decoded = await create().decode(encode(noise(6, 4, 3, 8), orientation), NO_LIMIT);
      expect(decoded.orientation).toBe(1);
    });

    it("reads bytes that lie inside a larger buffer, and leaves them alone", async () => {
      const pixels = noise(9, 8, 3, 8);
      const bytes = encode(pixels, 1);
      const around = Buffer.alloc(bytes.length + 20, 0xff);
      around.set(bytes, 7);
      const before = Buffer.from(around);
      const inside = around.subarray(7, 7 + bytes.length);
      expect((await create().decode(inside, NO_LIMIT)).pixels).toEqual(pixels);
      expect(around.equals(before)).toBe(true);
    });

    it("hands over pixels that nobody else holds", async () => {
      const decoder = create();
      const pixels = noise(9, 8, 4, 8);
      const bytes = encode(pixels, 1);
      const first = await decoder.decode(bytes, NO_LIMIT);
      first.pixels.data.fill(0);
      bytes.set(encode(pixels, 1));
      expect((await decoder.decode(bytes, NO_LIMIT)).pixels).toEqual(pixels);
    });

    it("decodes many at once, each into its own pixels", async () => {
      const decoder = create();
      const pictures = Array.from({ length: 12 }, (_, i) => noise(3 + i, 20 - i, 3, 8));
      const decoded = await Promise.all(
        pictures.map((pixels) => decoder.decode(encode(pixels, 1), NO_LIMIT)),
      );
      expect(decoded.map(({ pixels }) => pixels)).toEqual(pictures);
    });

    it("counts what is decoded, not what is stored, against the limit", async () => {
      // Where pictures of 16 bits are decoded as such, they take twice the room.
      for (const [bits, enough] of [[8, 200] as const, [16, 400] as const]) {
        const bytes = encode(noise(20, 10, 4, bits), 1);
        await expect(create().decode(bytes, { maxPixels: enough })).resolves.toBeDefined();
        await expect(create().decode(bytes, { maxPixels: 199 })).rejects.toThrow(
          throwsCode("image/too-large"),
        );
      }
    });

    it("tells an empty file from one that is no image", async () => {
      const text = new TextEncoder().encode("file,label\na.jpg,deer\n");
      await expect(create().decode(new Uint8Array(), NO_LIMIT)).rejects.toThrow(
        throwsCode("image/empty"),
      );
      await expect(create().decode(text, NO_LIMIT)).rejects.toThrow(throwsCode("image/invalid"));
    });

    it("refuses a file that is cut, at any place, and reads the next one", async () => {
      const decoder = create();
      const pixels = noise(16, 12, 3, 8);
      const bytes = encode(pixels, 1);
      for (const share of [0.1, 0.25, 0.5, 0.75, 0.9]) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * share));
        await expect(decoder.decode(cut, NO_LIMIT)).rejects.toThrow(throwsCode("image/truncated"));
      }
      expect((await decoder.decode(bytes, NO_LIMIT)).pixels).toEqual(pixels);
    });
  });
}

/** Values that no compression likes, the ends of the range among them; the same at each run. */
export function noise(
  widthPx: number,
  heightPx: number,
  channels: Pixels["channels"],
  bitDepth: 8 | 16,
): Pixels {
  const length = widthPx * heightPx * channels;
  const max = bitDepth === 8 ? 255 : 65535;
  const data = bitDepth === 8 ? new Uint8Array(length) : new Uint16Array(length);
  let state = widthPx * 31 + heightPx * 17 + channels;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    data[i] = i === 1 ? 0 : i === 2 ? max : (state >>> 8) % (max + 1);
  }
  return { widthPx, heightPx, channels, bitDepth, data };
}
