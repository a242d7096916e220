/**
 * The photographs of the detection demo and where the animals are in them. Annotated by hand for
 * this program; the pictures are by courtesy of the Getty's Open Content Program
 * (assets/demo/photographs/README.md).
 */

/** x, y, width, height in whole pixels of its picture. */
export type DemoBox = readonly [x: number, y: number, width: number, height: number];

/** A photograph that is a file of its own. */
export interface DemoPhotograph {
  readonly file: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly animals: readonly DemoBox[];
  /** Regions of many animals that are not told apart. */
  readonly crowds: readonly DemoBox[];
}

/** One of the 24 photographs on Muybridge's plate of a walking and running cat. */
export interface DemoFrame {
  /** As printed on the plate, from 1. */
  readonly number: number;
  /** Of the plate. */
  readonly frame: DemoBox;
  /** The cat, in pixels of the plate. */
  readonly cat: DemoBox;
}

/** File of the plate, 1024 × 510 pixels. */
export const CAT_PLATE = "cat-plate.jpg";

const COLUMN_EDGES = [9, 176, 344, 511, 680, 850, 1014] as const;
const ROW_EDGES = [
  [10, 120],
  [138, 244],
  [262, 373],
  [392, 498],
] as const;

const CATS: readonly DemoBox[] = [
  ...([
    [37, 24, 121, 82],
    [208, 24, 122, 80],
    [370, 24, 123, 80],
  ] as const),
  ...([
    [541, 26, 125, 82],
    [709, 28, 125, 80],
    [881, 27, 124, 81],
  ] as const),
  ...([
    [38, 148, 118, 84],
    [199, 151, 117, 84],
    [368, 151, 117, 89],
  ] as const),
  ...([
    [554, 151, 112, 87],
    [709, 155, 108, 78],
    [879, 154, 121, 80],
  ] as const),
  ...([
    [22, 268, 138, 90],
    [184, 263, 144, 93],
    [366, 263, 126, 95],
  ] as const),
  ...([
    [545, 266, 120, 92],
    [708, 272, 122, 88],
    [877, 278, 125, 80],
  ] as const),
  ...([
    [27, 410, 129, 71],
    [191, 416, 136, 67],
    [349, 422, 146, 63],
  ] as const),
  ...([
    [511, 426, 157, 57],
    [686, 425, 157, 58],
    [860, 425, 144, 59],
  ] as const),
];

/** All frames of the plate, in its order. */
export const CAT_FRAMES: readonly DemoFrame[] = CATS.map((cat, i) => {
  const column = i % 6;
  const [top, bottom] = ROW_EDGES[Math.floor(i / 6)]!;
  const left = COLUMN_EDGES[column]!;
  const width = COLUMN_EDGES[column + 1]! - left;
  return { number: i + 1, frame: [left, top, width, bottom - top], cat };
});

/** Frames that the detector was trained on; the others are those of its claim. */
export const TRAINING_FRAMES = 12;

/** Photographs by others, of other animals or of none. */
export const OTHER_PHOTOGRAPHS: readonly DemoPhotograph[] = [
  {
    file: "sheep.jpg",
    widthPx: 1024,
    heightPx: 498,
    animals: [
      ...([
        [118, 138, 62, 114],
        [307, 54, 148, 135],
        [425, 178, 331, 171],
      ] as const),
      ...([
        [443, 171, 209, 51],
        [450, 317, 162, 134],
        [660, 168, 91, 77],
      ] as const),
      ...([
        [607, 54, 62, 95],
        [669, 104, 111, 53],
        [777, 95, 98, 78],
      ] as const),
      ...([
        [908, 104, 93, 56],
        [808, 204, 76, 83],
        [901, 235, 58, 46],
      ] as const),
      ...([
        [984, 214, 30, 70],
        [1001, 124, 23, 46],
      ] as const),
    ],
    crowds: [[865, 150, 135, 70]],
  },
  { file: "boats.jpg", widthPx: 1024, heightPx: 819, animals: [], crowds: [] },
  { file: "house.jpg", widthPx: 1024, heightPx: 788, animals: [], crowds: [] },
];

/** The cat in pixels of its frame, within it. */
export function catInFrame({ frame, cat }: DemoFrame): DemoBox {
  const left = Math.max(cat[0], frame[0]);
  const top = Math.max(cat[1], frame[1]);
  const right = Math.min(cat[0] + cat[2], frame[0] + frame[2]);
  const bottom = Math.min(cat[1] + cat[3], frame[1] + frame[3]);
  return [left - frame[0], top - frame[1], right - left, bottom - top];
}
