import { describe, expect, it } from "vitest";
import { applyOrientation, mirrorImage } from "../../src/images/orientation.js";
import type { DecodedImage, Pixels } from "../../src/images/pixel-decoder.js";

const PIXELS: Pixels = {
  widthPx: 3,
  heightPx: 2,
  channels: 1,
  bitDepth: 8,
  data: Uint8Array.of(1, 2, 3, 4, 5, 6),
};

/** Rows as they are displayed. */
function rowsOf({ pixels, orientation }: Pick<DecodedImage, "pixels" | "orientation">): number[][] {
  const { widthPx, heightPx, data } = applyOrientation(pixels, orientation);
  return Array.from({ length: heightPx }, (_, y) => [
    ...data.subarray(y * widthPx, (y + 1) * widthPx),
  ]);
}

describe("a mirror image", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "is what is displayed, left for right, whatever the orientation of the stored pixels: %i",
    (orientation) => {
      const decoded: DecodedImage = { pixels: PIXELS, format: "png", orientation, notes: [] };
      const mirrored = mirrorImage(decoded);
      expect(rowsOf(mirrored)).toEqual(rowsOf(decoded).map((row) => row.toReversed()));
      expect(mirrorImage(mirrored)).toEqual(decoded);
    },
  );
});
