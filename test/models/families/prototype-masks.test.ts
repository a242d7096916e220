import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packRuns, resizePacked, unpackRuns } from "../../../src/core/masks/packed-runs.js";
import { bitmapOfRuns, runsOfBitmap } from "../../../src/core/masks/runs.js";
import { type FrameGeometry, fitToFrame } from "../../../src/images/fit.js";
import { guessCard } from "../../../src/models/card/guess-card.js";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import { createPredictionReader } from "../../../src/models/families/prediction-reader.js";
import type { Tensor } from "../../../src/models/inference-runtime.js";
import { inspectOnnx } from "../../../src/models/onnx/onnx-inspect.js";
import { model, node, value } from "../../support/onnx-writer.js";
import { throwsCode } from "../../support/throws-code.js";

const [FRAME, MAP, MAPS] = [32, 8, 3];
const KNOWN = {
  file: "m.onnx",
  input: { name: "image", layout: "NCHW", size: { height: FRAME, width: FRAME }, dtype: "float32" },
  outputs: ["rows", "maps"],
} as const;

const DECODE = {
  ...{ output: "rows", order: "values-first", boxes: "cxcywh", boxUnit: "pixel" },
  ...{ activation: "none", score: "class", candidates: "best-class", scoreThreshold: 0.1 },
  columns: { box: [0, 4], classes: [4, 6] },
  ...{ clip: "after-nms", maxDetections: 10, scaleBack: "resized-sides" },
  nms: {
    method: "greedy",
    iou: 0.7,
    comparison: "greater",
    classAware: true,
    boxArea: "continuous",
  },
  ...{ prototypes: "maps", maskColumns: [6, 6 + MAPS] },
};

describe("a model of which nothing says what it is", () => {
  const guessed = (task: string | null, maps = 32, weights = maps) => {
    const bytes = model({
      nodes: [
        node("Concat", ["image"], ["rows"], { axis: 1 }),
        node("Concat", ["image"], ["maps"], { axis: 1 }),
      ],
      inputs: [value("image", [1, 3, FRAME, FRAME])],
      outputs: [value("rows", [1, 6 + weights, 84]), value("maps", [1, maps, MAP, MAP])],
    });
    const inspection = inspectOnnx(bytes, "m.onnx");
    const given = { preprocessor: null, config: null, labels: ["fly", "bee"], inspection, task };
    return guessCard({ file: "m.onnx", sha256: "0".repeat(64), ...given }, "m.onnx");
  };

  it("is read with its masks where they are asked for, and as a detector of boxes where not", () => {
    const card = guessed("instance-segmentation");
    expect(card).toMatchObject({ family: "yolo-seg", task: "instance-segmentation" });
    expect(card.decode).toMatchObject({ masks: "maps", from: 6, count: 32 });
    expect(card.raw["decode"]).toMatchObject({ boxes: "cxcywh", columns: { classes: [4, 6] } });
    expect(guessed(null).task).toBe("detection");
    // No detector of boxes has three numbers beside its classes.
    expect(guessed(null, MAPS).family).toBe("yolo-seg");
  });

  it("is no such one where rows have no number for each map", () => {
    expect(() => guessed("instance-segmentation", MAPS, 32)).toThrow(
      throwsCode("model/wrong-outputs"),
    );
  });
});

function readerOf(decode: object = DECODE) {
  const card = {
    ...{ card: "homeground.model-card/1", family: "yolo-seg", labels: ["fly", "bee"], decode },
    input: {
      ...{ channelOrder: "RGB", scaleRange: [0, 1], mean: [0], std: [1] },
      resize: { rule: "interpolate", filter: "bilinear", fit: "stretch" },
    },
  };
  const parsed = parseModelCard(JSON.stringify(card), "card.json", KNOWN);
  const outputs = ["rows", "maps"].map((name) => ({ name, type: "float32", shape: [-1] }) as const);
  const reader = createPredictionReader(parsed, outputs, 1, "m.onnx");
  if (reader.kind !== "outlines") throw new Error("no outlines");
  return { reader, task: parsed.task };
}

/** A place: box (middle and sides, in the frame), the scores of both labels, and the weights. */
interface Place {
  readonly box: readonly number[];
  readonly scores: readonly number[];
  readonly weights: readonly number[];
}

