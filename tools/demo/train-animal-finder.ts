/**
 * Trains the detector of the photograph demo and writes it with its card:
 *
 *     npx tsx tools/demo/train-animal-finder.ts && npx biome format --write assets
 *
 * A template of oriented gradients with a linear score (after Dalal & Triggs 2005), as an ONNX graph
 * over four sizes. It is fitted by ridge regression to the first twelve frames of the cat plate,
 * each seen shifted, scaled, brighter and darker; what is not the cat of those frames is background.
 * The recipe is fixed beforehand; frames 13 to 24 and the other photographs are not read.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../src/core/random.js";
import { CAT_FRAMES, CAT_PLATE, catInFrame, TRAINING_FRAMES } from "../../src/demo/photographs.js";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import { createWasmRuntime } from "../../src/node/inference/wasm-runtime.js";
import { f32, i64, model, node, tensor, value } from "../../test/support/onnx-writer.js";

const SIDE = 256;
const CELL = 8;
const DIRECTIONS = 8;
/** The template in cells. */
const ROWS = 6;
const COLUMNS = 8;
/** Sides of the picture at which the template is tried, and how the picture gets there. */
const LEVELS = [256, 181, 128, 90] as const;
const FEATURES = ROWS * COLUMNS * DIRECTIONS;
const VIEWS = 40;
const SEED = 7;
const RIDGE = 3;
const ASSETS = join(import.meta.dirname, "../../assets/demo");

type Box = readonly [number, number, number, number];

/** Places of the template at a level, row-major, as boxes of the input. */
function windows(side: number): Box[] {
  const cells = Math.floor(side / CELL);
  const scale = SIDE / side;
  const places: Box[] = [];
  for (let y = 0; y + ROWS <= cells; y++) {
    for (let x = 0; x + COLUMNS <= cells; x++) {
      places.push([
        x * CELL * scale,
        y * CELL * scale,
        COLUMNS * CELL * scale,
        ROWS * CELL * scale,
      ]);
    }
  }
  return places;
}

