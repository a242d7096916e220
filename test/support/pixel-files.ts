import { maskPng } from "./mask-writer.js";
import { plainPng } from "./png-writer.js";

export const NUMBERS = Array.from({ length: 12 }, (_, i) => i);
export type Files = readonly (readonly [string, Uint8Array | string])[];
export const nameOf = (i: number) => `${String(i).padStart(2, "0")}.png`;
export const PHOTOS: Files = NUMBERS.map((i) => [
  `photos/${nameOf(i)}`,
  plainPng(20, 10, [i, 90, 40]),
]);

/** A leaf of so many columns from the left, background elsewhere. */
const mask = (columns: number) =>
  maskPng(
    Array.from({ length: 10 }, () => Array.from({ length: 20 }, (_, x) => (x < columns ? 1 : 0))),
  );
/** Ten columns are leaf; the model says ten of even images and two of odd ones. */
export const MASKS: Files = [
  ...NUMBERS.map((i) => [`masks/${nameOf(i)}`, mask(10)] as const),
  ...NUMBERS.map((i) => [`predicted/${nameOf(i)}`, mask(i % 2 === 0 ? 10 : 2)] as const),
  ["masks/classes.txt", "background\nleaf\n"],
];

const CATEGORY = { id: 1, name: "fly", keypoints: ["nose", "tail"], skeleton: [[1, 2]] };
const TRUTH = NUMBERS.map((i) => ({
  ...{ id: i + 1, image_id: i + 1, category_id: 1, bbox: [2, 2, 14, 6], area: 84, iscrowd: 0 },
  ...{ keypoints: [4, 5, 2, 14, 5, 2], num_keypoints: 2 },
}));
export const POINTS: Files = [
  [
    "truth.json",
    JSON.stringify({
      images: NUMBERS.map((i) => ({ id: i + 1, file_name: nameOf(i), width: 20, height: 10 })),
      categories: [CATEGORY],
      annotations: TRUTH,
    }),
  ],
  [
    "results.json",
    JSON.stringify(
      TRUTH.map(({ image_id, bbox }) => ({
        ...{ image_id, category_id: 1, bbox, score: 0.9 },
        keypoints: [4, 5, 0.9, 14, 5.1, 0.9],
      })),
    ),
  ],
];

/** A fly of 8 × 4 pixels in each image. The model outlines it a column to the right; of odd images something else too. */
const square = (x: number, width: number): number[] => [x, 3, x + width, 3, x + width, 7, x, 7];
export const OUTLINES: Files = [
  [
    "truth.json",
    JSON.stringify({
      images: NUMBERS.map((i) => ({ id: i + 1, file_name: nameOf(i), width: 20, height: 10 })),
      categories: [{ id: 1, name: "fly" }],
      annotations: NUMBERS.map((i) => ({
        ...{ id: i + 1, image_id: i + 1, category_id: 1, bbox: [4, 3, 8, 4], area: 32, iscrowd: 0 },
        segmentation: [square(4, 8)],
      })),
    }),
  ],
  [
    "results.json",
    JSON.stringify(
      NUMBERS.flatMap((i) => {
        const one = { image_id: i + 1, category_id: 1 };
        // Run lengths down the columns: five columns, then each has 3 above, 4 of the fly and 3 below.
        const counts = [53, 4, ...Array.from({ length: 7 }, () => [6, 4]).flat(), 73];
        const found = { ...one, score: 0.8, segmentation: { size: [10, 20], counts } };
        const wrong = { ...one, score: 0.9, segmentation: [square(14, 4)] };
        return i % 2 === 0 ? [found] : [found, wrong];
      }),
    ),
  ],
];

const table = (header: string, row: (i: number) => string): string =>
  `${[header, ...NUMBERS.map((i) => `${nameOf(i)},${row(i)}`)].join("\n")}\n`;
export const COUNTS: Files = [
  ["labels.csv", table("file,count_fox,count_owl", (i) => `${2 + (i % 3)},1`)],
  ["predictions.csv", table("file,count_fox,count_owl", (i) => `${2 + (i % 3) + (i % 2)},1`)],
];