function tensors(places: readonly Place[], maps: readonly number[], count = MAPS) {
  const rows = places.map(({ box, scores, weights }) => [...box, ...scores, ...weights]);
  const width = 6 + MAPS;
  const data = Array.from({ length: width }, (_, k) => rows.map((row) => row[k]!)).flat();
  const of = (shape: readonly number[], values: readonly number[]): Tensor => ({
    ...{ type: "float32", shape, data: Float32Array.from(values) },
  });
  return new Map([
    ["rows", of([1, width, places.length], data)],
    ["maps", of([1, count, MAP, MAP], maps)],
  ]);
}

/** The published recipe for one pixel, as plainly as can be: every map at the pixel's place, mixed, and held against the threshold. */
function slowMask(
  { box, weights }: Place,
  maps: readonly number[],
  g: FrameGeometry,
): readonly boolean[] {
  const value = (column: number, row: number): number => {
    let sum = 0;
    for (let m = 0; m < MAPS; m++) sum += weights[m]! * maps[(m * MAP + row) * MAP + column]!;
    return 1 / (1 + Math.exp(-sum));
  };
  const [cx = 0, cy = 0, w = 0, h = 0] = box;
  const [sx, sy] = [g.resizedWidthPx / g.imageWidthPx, g.resizedHeightPx / g.imageHeightPx];
  const cut = (at: number, most: number) => Math.min(most, Math.max(0, at));
  const x1 = cut((cx - w / 2 - g.leftPx) / sx, g.imageWidthPx);
  const x2 = cut((cx + w / 2 - g.leftPx) / sx, g.imageWidthPx);
  const y1 = cut((cy - h / 2 - g.topPx) / sy, g.imageHeightPx);
  const y2 = cut((cy + h / 2 - g.topPx) / sy, g.imageHeightPx);
  const pixels: boolean[] = [];
  for (let y = 0; y < g.imageHeightPx; y++) {
    for (let x = 0; x < g.imageWidthPx; x++) {
      const isInside = x >= x1 && x < x2 && y >= y1 && y < y2;
      const inMap = (at: number, offset: number, scale: number) =>
        Math.min(MAP - 1, Math.max(0, ((at + 0.5) * scale + offset) * (MAP / FRAME) - 0.5));
      const [u, v] = [inMap(x, g.leftPx, sx), inMap(y, g.topPx, sy)];
      const [c, r] = [Math.floor(u), Math.floor(v)];
      const [c2, r2] = [Math.min(c + 1, MAP - 1), Math.min(r + 1, MAP - 1)];
      const [a, d] = [u - c, v - r];
      const mixed =
        (value(c, r) * (1 - a) + value(c2, r) * a) * (1 - d) +
        (value(c, r2) * (1 - a) + value(c2, r2) * a) * d;
      pixels.push(isInside && mixed > 0.5);
    }
  }
  return pixels;
}

const single = fc.float({ min: -4, max: 4, noNaN: true });
const place = fc.record({
  box: fc.tuple(
    fc.float({ min: 4, max: 28, noNaN: true }),
    fc.float({ min: 4, max: 28, noNaN: true }),
    fc.float({ min: 2, max: 30, noNaN: true }),
    fc.float({ min: 2, max: 30, noNaN: true }),
  ),
  weights: fc.array(single, { minLength: MAPS, maxLength: MAPS }),
});
/** Pictures that lie in the frame with margins, stretched and enlarged. */
const geometry = fc.constantFrom(
  fitToFrame({ kind: "stretch" }, 20, 50, FRAME, FRAME),
  fitToFrame({ kind: "stretch" }, FRAME, FRAME, FRAME, FRAME),
  {
    ...{ imageWidthPx: 24, imageHeightPx: 48, frameWidthPx: FRAME, frameHeightPx: FRAME },
    ...{ resizedWidthPx: 16, resizedHeightPx: FRAME, leftPx: 8, topPx: 0, scale: 2 / 3 },
  } satisfies FrameGeometry,
);

