import { maskPng } from "./mask-writer.js";
import { f32, i64, model, node, tensor, value } from "./onnx-writer.js";

/** Side of the pictures that the models below look at, in pixels. */
export const DOT_SIDE = 16;

/** A black picture with one pixel in full red, green or blue at each place. */
export function dotsPng(...dots: readonly (readonly [x: number, y: number, channel: 0 | 1 | 2])[]) {
  const rows = Array.from({ length: DOT_SIDE }, () => new Array<number>(3 * DOT_SIDE).fill(0));
  for (const [x, y, channel] of dots) rows[y]![3 * x + channel] = 255;
  return maskPng(rows, { colourType: 2 });
}

const IMAGE = value("image", [1, 3, DOT_SIDE, DOT_SIDE]);
const CELLS = DOT_SIDE * DOT_SIDE;

/** Picks red and green out of three channels. */
const twoChannels = tensor("w", { dims: [2, 3, 1, 1], raw: f32(1, 0, 0, 0, 1, 0) });

/** Two maps, red and green, each the channel itself: their peaks are the dots. */
export function dotHeatMaps(): Buffer {
  return model({
    nodes: [node("Conv", ["image", "w"], ["maps"], { kernel_shape: [1, 1] })],
    initializers: [twoChannels],
    inputs: [IMAGE],
    outputs: [value("maps", [1, 2, DOT_SIDE, DOT_SIDE])],
  });
}

/** Column and row of the red and the green dot, as means over the pixels weighted by their light. */
export function dotCoordinates(): Buffer {
  return model({
    nodes: [
      node("Conv", ["image", "w"], ["maps"], { kernel_shape: [1, 1] }),
      node("Reshape", ["maps", "flat"], ["cells"]),
      node("MatMul", ["cells", "grid"], ["points"]),
    ],
    initializers: [
      twoChannels,
      tensor("flat", { type: "int64", dims: [3], raw: i64(1, 2, CELLS) }),
      tensor("grid", {
        dims: [CELLS, 2],
        raw: f32(
          ...Array.from({ length: CELLS }, (_, i) => [
            i % DOT_SIDE,
            Math.floor(i / DOT_SIDE),
          ]).flat(),
        ),
      }),
    ],
    inputs: [IMAGE],
    outputs: [value("points", [1, 2, 2])],
  });
}

/** Rows as those of YOLO with points, values first: one place, a box over all, a score, and both dots. */
export function dotPoseRows(score = 0.75): Buffer {
  const middle = DOT_SIDE / 2;
  return model({
    nodes: [
      node("Conv", ["image", "w"], ["maps"], { kernel_shape: [1, 1] }),
      node("Reshape", ["maps", "flat"], ["cells"]),
      node("MatMul", ["cells", "grid"], ["found"]),
      node("Reshape", ["found", "row"], ["points"]),
      node("Concat", ["box", "points"], ["rows"], { axis: 1 }),
    ],
    initializers: [
      twoChannels,
      tensor("flat", { type: "int64", dims: [3], raw: i64(1, 2, CELLS) }),
      tensor("row", { type: "int64", dims: [3], raw: i64(1, 6, 1) }),
      tensor("box", {
        dims: [1, 5, 1],
        raw: f32(middle, middle, DOT_SIDE, DOT_SIDE, score),
      }),
      tensor("grid", {
        dims: [CELLS, 3],
        raw: f32(
          ...Array.from({ length: CELLS }, (_, i) => [
            i % DOT_SIDE,
            Math.floor(i / DOT_SIDE),
            1,
          ]).flat(),
        ),
      }),
    ],
    inputs: [IMAGE],
    outputs: [value("rows", [1, 11, 1])],
  });
}

/**
 * A place and a map as YOLO with masks has them: a box over all, a score and a weight, and a map above 0 in the 6 × 6 pixels right of
 * and below the red dot.
 */
export function dotMasks(score = 0.75): Buffer {
  const middle = DOT_SIDE / 2;
  const red = Array.from({ length: 3 }, (_, channel) => new Array(36).fill(channel === 0 ? 8 : 0));
  return model({
    nodes: [
      node("Conv", ["image", "w", "below"], ["maps"], {
        kernel_shape: [6, 6],
        pads: [5, 5, 0, 0],
      }),
      node("Identity", ["place"], ["rows"]),
    ],
    initializers: [
      tensor("w", { dims: [1, 3, 6, 6], raw: f32(...red.flat()) }),
      tensor("below", { dims: [1], raw: f32(-4) }),
      tensor("place", {
        dims: [1, 6, 1],
        raw: f32(middle, middle, DOT_SIDE, DOT_SIDE, score, 1),
      }),
    ],
    inputs: [IMAGE],
    outputs: [value("rows", [1, 6, 1]), value("maps", [1, 1, DOT_SIDE, DOT_SIDE])],
  });
}

/** A map of densities: red and green, whose sums are how many dots there are. */
export const dotDensities = dotHeatMaps;
