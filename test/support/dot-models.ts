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

/**
 * A detector of two steps as Mask R-CNN is one: a candidate box on each quarter of the picture, its score for red and for green
 * the greatest light in it, what `NonMaxSuppression` leaves of them (nothing on a dark picture), and of each a mask: `RoiAlign` of
 * the light in its box to 28 × 28 and a sigmoid that is a half at half the light, or the light itself over the whole input.
 */
export function dotBoxMasks(over: "box" | "input"): Buffer {
  const half = DOT_SIDE / 2;
  const corners = [0, 1, 2, 3].map((k) => [half * (k % 2), half * Math.floor(k / 2)] as const);
  const boxes = corners.map(([x, y]) => [x, y, x + half, y + half] as const);
  const inQuarter = corners.flatMap(([left, top]) =>
    Array.from({ length: CELLS }, (_, at) => {
      const [x, y] = [at % DOT_SIDE, Math.floor(at / DOT_SIDE)];
      return x >= left && x < left + half && y >= top && y < top + half ? 1 : 0;
    }),
  );
  const masks =
    over === "box"
      ? [
          node("RoiAlign", ["maps", "boxes", "picture"], ["aligned"], {
            ...{ output_height: 28, output_width: 28 },
          }),
          node("Unsqueeze", ["label", "one"], ["of-label"]),
          node("GatherND", ["aligned", "of-label"], ["light"], { batch_dims: 1 }),
          node("Mul", ["light", "eight"], ["brighter"]),
          node("Sub", ["brighter", "four"], ["logit"]),
          node("Sigmoid", ["logit"], ["mask"]),
        ]
      : [
          node("Squeeze", ["maps", "zero"], ["lights"]),
          node("Gather", ["lights", "label"], ["light"]),
          node("Gather", ["quarters", "box"], ["quarter"]),
          node("Mul", ["light", "quarter"], ["mask"]),
        ];
  const number = (name: string, given: number) =>
    tensor(name, { type: "int64", dims: [1], raw: i64(given) });
  return model({
    nodes: [
      node("Conv", ["image", "w"], ["maps"], { kernel_shape: [1, 1] }),
      node("MaxPool", ["maps"], ["brightest"], {
        kernel_shape: [half, half],
        strides: [half, half],
      }),
      node("Reshape", ["brightest", "candidates"], ["each"]),
      node("NonMaxSuppression", ["yxyx", "each", "most", "overlap", "least"], ["kept"]),
      node("Split", ["kept"], ["pictures", "column", "place"], { axis: 1 }),
      node("Squeeze", ["pictures", "one"], ["picture"]),
      node("Squeeze", ["column", "one"], ["label"]),
      node("Squeeze", ["place", "one"], ["box"]),
      node("Gather", ["xyxy", "box"], ["boxes"]),
      node("Add", ["label", "one"], ["labels"]),
      node("GatherND", ["each", "kept"], ["scores"]),
      ...masks,
      node("Unsqueeze", ["mask", "one"], ["masks"]),
    ],
    initializers: [
      twoChannels,
      tensor("xyxy", { dims: [4, 4], raw: f32(...boxes.flat()) }),
      tensor("yxyx", {
        dims: [1, 4, 4],
        raw: f32(...boxes.flatMap(([a, b, c, d]) => [b, a, d, c])),
      }),
      tensor("candidates", { type: "int64", dims: [3], raw: i64(1, 2, 4) }),
      tensor("overlap", { dims: [1], raw: f32(0.5) }),
      tensor("least", { dims: [1], raw: f32(0.05) }),
      tensor("eight", { dims: [1], raw: f32(8) }),
      tensor("four", { dims: [1], raw: f32(4) }),
      ...[number("most", 10), number("one", 1), number("zero", 0)],
      tensor("quarters", { dims: [4, DOT_SIDE, DOT_SIDE], raw: f32(...inQuarter) }),
    ],
    inputs: [IMAGE],
    outputs: [
      value("boxes", ["n", 4]),
      value("labels", ["n"], "int64"),
      value("scores", ["n"]),
      value("masks", ["n", 1, over === "box" ? 28 : DOT_SIDE, over === "box" ? 28 : DOT_SIDE]),
    ],
  });
}

/** A map of densities: red and green, whose sums are how many dots there are. */
export const dotDensities = dotHeatMaps;
