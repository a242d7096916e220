import fc from "fast-check";
import type { DetectionInput } from "../../src/outcomes/detection-types.js";

export interface DrawnObject {
  readonly image: number;
  readonly label: number;
  readonly box: readonly [x: number, y: number, width: number, height: number];
}
export interface DrawnTruth extends DrawnObject {
  readonly area?: number;
  readonly flags?: number;
}
export interface DrawnDetection extends DrawnObject {
  readonly score: number;
  /** Where it is not width × height; of all detections or of none. */
  readonly area?: number;
}

export interface DrawnInput {
  readonly imageCount: number;
  readonly labelCount: number;
  readonly truths: readonly DrawnTruth[];
  readonly detections: readonly DrawnDetection[];
  readonly searched?: readonly number[] | null;
}

/** Columns of objects that were written down one by one. */
export function inputOf(drawn: DrawnInput): DetectionInput {
  const { imageCount, labelCount, truths, detections, searched = null } = drawn;
  const columns = (objects: readonly DrawnObject[]) => ({
    count: objects.length,
    image: Int32Array.from(objects, (one) => one.image),
    label: Int32Array.from(objects, (one) => one.label),
    box: Float64Array.from(objects.flatMap((one) => one.box)),
  });
  return {
    imageCount,
    labelCount,
    truth: {
      ...columns(truths),
      area: Float64Array.from(truths, ({ area, box }) => area ?? box[2] * box[3]),
      flags: Uint8Array.from(truths, ({ flags = 0 }) => flags),
    },
    detections: {
      ...columns(detections),
      score: Float64Array.from(detections, (one) => one.score),
      ...(detections.some((one) => one.area !== undefined)
        ? { area: Float64Array.from(detections, ({ area, box }) => area ?? box[2] * box[3]) }
        : {}),
    },
    widthPx: null,
    heightPx: null,
    searched: searched === null ? null : Uint8Array.from(searched),
  };
}

// Few places and sizes, so that equal overlaps, overlaps on a threshold, boxes of no area and areas
// at the edge of a range (32², 96²) are common.
const box = fc.tuple(
  fc.constantFrom(0, 2, 4, 8, 16),
  fc.constantFrom(0, 2, 4, 8),
  fc.constantFrom(0, 8, 16, 24, 32, 96),
  fc.constantFrom(8, 16, 32, 96),
);
const score = fc.constantFrom(0.9, 0.8, 0.8, 0.5, 0.5, 0, -0, -1.5, 1e-300);

/** Objects made to be hard: many ties, crowds, area edges, images and labels without objects. */
export const hardInput: fc.Arbitrary<DrawnInput> = fc
  .record({
    imageCount: fc.integer({ min: 1, max: 4 }),
    labelCount: fc.integer({ min: 1, max: 3 }),
    hasSearched: fc.boolean(),
  })
  .chain(({ imageCount, labelCount, hasSearched }) => {
    const place = {
      image: fc.integer({ min: 0, max: imageCount - 1 }),
      label: fc.integer({ min: 0, max: labelCount - 1 }),
      box,
    };
    const truth = fc
      .record({
        ...place,
        area: fc.option(fc.constantFrom(0, 100, 1024, 1025, 9216, 2e10), { freq: 4 }),
        flags: fc.constantFrom(0, 0, 0, 0, 1, 2, 3),
      })
      .map(({ area, ...rest }) => (area === null ? rest : { ...rest, area }));
    const cells = imageCount * labelCount;
    return fc.record({
      imageCount: fc.constant(imageCount),
      labelCount: fc.constant(labelCount),
      truths: fc.array(truth, { maxLength: 14, size: "max" }),
      detections: fc.array(fc.record({ ...place, score }), { maxLength: 24, size: "max" }),
      hasAreas: fc.boolean(),
      searched: hasSearched
        ? fc.array(fc.constantFrom(0, 0, 1, 2), { minLength: cells, maxLength: cells })
        : fc.constant(null),
    });
  })
  .map(({ hasAreas, detections, ...rest }) => ({
    ...rest,
    detections: hasAreas
      ? detections.map((one, i) => ({ ...one, area: [100, 1024, 5000, 9216][i % 4] ?? 0 }))
      : detections,
  }));

/** The same with scores that all differ. */
export const distinctScores: fc.Arbitrary<DrawnInput> = hardInput.chain((drawn) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 1000 }), {
      minLength: drawn.detections.length,
      maxLength: drawn.detections.length,
    })
    .map((scores) => ({
      ...drawn,
      detections: drawn.detections.map((one, i) => ({ ...one, score: (scores[i] ?? 0) / 1000 })),
    })),
);