/** The graph up to the features of each level, or to boxes and scores where there are weights. */
function buildModel(weights: Float64Array | null, scale: number, boxScale: Box): Buffer {
  const nodes: Uint8Array[] = [];
  const initializers: Uint8Array[] = [];
  const constant = (name: string, dims: number[], values: readonly number[]): string => {
    initializers.push(tensor(name, { dims, raw: f32(...values) }));
    return name;
  };
  nodes.push(
    node(
      "Conv",
      ["images", constant("grey", [1, 3, 1, 1], [0.299 / 255, 0.587 / 255, 0.114 / 255])],
      ["picture"],
    ),
  );
  const kernels: number[] = [];
  for (let d = 0; d < DIRECTIONS; d++) {
    const c = Math.cos((2 * Math.PI * d) / DIRECTIONS);
    const s = Math.sin((2 * Math.PI * d) / DIRECTIONS);
    for (const [dy, dx] of grid3())
      kernels.push(c * dx * (2 - Math.abs(dy)) + s * dy * (2 - Math.abs(dx)));
  }
  constant("edges", [DIRECTIONS, 1, 3, 3], kernels);
  constant("ones", [1, DIRECTIONS, 1, 1], new Array<number>(DIRECTIONS).fill(1));
  constant("least", [1], [0.5]);
  if (weights !== null) {
    const ordered: number[] = [];
    for (let d = 0; d < DIRECTIONS; d++) {
      for (let y = 0; y < ROWS; y++) {
        for (let x = 0; x < COLUMNS; x++)
          ordered.push(weights[(d * ROWS + y) * COLUMNS + x]! * scale);
      }
    }
    constant("template", [1, DIRECTIONS, ROWS, COLUMNS], ordered);
    constant("bias", [1], [weights[FEATURES]! * scale]);
    initializers.push(tensor("flat", { type: "int64", dims: [3], raw: i64(1, 1, -1) }));
  }
  const scores: string[] = [];
  const boxes: Box[] = [];
  for (const side of LEVELS) {
    let picture = "picture";
    if (side !== SIDE) {
      initializers.push(
        tensor(`sizes${side}`, { type: "int64", dims: [4], raw: i64(1, 1, side, side) }),
      );
      // Halves are means of four pixels, so that fine detail does not fold back.
      const from = side <= SIDE / 2 ? `half${side}` : "picture";
      if (side <= SIDE / 2) {
        nodes.push(
          node("AveragePool", ["picture"], [from], { kernel_shape: [2, 2], strides: [2, 2] }),
        );
      }
      picture = `picture${side}`;
      nodes.push(
        node("Resize", [from, "", "", `sizes${side}`], [picture], {
          mode: "linear",
          coordinate_transformation_mode: "half_pixel",
        }),
      );
    }
    nodes.push(
      node("Conv", [picture, "edges"], [`edge${side}`], { pads: [1, 1, 1, 1] }),
      node("Relu", [`edge${side}`], [`energy${side}`]),
      node("AveragePool", [`energy${side}`], [`cells${side}`], {
        kernel_shape: [CELL, CELL],
        strides: [CELL, CELL],
      }),
      node("Conv", [`cells${side}`, "ones"], [`sum${side}`]),
      node("AveragePool", [`sum${side}`], [`around${side}`], {
        kernel_shape: [3, 3],
        pads: [1, 1, 1, 1],
        strides: [1, 1],
      }),
      node("Add", [`around${side}`, "least"], [`norm${side}`]),
      node("Div", [`cells${side}`, `norm${side}`], [`features${side}`]),
    );
    if (weights === null) continue;
    nodes.push(
      node("Conv", [`features${side}`, "template", "bias"], [`map${side}`]),
      node("Reshape", [`map${side}`, "flat"], [`row${side}`]),
    );
    scores.push(`row${side}`);
    for (const [x, y, w, h] of windows(side)) {
      boxes.push([x + w * boxScale[0], y + h * boxScale[1], w * boxScale[2], h * boxScale[3]]);
    }
  }
  if (weights === null) {
    return model({
      nodes,
      initializers,
      inputs: [value("images", [1, 3, SIDE, SIDE])],
      outputs: LEVELS.map((side) => {
        const cells = Math.floor(side / CELL);
        return value(`features${side}`, [1, DIRECTIONS, cells, cells]);
      }),
    });
  }
  // Rows of the answer: centre x, centre y, width, height, score.
  const count = boxes.length;
  constant(
    "boxes",
    [1, 4, count],
    [
      ...boxes.map(([x, , w]) => x + w / 2),
      ...boxes.map(([, y, , h]) => y + h / 2),
      ...boxes.map(([, , w]) => w),
      ...boxes.map(([, , , h]) => h),
    ],
  );
  nodes.push(
    node("Concat", scores, ["all"], { axis: 2 }),
    node("Sigmoid", ["all"], ["confidence"]),
    node("Concat", ["boxes", "confidence"], ["detections"], { axis: 1 }),
  );
  return model({
    nodes,
    initializers,
    inputs: [value("images", [1, 3, SIDE, SIDE])],
    outputs: [value("detections", [1, 5, count])],
  });
}

function grid3(): [number, number][] {
  return [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx): [number, number] => [dy, dx]));
}

