import * as z from "zod/mini";
import { HomegroundError } from "../../../core/errors.js";
import { packRuns } from "../../../core/masks/packed-runs.js";
import { runsOfCrop } from "../../../formats/objects/mask-runs.js";
import type { FrameGeometry } from "../../../images/fit.js";
import { field, share, text } from "../../card/card-field.js";
import { DETECTION_WIDTH } from "../../detections.js";
import type { Tensor } from "../../inference-runtime.js";
import type { OutlineDecode } from "../decode-types.js";
import {
  detectorDecode,
  outputsOf,
  type RuleFields,
  readDetector,
} from "../detection/card-detector.js";
import { listRecipe } from "../detection/card-list.js";
import type { DetectorDecode } from "../detection/detector-types.js";
import { readDetections } from "../detector-reader.js";
import type { OutputFamily } from "../family.js";
import { type AnswerPlace, halfToNumber, noSuchOutput, where } from "../output-values.js";
import { axesOf, neighbours } from "../segmentation/map-axes.js";

interface BoxMaskDecode extends OutlineDecode {
  /** How boxes, scores and labels are read. */
  readonly detector: DetectorDecode;
  readonly over: "input" | "box";
  readonly threshold: number;
}

const RECIPE = listRecipe(null);

const OWN = {
  masks: field(text(), "Output of the masks, one for each box: N × 1 × h × w.", {
    example: "masks",
  }),
  maskOver: field(
    z.optional(z.enum(["input", "box"])),
    "What a mask lies over: the model's input, as torchvision pastes it, or its box (N × 1 × 28 × 28).",
    { default: "input", example: "box" },
  ),
  maskThreshold: field(
    z.optional(share()),
    "A pixel belongs to the object where its mask is above this.",
    { default: 0.5 },
  ),
};

const FIELDS = z.object(OWN);

/**
 * He et al., Mask R-CNN, ICCV 2017, as torchvision exports it: rows of a box, a score and a label, and a mask of probabilities
 * for each. A mask over the input is brought to the picture by the bilinear rule; one over its box as Detectron2 pastes it
 * (`_do_paste_mask`): the middle of each pixel is looked up in the box, bilinear, nothing beyond the mask. What has no pixel is
 * no detection.
 */
export const boxMasks: OutputFamily<BoxMaskDecode> = {
  id: "mask-rcnn",
  task: "instance-segmentation",
  words: {
    models: "Mask R-CNN of torchvision and others that give a mask for each box",
    outputs: "boxes N × 4, labels N, scores N, masks N × 1 × h × w",
  },
  predictions: {
    kind: "outlines",
    mayBeProbabilities: false,
    decode: detectorDecode({ ...RECIPE.fields, ...OWN }, RECIPE.form),
    readDecode(given: RuleFields & z.infer<typeof FIELDS>, frame, problem) {
      const layout = RECIPE.readLayout(given, frame, problem);
      const detector = readDetector("mask-rcnn", layout, true, given, frame, problem);
      if (detector.tile !== null) problem("tile", "is there, and masks of tiles are not joined");
      return {
        family: "mask-rcnn",
        supported: true,
        output: outputsOf(detector)[0] ?? "",
        activation: "none",
        masks: given.masks,
        detector,
        over: given.maskOver ?? "input",
        threshold: given.maskThreshold ?? 0.5,
      };
    },
    createReader(card, decode, outputs, batch, model) {
      const { detector, masks, over, threshold } = decode;
      const place: AnswerPlace = { model, output: masks };
      for (const output of [...outputsOf(detector), masks]) {
        if (!outputs.some(({ name }) => name === output)) {
          throw noSuchOutput({ model, output }, outputs);
        }
      }
      return {
        kind: "outlines",
        areProbabilities: true,
        read(tensors, geometry) {
          const prediction = { tensors, batch, model };
          const { rows, place: places } = readDetections(card, detector, prediction, geometry);
          const tensor = tensors.get(masks);
          if (tensor === undefined) throw noSuchOutput(place, outputs);
          const maps = mapsOf(tensor, place);
          const paste = over === "input" ? overInput(maps, geometry) : overBox(maps, geometry);
          const kept: number[] = [];
          const found: Float64Array[] = [];
          for (const [row, at] of places.entries()) {
            if (at >= maps.count) {
              throw wrongMasks(place, `there are ${maps.count} masks, and box ${at} has none`);
            }
            const own = rows.subarray(row * DETECTION_WIDTH, (row + 1) * DETECTION_WIDTH);
            const runs = paste(at, own, threshold, place);
            if (runs === null) continue;
            kept.push(...own);
            found.push(runs);
          }
          return { scores: Float64Array.from(kept), outlines: packRuns(found) };
        },
      };
    },
  },
};

interface Masks {
  readonly value: (at: number) => number;
  readonly count: number;
  readonly width: number;
  readonly height: number;
}

