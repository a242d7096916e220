import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toGrey } from "../../src/images/gray.js";
import { applyOrientation } from "../../src/images/orientation.js";
import type { Pixels } from "../../src/images/pixel-decoder.js";
import { resizeInterpolated } from "../../src/images/resize-interpolate.js";
import { resizeAntialiased, resizePillow } from "../../src/images/resize-pillow.js";
import { noise } from "../contract/pixel-decoder.js";
import { IMAGE_ORACLE, pixelsOf } from "../support/image-oracle.js";
import { throwsCode } from "../support/throws-code.js";

const SIDE = fc.integer({ min: 1, max: 24 });

describe("resizePillow", () => {
  it.each(
    IMAGE_ORACLE.resizes.map((one) => {
      const { w, h } = one.expected;
      const size = `${w} × ${h}${one.box === null ? "" : ` of the box ${one.box.join(" ")}`}`;
      return [one.filter, one.source, size, one] as const;
    }),
  )("gives Pillow's %s of %s at %s to the bit", (_filter, _source, _size, one) => {
    const source = pixelsOf(IMAGE_ORACLE.sources[one.source]);
    const { w, h } = one.expected;
    const resized = resizePillow(source, w, h, one.filter, one.box ?? undefined);
    expect(resized).toEqual(pixelsOf(one.expected));
  });

  it("keeps a picture of its own size as it is, in memory of its own", () => {
    const source = noise(9, 7, 3, 8);
    for (const filter of ["nearest", "box", "bilinear", "bicubic", "lanczos"] as const) {
      const same = resizePillow(source, 9, 7, filter);
      expect(same).toEqual(source);
      expect(same.data).not.toBe(source.data);
    }
  });

  it("stays within a level of the exact value wherever that is inside 0 to 255", () => {
    const filter = fc.constantFrom("box" as const, "bilinear" as const, "hamming" as const);
    fc.assert(
      fc.property(SIDE, SIDE, SIDE, SIDE, filter, (w, h, newW, newH, name) => {
        const source = noise(w, h, 3, 8);
        const exact = resizeAntialiased(source, newW, newH, name);
        const rounded = resizePillow(source, newW, newH, name).data;
        const distances = Array.from(rounded, (value, i) => Math.abs(value - exact[i]!));
        expect(Math.max(...distances)).toBeLessThanOrEqual(1);
      }),
      { seed: 3 },
    );
  });

  it("treats channels alike: a grey picture and one of three equal channels agree", () => {
    fc.assert(
      fc.property(SIDE, SIDE, SIDE, SIDE, (w, h, newW, newH) => {
        const grey = noise(w, h, 1, 8);
        const tripled = Uint8Array.from(
          { length: 3 * w * h },
          (_, i) => grey.data[Math.floor(i / 3)]!,
        );
        const colour: Pixels = { ...grey, channels: 3, data: tripled };
        const one = resizePillow(grey, newW, newH, "bicubic").data;
        const three = resizePillow(colour, newW, newH, "bicubic").data;
        expect(three).toEqual(Uint8Array.from(three, (_, i) => one[Math.floor(i / 3)]!));
      }),
      { seed: 4 },
    );
  });

  it("refuses a box outside the picture and values of 16 bit", () => {
    const error = throwsCode("argument/out-of-range");
    const source = noise(6, 4, 3, 8);
    for (const box of [
      [-1, 0, 6, 4],
      [0, 0, 6.5, 4],
      [3, 0, 3, 4],
      [0, 2, 6, 1],
    ] as const) {
      expect(() => resizePillow(source, 2, 2, "bilinear", box)).toThrow(error);
    }
    expect(() => resizePillow(noise(6, 4, 1, 16), 2, 2, "box")).toThrow(error);
  });
});