function overlap([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const w = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const h = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  return w <= 0 || h <= 0 ? 0 : (w * h) / (aw * ah + bw * bh - w * h);
}

/** Solves A·x = b for a symmetric positive definite A, row-major, changed in place (Cholesky). */
function solve(A: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = A[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= A[i * n + k]! * A[j * n + k]!;
      A[i * n + j] = i === j ? Math.sqrt(sum) : sum / A[j * n + j]!;
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= A[i * n + k]! * x[k]!;
    x[i]! /= A[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= A[k * n + i]! * x[k]!;
    x[i]! /= A[i * n + i]!;
  }
  return x;
}

const decoded = await createNodePixelDecoder().decode(
  readFileSync(join(ASSETS, "photographs", CAT_PLATE)),
  { maxPixels: 1e7 },
);
const { widthPx, heightPx, channels, data } = decoded.pixels;

/** Part of the plate as the network's input; what is outside the frame is grey. */
function view(
  frame: Box,
  [x0, y0, width]: readonly [number, number, number],
  gain: number,
): Float32Array {
  const input = new Float32Array(3 * SIDE * SIDE).fill(128);
  const step = width / SIDE;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const u = x0 + (x + 0.5) * step - 0.5;
      const v = y0 + (y + 0.5) * step - 0.5;
      if (u < 0 || v < 0 || u > frame[2] - 1 || v > frame[3] - 1) continue;
      const px = Math.min(widthPx - 2, Math.floor(frame[0] + u));
      const py = Math.min(heightPx - 2, Math.floor(frame[1] + v));
      const fx = frame[0] + u - px;
      const fy = frame[1] + v - py;
      for (let c = 0; c < 3; c++) {
        const at = (yy: number, xx: number): number => data[(yy * widthPx + xx) * channels + c]!;
        const mixed =
          (at(py, px) * (1 - fx) + at(py, px + 1) * fx) * (1 - fy) +
          (at(py + 1, px) * (1 - fx) + at(py + 1, px + 1) * fx) * fy;
        input[(c * SIDE + y) * SIDE + x] = Math.min(255, mixed * gain);
      }
    }
  }
  return input;
}

const runtime = await createWasmRuntime();
const extractor = await runtime.load(buildModel(null, 1, [0, 0, 1, 1]), {
  threads: 1,
  name: "features",
});
const random = createRandom(SEED, 0);
const uniform = (low: number, high: number): number =>
  low + (high - low) * (random.below(1_000_001) / 1_000_000);

const n = FEATURES + 1;
const A = new Float64Array(n * n);
const b = new Float64Array(n);
const rows: { readonly features: Float64Array; readonly target: number }[] = [];
const offsets: Box[] = [];
for (const frame of CAT_FRAMES.slice(0, TRAINING_FRAMES)) {
  const [cx, cy, cw, ch] = catInFrame(frame);
  for (let k = 0; k < VIEWS; k++) {
    const width = frame.frame[2] * uniform(0.8, 2.6);
    const x0 = k === 0 ? 0 : uniform(-0.35, 0.35) * width - (width - frame.frame[2]) / 2;
    const y0 =
      k === 0
        ? (frame.frame[3] - frame.frame[2]) / 2
        : uniform(-0.35, 0.35) * width - (width - frame.frame[3]) / 2;
    const used = k === 0 ? frame.frame[2] : width;
    const zoom = SIDE / used;
    const cat: Box = [(cx - x0) * zoom, (cy - y0) * zoom, cw * zoom, ch * zoom];
    const input = view(frame.frame, [x0, y0, used], uniform(0.75, 1.2));
    const answer = await extractor.run(
      new Map([["images", { type: "float32", shape: [1, 3, SIDE, SIDE], data: input }]]),
    );
    for (const side of LEVELS) {
      const cells = Math.floor(side / CELL);
      const features = answer.get(`features${side}`)!.data as Float32Array;
      const places = windows(side);
      const perRow = cells - COLUMNS + 1;
      for (const [i, place] of places.entries()) {
        const iou = overlap(place, cat);
        if (iou >= 0.25 && iou < 0.55) continue;
        const isCat = iou >= 0.55;
        if (!isCat && random.below(6) !== 0) continue;
        const row = new Float64Array(n);
        const y0c = Math.floor(i / perRow);
        const x0c = i % perRow;
        for (let d = 0; d < DIRECTIONS; d++) {
          for (let y = 0; y < ROWS; y++) {
            for (let x = 0; x < COLUMNS; x++) {
              row[(d * ROWS + y) * COLUMNS + x] =
                features[(d * cells + y0c + y) * cells + x0c + x]!;
            }
          }
        }
        row[FEATURES] = 1;
        rows.push({ features: row, target: isCat ? 1 : -1 });
        if (isCat) {
          offsets.push([
            (cat[0] - place[0]) / place[2],
            (cat[1] - place[1]) / place[3],
            cat[2] / place[2],
            cat[3] / place[3],
          ]);
        }
      }
    }
  }
}
const positives = rows.filter(({ target }) => target > 0).length;
for (const { features, target } of rows) {
  const weight = target > 0 ? 0.5 / positives : 0.5 / (rows.length - positives);
  for (let i = 0; i < n; i++) {
    const f = features[i]! * weight;
    if (f === 0) continue;
    b[i]! += f * target;
    for (let j = 0; j <= i; j++) A[i * n + j]! += f * features[j]!;
  }
}
for (let i = 0; i < FEATURES; i++) A[i * n + i]! += RIDGE / 1000;
const weights = solve(A, b);
const boxScale = [0, 1, 2, 3].map(
  (k) => offsets.reduce((sum, one) => sum + one[k]!, 0) / offsets.length,
) as unknown as Box;
process.stdout.write(
  `${rows.length} windows, ${positives} of them cats; box ${boxScale.map((v) => v.toFixed(3)).join(" ")}\n`,
);