describe("masks that are mixed from maps", () => {
  it("are those of the published recipe, pixel by pixel", () => {
    const maps = fc.array(single, { minLength: MAPS * MAP * MAP, maxLength: MAPS * MAP * MAP });
    fc.assert(
      fc.property(place, maps, geometry, (given, values, g) => {
        const one: Place = { ...given, scores: [0.75, 0.25] };
        const { reader } = readerOf();
        const { scores, outlines } = reader.read(tensors([one], values), g);
        const wanted = slowMask(one, values, g);
        if (!wanted.includes(true)) {
          expect([scores.length, outlines.length]).toEqual([0, 0]);
          return;
        }
        expect(scores.length).toBe(6);
        const [runs = new Float64Array()] = unpackRuns(outlines);
        const found = bitmapOfRuns(runs, g.imageWidthPx, g.imageHeightPx);
        expect([...found].map((pixel) => pixel === 1)).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  it("stand with their own boxes, after suppression, surest first; one without a pixel is no detection", () => {
    const ones = new Array<number>(MAPS * MAP * MAP).fill(1);
    const at = (cx: number, sure: number, weight: number, label = 0): Place => ({
      box: [cx, 16, 6, 6],
      scores: label === 0 ? [sure, 0] : [0, sure],
      weights: [weight, 0, 0],
    });
    const places = [at(8, 0.5, 3), at(8.25, 0.875, 3), at(20, 0.75, -3), at(24, 0.625, 3, 1)];
    const { reader, task } = readerOf();
    expect(task).toBe("instance-segmentation");
    const square = fitToFrame({ kind: "stretch" }, FRAME, FRAME, FRAME, FRAME);
    const { scores, outlines } = reader.read(tensors(places, ones), square);
    expect([...scores]).toEqual([5.25, 13, 6, 6, 0.875, 0, 21, 13, 6, 6, 0.625, 1]);
    const masks = unpackRuns(outlines).map((runs) => bitmapOfRuns(runs, FRAME, FRAME));
    // Columns of which x1 ≤ x < x2: 6 to 11, and 21 to 26.
    expect(masks.map((mask) => [mask.indexOf(1), mask.reduce((sum, one) => sum + one, 0)])).toEqual(
      [
        [13 * FRAME + 6, 36],
        [13 * FRAME + 21, 36],
      ],
    );
  });

  it("are refused where the maps are not as many as the weights, or no numbers", () => {
    const square = fitToFrame({ kind: "stretch" }, FRAME, FRAME, FRAME, FRAME);
    const one: Place = { box: [16, 16, 9, 9], scores: [0.75, 0], weights: [1, 1, 1] };
    const { reader } = readerOf();
    const maps = new Array<number>(MAPS * MAP * MAP).fill(0);
    expect(() => reader.read(tensors([one], maps.slice(MAP * MAP), 2), square)).toThrow(
      throwsCode("model/wrong-outputs"),
    );
    expect(() => reader.read(tensors([one], [Number.NaN, ...maps.slice(1)]), square)).toThrow(
      throwsCode("model/nan-scores"),
    );
    const wrong = { ...one, weights: [Number.NaN, 0, 0] };
    expect(() => reader.read(tensors([wrong], maps), square)).toThrow(
      throwsCode("model/nan-scores"),
    );
  });

  it.each([
    ["maskColumns", [9, 6]],
    ["maskThreshold", 2],
    ["prototypes", ""],
  ])("need a card that says where they are: %s", (field, value) => {
    expect(() => readerOf({ ...DECODE, [field]: value })).toThrow(throwsCode("model/card-bad"));
  });
});

it("packs masks and gives them back, in another size by the nearest pixel", () => {
  const bitmap = fc.array(fc.constantFrom(0, 1), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(bitmap, { maxLength: 4 }), (bitmaps) => {
      const masks = bitmaps.map((one) => runsOfBitmap(Uint8Array.from(one), 4, 3));
      const packed = packRuns(masks);
      expect(unpackRuns(packed)).toEqual(masks);
      const twice = resizePacked(packed, { widthPx: 4, heightPx: 3 }, { widthPx: 8, heightPx: 6 });
      for (const [i, runs] of unpackRuns(twice).entries()) {
        const large = bitmapOfRuns(runs, 8, 6);
        for (let y = 0; y < 6; y++) {
          for (let x = 0; x < 8; x++) {
            expect(large[y * 8 + x]).toBe(bitmaps[i]![Math.floor(y / 2) * 4 + Math.floor(x / 2)]);
          }
        }
      }
    }),
  );
});
