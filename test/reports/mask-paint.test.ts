import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MASK_COLOURS, type MaskView, paintMasks } from "../../src/reports/mask-paint.js";

/** Painted pixels as `rrr,ggg,bbb`, or null where nothing is painted. */
function painted(truth: readonly number[], predicted: readonly number[], view: MaskView) {
  const masks = {
    widthPx: truth.length,
    truth: Int16Array.from(truth),
    predicted: Int16Array.from(predicted),
    background: 0,
  };
  const rgba = paintMasks(masks, view);
  return truth.map((_, at) =>
    rgba[4 * at + 3] === 0 ? null : rgba.slice(4 * at, 4 * at + 3).join(","),
  );
}
const [found, missed, extra] = (["found", "missed", "extra"] as const).map((outcome) =>
  MASK_COLOURS[outcome].join(","),
);

describe("masks painted over a picture", () => {
  it("say of each pixel what becomes of it, and nothing of background and of what nobody labelled", () => {
    const truth = [0, 1, 1, 0, 1, -1, 1, 0];
    const predicted = [0, 1, 0, 1, 2, 1, -1, -1];
    expect(painted(truth, predicted, "differences")).toEqual([
      ...[null, found, missed, extra, extra, null, missed, null],
    ]);
    const one = (view: MaskView) =>
      painted(truth, predicted, view).map((colour) => colour !== null);
    expect(one("truth")).toEqual(truth.map((label) => label > 0));
    expect(one("predicted")).toEqual(predicted.map((label) => label > 0));
  });

  it("have stripes that tell missed from too much without colours", () => {
    const width = 12;
    const whole = (own: number, said: number): string[] => {
      const labels = (label: number) => new Int16Array(width * width).fill(label);
      const masks = { widthPx: width, truth: labels(own), predicted: labels(said), background: 0 };
      const rgba = paintMasks(masks, "differences");
      return Array.from({ length: width }, (_, y) =>
        Array.from({ length: width }, (_, x) =>
          rgba[4 * (y * width + x) + 3] === 255 ? "#" : ".",
        ).join(""),
      );
    };
    const [falls, rises] = [whole(1, 0), whole(0, 1)];
    for (let y = 1; y < width; y++) {
      // A row below, a stripe lies one pixel further right where it falls, and further left where it rises.
      expect(falls[y]!.slice(1)).toBe(falls[y - 1]!.slice(0, -1));
      expect(rises[y]!.slice(0, -1)).toBe(rises[y - 1]!.slice(1));
    }
    expect(new Set(falls.join(""))).toEqual(new Set("#."));
    expect(new Set(whole(1, 1).join(""))).toEqual(new Set("#"));
  });

  it("are painted where either mask has a label, whatever they hold", () => {
    const label = fc.integer({ min: -1, max: 9 });
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label), { minLength: 1 }), (pairs) => {
        const [truth, predicted] = [pairs.map(([own]) => own), pairs.map(([, said]) => said)];
        const isPainted = painted(truth, predicted, "differences").map((one) => one !== null);
        expect(isPainted).toEqual(pairs.map(([own, said]) => own >= 0 && Math.max(own, said) > 0));
      }),
    );
  });
});