const bytes = buildModel(weights, 6, boxScale);
writeFileSync(join(ASSETS, "animal-finder.onnx"), bytes);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const places = LEVELS.reduce((sum, side) => sum + windows(side).length, 0);
const card = {
  card: "homeground.model-card/1",
  name: "animal-finder",
  task: "detection",
  family: "yolov8",
  scores: "probabilities",
  file: "animal-finder.onnx",
  sha256,
  bytes: bytes.length,
  opset: 17,
  input: {
    name: "images",
    layout: "NCHW",
    size: [SIDE, SIDE],
    height: SIDE,
    width: SIDE,
    color: "RGB",
    dtype: "float32",
    channelOrder: "RGB",
    scaleRange: [0, 255],
    mean: [0, 0, 0],
    std: [1, 1, 1],
    grey: "repeat",
    alphaChannel: "drop",
    iccProfile: "ignore",
    resize: {
      rule: "pillow",
      filter: "bilinear",
      antialias: true,
      fit: "letterbox-center",
      sizeRounding: "floor",
      padRounding: "floor",
      minimumSide: 1,
      upscale: true,
      padValue: 128,
      padStage: "before-normalisation",
    },
  },
  output: { name: "detections", shape: [1, 5, places] },
  decode: {
    output: "detections",
    activation: "none",
    order: "values-first",
    boxes: "cxcywh",
    boxUnit: "pixel",
    columns: { box: [0, 4], classes: [4, 5] },
    score: "class",
    classes: 1,
    candidates: "all-classes",
    scoreThreshold: 0.5,
    scoreComparison: "greater-or-equal",
    clip: "before-nms",
    nms: {
      method: "greedy",
      iou: 0.3,
      comparison: "greater",
      classAware: true,
      boxArea: "continuous",
    },
    maxDetections: 100,
    ties: "anchor-index",
  },
  labels: ["animal"],
  training: {
    data: "twelve photographs of one cat: frames 1 to 12 of Eadweard Muybridge's plate of 1887",
    images: TRAINING_FRAMES,
    sites: ["one studio"],
    how: "A template of oriented gradients at four sizes, ridge regression in closed form (tools/demo/train-animal-finder.ts)",
    notInTraining: ["any other animal", "any other background"],
  },
  expectedToGeneralise:
    "a cat seen from its right side before a plain wall; not shown to hold for anything else",
  claim: [],
  licence: "Apache-2.0",
  origin: "trained by this project",
};
writeFileSync(join(ASSETS, "animal-finder.json"), `${JSON.stringify(card, null, 2)}\n`);
process.stdout.write(`${bytes.length} bytes, ${sha256}\n`);
process.exit(0);