/** Masks one after the other, row by row: N × 1 × h × w, 1 × N × h × w or N × h × w. */
function mapsOf({ shape, data, type }: Tensor, place: AnswerPlace): Masks {
  const [height = 0, width = 0] = shape.slice(-2);
  const isOne = shape.length === 3 || (shape.length === 4 && shape.slice(0, 2).includes(1));
  const count = data.length / (height * width || 1);
  const hasNone = shape.length === 4 && shape[0] === 0;
  if (!hasNone && (!isOne || !Number.isInteger(count))) {
    throw wrongMasks(
      place,
      `the output has shape ${shape.join(" × ")}, and not a mask for each box`,
    );
  }
  const isHalf = type === "float16" && data instanceof Uint16Array;
  const value = isHalf
    ? (at: number) => halfToNumber(Number(data[at]))
    : (at: number) => Number(data[at]);
  return { value, count: hasNone ? 0 : count, width, height };
}

/** Runs of the mask in the picture; null where it has no pixel. @param row of the detection, box first */
type Paste = (
  mask: number,
  row: Float64Array,
  threshold: number,
  place: AnswerPlace,
) => Float64Array | null;

/** Masks over the model's input: outside its box there is nothing of an object. */
function overInput(maps: Masks, geometry: FrameGeometry): Paste {
  const axes = axesOf(geometry, maps);
  const columns = neighbours(axes.x, maps.width);
  const rows = neighbours(axes.y, maps.height);
  return (mask, row, threshold, place) =>
    pasted(boxOf(row, geometry, 1), geometry, threshold, place, (x, y) => {
      const across = columns.weight[x]!;
      const down = rows.weight[y]!;
      const at = (r: number, c: number) => maps.value((mask * maps.height + r) * maps.width + c);
      const [a, b] = [columns.lower[x]!, columns.upper[x]!];
      const [above, below] = [rows.lower[y]!, rows.upper[y]!];
      const high = at(above, a) * (1 - across) + at(above, b) * across;
      const low = at(below, a) * (1 - across) + at(below, b) * across;
      return high * (1 - down) + low * down;
    });
}

/** Masks over their boxes. */
function overBox(maps: Masks, geometry: FrameGeometry): Paste {
  return (mask, row, threshold, place) => {
    const [left = 0, top = 0, width = 0, height = 0] = row;
    const at = (r: number, c: number): number =>
      r < 0 || c < 0 || r >= maps.height || c >= maps.width
        ? 0
        : maps.value((mask * maps.height + r) * maps.width + c);
    return pasted(boxOf(row, geometry, 0), geometry, threshold, place, (x, y) => {
      const u = ((x + 0.5 - left) / width) * maps.width - 0.5;
      const v = ((y + 0.5 - top) / height) * maps.height - 0.5;
      const [c, r] = [Math.floor(u), Math.floor(v)];
      const [across, down] = [u - c, v - r];
      const high = at(r, c) * (1 - across) + at(r, c + 1) * across;
      const low = at(r + 1, c) * (1 - across) + at(r + 1, c + 1) * across;
      return high * (1 - down) + low * down;
    });
  };
}

/** The whole pixels that a box touches, and so many more on each side. */
function boxOf(
  [x = 0, y = 0, width = 0, height = 0]: Float64Array,
  { imageWidthPx, imageHeightPx }: FrameGeometry,
  more: number,
) {
  const left = Math.max(0, Math.floor(x) - more);
  const top = Math.max(0, Math.floor(y) - more);
  const right = Math.min(imageWidthPx, Math.ceil(x + width) + more);
  const bottom = Math.min(imageHeightPx, Math.ceil(y + height) + more);
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

function pasted(
  size: ReturnType<typeof boxOf>,
  { imageWidthPx, imageHeightPx }: FrameGeometry,
  threshold: number,
  place: AnswerPlace,
  valueAt: (x: number, y: number) => number,
): Float64Array | null {
  const crop = new Uint8Array(size.width * size.height);
  let pixels = 0;
  for (let j = 0; j < size.height; j++) {
    for (let i = 0; i < size.width; i++) {
      const value = valueAt(size.left + i, size.top + j);
      if (!Number.isFinite(value)) {
        throw new HomegroundError("model/nan-scores", {
          what: `the model answered ${value} in a mask`,
          where: where(place),
          fix: "Check the preprocessing in the card; if it is right, the model fails on this image",
        });
      }
      if (value <= threshold) continue;
      crop[j * size.width + i] = 1;
      pixels++;
    }
  }
  return pixels === 0 ? null : runsOfCrop(crop, size, imageWidthPx, imageHeightPx);
}

function wrongMasks(place: AnswerPlace, what: string): HomegroundError {
  return new HomegroundError("model/wrong-outputs", {
    what,
    where: where(place),
    fix: "Name the output that has a mask for each box",
  });
}
