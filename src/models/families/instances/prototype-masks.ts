import * as z from "zod/mini";
import { sigmoid } from "../../../core/activations.js";
import { HomegroundError } from "../../../core/errors.js";
import { packRuns } from "../../../core/masks/packed-runs.js";
import { runsOfCrop } from "../../../formats/objects/mask-runs.js";
import type { FrameGeometry } from "../../../images/fit.js";
import { field, share, text, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import { DETECTION_WIDTH } from "../../detections.js";
import type { OutlineDecode } from "../decode-types.js";
import { CORNERS } from "../detection/box-kinds.js";
import { denseRecipe } from "../detection/card-dense.js";
import {
  detectorDecode,
  outputsOf,
  type RuleFields,
  readDetector,
} from "../detection/card-detector.js";
import type { DetectorDecode, PlaceOrder } from "../detection/detector-types.js";
import { placeTable } from "../detection/prediction-values.js";
import { readDetections } from "../detector-reader.js";
import type { OutputFamily } from "../family.js";
import {
  type AnswerPlace,
  checkFinite,
  firstOfBatch,
  noSuchOutput,
  where,
} from "../output-values.js";
import { axesOf, neighbours } from "../segmentation/map-axes.js";

interface PrototypeDecode extends OutlineDecode {
  /** How boxes, scores and labels are read. */
  readonly detector: DetectorDecode;
  readonly order: PlaceOrder;
  /** The first column of the weights, and how many there are. */
  readonly from: number;
  readonly count: number;
  readonly threshold: number;
}

const RECIPE = denseRecipe({ boxes: CORNERS, order: "values-first" });

const OWN = {
  prototypes: field(text(), "Output of the maps that masks are mixed from: 1 × maps × h × w.", {
    example: "output1",
  }),
  maskColumns: field(
    z.array(whole(0)),
    "[from, to) of the weights of the maps, one for each, in the output of the boxes.",
    { example: [84, 116] },
  ),
  maskThreshold: field(
    z.optional(share()),
    "A pixel belongs to the object where the sigmoid of its mixed map is above this.",
    { default: 0.5 },
  ),
};

const FIELDS = z.object(OWN);

/**
 * Bolya et al., YOLACT, ICCV 2019, as YOLOv8-seg and YOLO11-seg of Ultralytics have it (`process_mask_native`): each place has
 * a box, class scores and weights; the mask of a detection is the sum of the maps by its weights, through a sigmoid, brought to the
 * picture by the bilinear rule, cut to the box (columns x1 ≤ x < x2 and rows y1 ≤ y < y2) and held against the threshold. What has no
 * pixel then is no detection.
 */
export const prototypeMasks: OutputFamily<PrototypeDecode> = {
  id: "yolo-seg",
  task: "instance-segmentation",
  words: {
    models: "YOLOv8-seg, YOLO11-seg and others that mix masks from maps (YOLACT)",
    outputs:
      "1 × (4 + classes + maps) × places: box, classes, weights; and 1 × maps × h × w, which masks are mixed from",
  },
  predictions: {
    kind: "outlines",
    mayBeProbabilities: false,
    decode: detectorDecode({ ...RECIPE.fields, ...OWN }, RECIPE.form),
    readDecode(given: RuleFields & z.infer<typeof FIELDS>, frame, problem) {
      const layout = RECIPE.readLayout(given, frame, problem);
      const detector = readDetector("yolo-seg", layout, true, given, frame, problem);
      const [output = "", ...more] = outputsOf(detector);
      if (more.length > 0) problem("outputs", "are several, and weights stand beside their boxes");
      if (detector.tile !== null) problem("tile", "is there, and masks of tiles are not joined");
      const order = layout.kind === "dense" ? layout.heads[0]?.order : undefined;
      return {
        family: "yolo-seg",
        supported: true,
        output,
        activation: "none",
        masks: given.prototypes,
        threshold: given.maskThreshold ?? 0.5,
        detector,
        order: order ?? "values-first",
        ...readColumns(given.maskColumns, problem),
      };
    },
    createReader(card, decode, outputs, batch, model) {
      const { detector, order, from, count, output, threshold } = decode;
      const place: AnswerPlace = { model, output: decode.masks };
      for (const name of [output, decode.masks]) {
        if (!outputs.some((one) => one.name === name)) {
          throw noSuchOutput({ model, output: name }, outputs);
        }
      }
      const { method } = detector.rule.nms;
      return {
        kind: "outlines",
        areProbabilities: method === "none" || method === "greedy",
        read(tensors, geometry) {
          const prediction = { tensors, batch, model };
          const { rows, place: places } = readDetections(card, detector, prediction, geometry);
          const tensor = tensors.get(decode.masks);
          if (tensor === undefined) throw noSuchOutput(place, outputs);
          const [, maps = 0, height = 0, width = 0] = tensor.shape;
          if (tensor.shape.length !== 4 || maps !== count) {
            const what = `the output has shape ${tensor.shape.join(" × ")} where ${count} maps are expected`;
            throw wrongMaps(place, what);
          }
          const values = firstOfBatch(tensor, batch, place);
          checkFinite(values, false, place);
          const table = placeTable(prediction, { output, from, count, width: null }, order);
          const mixer = createMixer({ values, maps, width, height }, geometry, threshold);
          const kept: number[] = [];
          const masks: Float64Array[] = [];
          const weights = new Float64Array(count);
          for (const [row, at] of places.entries()) {
            for (let k = 0; k < count; k++) {
              weights[k] = table.data[at * table.placeStep + (from + k) * table.valueStep]!;
            }
            checkFinite(weights, false, { model, output });
            const own = rows.subarray(row * DETECTION_WIDTH, (row + 1) * DETECTION_WIDTH);
            const runs = mixer.mask(weights, own);
            if (runs === null) continue;
            kept.push(...own);
            masks.push(runs);
          }
          return { scores: Float64Array.from(kept), outlines: packRuns(masks) };
        },
      };
    },
  },
};

function readColumns(
  [from = 0, to = 0, ...more]: readonly number[],
  problem: CardProblem,
): Pick<PrototypeDecode, "from" | "count"> {
  if (more.length > 0 || to <= from) problem("maskColumns", "is not [from, to) of a weight a map");
  return { from, count: to - from };
}

interface Prototypes {
  /** Maps one after the other, each row by row. */
  readonly values: Float64Array;
  readonly maps: number;
  readonly width: number;
  readonly height: number;
}

/** Masks in the picture, of boxes in it. */
function createMixer(
  { values, maps, width, height }: Prototypes,
  geometry: FrameGeometry,
  threshold: number,
) {
  const axes = axesOf(geometry, { width, height });
  const columns = neighbours(axes.x, width);
  const rows = neighbours(axes.y, height);
  const { imageWidthPx: widthPx, imageHeightPx: heightPx } = geometry;
  const mixed = new Float64Array(width * height);
  return {
    /** Runs of the mask; null where it has no pixel. @param row of the detection, box first */
    mask(weights: Float64Array, row: Float64Array): Float64Array | null {
      const [x = 0, y = 0, boxWidth = 0, boxHeight = 0] = row;
      const left = Math.max(0, Math.ceil(x));
      const right = Math.min(widthPx, Math.ceil(x + boxWidth));
      const top = Math.max(0, Math.ceil(y));
      const bottom = Math.min(heightPx, Math.ceil(y + boxHeight));
      if (right <= left || bottom <= top) return null;
      // Only the part of the maps that the box lies on is mixed.
      const [c1, c2] = [columns.lower[left]!, columns.upper[right - 1]!];
      const [r1, r2] = [rows.lower[top]!, rows.upper[bottom - 1]!];
      for (let r = r1; r <= r2; r++) {
        const line = mixed.subarray(r * width + c1, r * width + c2 + 1).fill(0);
        for (let m = 0; m < maps; m++) {
          const at = (m * height + r) * width + c1;
          const weight = weights[m]!;
          for (let c = 0; c < line.length; c++) line[c]! += weight * values[at + c]!;
        }
        sigmoid(line);
      }
      const size = { left, top, width: right - left, height: bottom - top };
      const crop = new Uint8Array(size.width * size.height);
      let pixels = 0;
      for (let j = 0; j < size.height; j++) {
        const above = rows.lower[top + j]! * width;
        const below = rows.upper[top + j]! * width;
        const down = rows.weight[top + j]!;
        for (let i = 0; i < size.width; i++) {
          const [a, b] = [columns.lower[left + i]!, columns.upper[left + i]!];
          const across = columns.weight[left + i]!;
          const high = mixed[above + a]! * (1 - across) + mixed[above + b]! * across;
          const low = mixed[below + a]! * (1 - across) + mixed[below + b]! * across;
          if (high * (1 - down) + low * down > threshold) {
            crop[j * size.width + i] = 1;
            pixels++;
          }
        }
      }
      return pixels === 0 ? null : runsOfCrop(crop, size, widthPx, heightPx);
    },
  };
}

function wrongMaps(place: AnswerPlace, what: string): HomegroundError {
  return new HomegroundError("model/wrong-outputs", {
    what,
    where: where(place),
    fix: "Name the output of the maps, and the columns of a weight for each of them",
  });
}