describe("resizeInterpolated", () => {
  it("reads between pixel centres and stops at the edge", () => {
    const source: Pixels = {
      widthPx: 2,
      heightPx: 1,
      channels: 1,
      bitDepth: 8,
      data: Uint8Array.of(0, 100),
    };
    // Positions (i + 0.5)/2 − 0.5: −0.25 (held at 0), 0.25, 0.75, 1.25 (held at 1).
    expect(Array.from(resizeInterpolated(source, 4, 1))).toEqual([0, 25, 75, 100]);
    expect(Array.from(resizeInterpolated(source, 1, 1))).toEqual([50]);
  });

  it("does not average what it leaves out when it shrinks", () => {
    const data = Uint8Array.from({ length: 9 }, (_, i) => (i === 4 ? 90 : 0));
    const source: Pixels = { widthPx: 9, heightPx: 1, channels: 1, bitDepth: 8, data };
    // (0.5)·9 − 0.5 = 4: the middle pixel alone. An antialiased resize would give 10.
    expect(Array.from(resizeInterpolated(source, 1, 1))).toEqual([90]);
  });

  it("keeps a plane, which bilinear interpolation has to, away from the edges", () => {
    const data = Uint8Array.from(
      { length: 12 * 10 },
      (_, i) => 3 * (i % 12) + 7 * Math.floor(i / 12),
    );
    const source: Pixels = { widthPx: 12, heightPx: 10, channels: 1, bitDepth: 8, data };
    const [w, h] = [30, 17];
    const out = resizeInterpolated(source, w, h);
    for (let y = 1; y < h - 1; y++) {
      for (let x = 2; x < w - 2; x++) {
        const plane = 3 * ((x + 0.5) * (12 / w) - 0.5) + 7 * ((y + 0.5) * (10 / h) - 0.5);
        expect(out[y * w + x]).toBeCloseTo(plane, 4);
      }
    }
  });

  it("takes the pixel under the centre with the filter nearest", () => {
    const data = Uint8Array.of(1, 2, 3, 4, 5);
    const source: Pixels = { widthPx: 5, heightPx: 1, channels: 1, bitDepth: 8, data };
    expect(Array.from(resizeInterpolated(source, 2, 1, "nearest"))).toEqual([2, 4]);
    expect(Array.from(resizeInterpolated(source, 10, 1, "nearest"))).toEqual([
      1, 1, 2, 2, 3, 3, 4, 4, 5, 5,
    ]);
  });

  it("never leaves the range of the values it reads", () => {
    fc.assert(
      fc.property(SIDE, SIDE, SIDE, SIDE, (w, h, newW, newH) => {
        const values = resizeInterpolated(noise(w, h, 3, 8), newW, newH);
        expect(values.every((value) => value >= 0 && value <= 255)).toBe(true);
      }),
      { seed: 6 },
    );
  });

  it("refuses a filter that the rule does not have, instead of another one in its place", () => {
    for (const filter of ["bicubic", "lanczos", "box"] as const) {
      expect(() => resizeInterpolated(noise(3, 3, 1, 8), 2, 2, filter)).toThrow(
        throwsCode("image/rule-unsupported"),
      );
    }
  });
});

describe("applyOrientation", () => {
  it.each(IMAGE_ORACLE.turns.map((turn) => [turn.orientation, turn] as const))(
    "turns orientation %d as Pillow's exif_transpose does",
    (orientation, { expected }) => {
      const source = pixelsOf(IMAGE_ORACLE.sources.rgb);
      expect(applyOrientation(source, orientation)).toEqual(pixelsOf(expected));
    },
  );

  it("keeps 16 bits and two channels", () => {
    const source = noise(4, 3, 2, 16);
    const back = applyOrientation(applyOrientation(source, 6), 8);
    expect(back).toEqual(source);
  });

  it("takes an unknown orientation for upright", () => {
    const source = noise(4, 3, 3, 8);
    for (const orientation of [0, 1, 9, 65535]) {
      expect(applyOrientation(source, orientation)).toBe(source);
    }
  });
});

describe("toGrey", () => {
  it("gives Pillow's luma to the bit", () => {
    const grey = toGrey(pixelsOf(IMAGE_ORACLE.sources.rgb));
    expect(grey).toEqual(pixelsOf(IMAGE_ORACLE.luma));
  });

  it("keeps white white, at 8 and 16 bit, and drops alpha", () => {
    const white = (bitDepth: 8 | 16, channels: 2 | 3 | 4) => {
      const max = bitDepth === 8 ? 255 : 65535;
      const Values = bitDepth === 8 ? Uint8Array : Uint16Array;
      const data = new Values(channels).fill(max);
      if (channels !== 3) data[channels - 1] = 0;
      return toGrey({ widthPx: 1, heightPx: 1, channels, bitDepth, data });
    };
    for (const channels of [2, 3, 4] as const) {
      expect(Array.from(white(8, channels).data)).toEqual([255]);
      expect(Array.from(white(16, channels).data)).toEqual([65535]);
    }
  });
});
