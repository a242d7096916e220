import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { createLabelSet } from "../../../src/core/label-set.js";
import { isPackedMask, packMask, unpackMask } from "../../../src/core/masks/label-mask.js";
import { createProblemList } from "../../../src/records/evidence/problem-list.js";
import { verifyPredictions } from "../../../src/records/evidence/verify-model.js";

/** A mask of 100 × 20 pixels, the first of them a leaf. */
const maskOf = (leaves: number, heightPx = 20) =>
  packMask({
    widthPx: 100,
    heightPx,
    labels: Int16Array.from({ length: 100 * heightPx }, (_, i) => (i < leaves ? 1 : 0)),
  });

async function rerun(before: Float64Array, after: Float64Array) {
  const labels = createLabelSet(["background", "leaf"]);
  const problems = createProblemList();
  const source = (scores: Float64Array) => ({
    labels,
    answer: () => ({ kind: "scores", scores }) as const,
  });
  const found = await verifyPredictions(
    { task: "semantic-segmentation" },
    ["a.png"],
    { ...source(before), finish: async () => {} },
    { source: source(after), sha256: [null] },
    problems,
    { signal: NEVER_CANCELLED, onProgress: () => {}, isOther: () => false },
  );
  return { ...found, problems: problems.problems.map(({ what }) => what) };
}

describe("a model of masks that is run again", () => {
  it("may change a thousandth of the pixels, and says how many", async () => {
    expect(await rerun(maskOf(500), maskOf(502))).toMatchObject({ equal: 1, largest: 0.001 });
    const { equal, problems } = await rerun(maskOf(500), maskOf(503));
    expect(equal).toBe(0);
    expect(problems).toEqual(["a.png: 3 of 2000 pixels have another label"]);
  });

  it("is other where its masks have another size", async () => {
    const { problems } = await rerun(maskOf(500), maskOf(500, 10));
    expect(problems).toEqual(["a.png: a mask of 100 × 20 pixels became one of 100 × 10"]);
  });
});

describe("numbers that are said to be a mask", () => {
  it("are one exactly where it can be laid out, of labels that there are", () => {
    const number = fc.oneof(
      fc.integer({ min: -2, max: 6 }),
      fc.constantFrom(0.5, Number.NaN, 1e16),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 10 }), (packed) => {
        const mask = unpackableOf(packed);
        const isOne = mask?.labels.every((label) => label >= -1 && label < 3) ?? false;
        expect(isPackedMask(packed, 3, 1000)).toBe(isOne);
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 1, maxLength: 30 }),
        (widthPx, row) => {
          const heightPx = row.length;
          const labels = Int16Array.from(
            { length: widthPx * heightPx },
            (_, i) => row[i % heightPx]!,
          );
          expect(isPackedMask(packMask({ widthPx, heightPx, labels }), 3, 1000)).toBe(true);
        },
      ),
    );
  });
});

/** The mask, with labels as they were before they became whole numbers of 16 bits. */
function unpackableOf(packed: readonly number[]) {
  const odd = packed.some((value, at) => at >= 2 && !Number.isInteger(value));
  if (odd || packed.slice(0, 2).some((side) => !(side > 0 && side <= 30))) return null;
  if (packed.some((value, at) => at >= 2 && at % 2 === 0 && Math.abs(value) > 30)) return null;
  return unpackMask(Float64Array.from(packed));
}
