import { sigmoid } from "../../../core/activations.js";
import { HomegroundError } from "../../../core/errors.js";
import { MAX_MASK_LABELS, NO_LABEL, packMask } from "../../../core/masks/label-mask.js";
import type { FrameGeometry } from "../../../images/fit.js";
import type { ModelCard } from "../../card/card-types.js";
import type { Tensor, TensorInfo } from "../../inference-runtime.js";
import type { MaskDecode } from "../decode-types.js";
import {
  type AnswerPlace,
  checkFinite,
  firstOfBatch,
  noSuchOutput,
  where,
} from "../output-values.js";
import { axesOf, neighbours } from "./map-axes.js";

/** Reads the labels of pixels out of a model's maps, as its card says. */
export interface MaskReader {
  readonly kind: "mask";
  /** Labels claim nothing. */
  readonly areProbabilities: false;
  /**
   * The mask of the upright picture, packed as `unpackMask` takes it.
   *
   * @param geometry where the picture lay in the frame
   * @throws HomegroundError `model/wrong-outputs`, `model/nan-scores`
   */
  read(outputs: ReadonlyMap<string, Tensor>, geometry: FrameGeometry): Float64Array;
}

/**
 * @param outputs what the model declares
 * @param batch images in each run of the model; the prediction is the first one's
 * @param model names the model file in errors
 * @throws HomegroundError `model/wrong-outputs`
 */
export function createMaskReader(
  card: Pick<ModelCard, "labels">,
  decode: MaskDecode,
  outputs: readonly TensorInfo[],
  batch: number,
  model: string,
): MaskReader {
  const place: AnswerPlace = { model, output: decode.output };
  if (!outputs.some(({ name }) => name === decode.output)) throw noSuchOutput(place, outputs);
  const labels = card.labels.length;
  return {
    kind: "mask",
    areProbabilities: false,
    read(tensors, geometry) {
      const tensor = tensors.get(decode.output);
      if (tensor === undefined) throw noSuchOutput(place, outputs);
      const maps = mapsOf(tensor, decode, labels, batch, place);
      const { imageWidthPx: widthPx, imageHeightPx: heightPx } = geometry;
      const into = new Int16Array(widthPx * heightPx);
      if (decode.resized === "scores") fromScores(maps, decode, geometry, into);
      else fromLabels(labelMap(maps, decode), maps, geometry, into);
      for (const label of into) {
        if (label < labels) continue;
        throw wrong(place, `a pixel has the label ${label}, and there are ${labels}`);
      }
      return packMask({ widthPx, heightPx, labels: into });
    },
  };
}

/** Maps of one image: value of channel c at (x, y) is values[c·channelStep + (y·width + x)·pixelStep]. */
interface Maps {
  readonly values: Float64Array;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly channelStep: number;
  readonly pixelStep: number;
}

function mapsOf(
  tensor: Tensor,
  { scored, activation }: MaskDecode,
  labels: number,
  batch: number,
  place: AnswerPlace,
): Maps {
  const values = firstOfBatch(tensor, batch, place);
  const sides = tensor.shape.slice(1);
  const wanted = scored === "each" ? labels : 1;
  const [first = 0, second = 0, third = 0] = sides;
  const isFirst = sides.length === 3 && first === wanted;
  const isLast = sides.length === 3 && third === wanted && !isFirst;
  const isFlat = sides.length === 2 && wanted === 1;
  if (!isFirst && !isLast && !isFlat) {
    const what = `the output has shape ${tensor.shape.join(" × ")} where ${wanted === 1 ? "one map" : `a map for each of ${wanted} labels`} is expected`;
    throw wrong(place, what);
  }
  const [height, width] = isFirst ? [second, third] : [first, second];
  if (scored !== "none") checkFinite(values, false, place);
  // Softmax leaves the order of scores, and so the greatest, as it is.
  if (activation === "sigmoid") sigmoid(values);
  return {
    values,
    channels: wanted,
    width,
    height,
    channelStep: isLast ? 1 : width * height,
    pixelStep: isLast ? wanted : 1,
  };
}

/** Scores are brought to the picture by the bilinear rule, then each pixel is decided. */
function fromScores(
  maps: Maps,
  decode: MaskDecode,
  geometry: FrameGeometry,
  into: Int16Array,
): void {
  const axes = axesOf(geometry, maps);
  const columns = neighbours(axes.x, maps.width);
  const rows = neighbours(axes.y, maps.height);
  const { values, channels, width, channelStep, pixelStep } = maps;
  const best = new Float64Array(axes.x.length);
  for (let y = 0, to = 0; y < axes.y.length; y++, to += axes.x.length) {
    const above = rows.lower[y]! * width;
    const below = rows.upper[y]! * width;
    const down = rows.weight[y]!;
    for (let c = 0; c < channels; c++) {
      const channel = c * channelStep;
      for (let x = 0; x < best.length; x++) {
        const left = columns.lower[x]!;
        const right = columns.upper[x]!;
        const across = columns.weight[x]!;
        const high =
          values[channel + (above + left) * pixelStep]! * (1 - across) +
          values[channel + (above + right) * pixelStep]! * across;
        const low =
          values[channel + (below + left) * pixelStep]! * (1 - across) +
          values[channel + (below + right) * pixelStep]! * across;
        const score = high * (1 - down) + low * down;
        if (decode.scored === "positive") into[to + x] = decided(score, decode);
        else if (c === 0 || score > best[x]!) {
          best[x] = score;
          into[to + x] = c;
        }
      }
    }
  }
}

function decided(score: number, { threshold, comparison, positive }: MaskDecode): number {
  const isPositive = comparison === "greater" ? score > threshold : score >= threshold;
  return isPositive ? positive : 1 - positive;
}

/** The label of each place of the map: the greatest score's, the first of equal ones. */
function labelMap(
  { values, channels, width, height, channelStep, pixelStep }: Maps,
  decode: MaskDecode,
): Int16Array {
  const labels = new Int16Array(width * height);
  for (let i = 0; i < labels.length; i++) {
    const from = i * pixelStep;
    if (decode.scored === "positive") labels[i] = decided(values[from]!, decode);
    else if (decode.scored === "none") {
      const value = values[from]!;
      const isLabel = value >= 0 && value <= MAX_MASK_LABELS && value !== decode.ignoreValue;
      labels[i] = isLabel ? value : NO_LABEL;
    } else {
      let best = 0;
      for (let c = 1; c < channels; c++) {
        if (values[from + c * channelStep]! > values[from + best * channelStep]!) best = c;
      }
      labels[i] = best;
    }
  }
  return labels;
}

/** Labels are brought to the picture by the nearest place. */
function fromLabels(
  labels: Int16Array,
  maps: Maps,
  geometry: FrameGeometry,
  into: Int16Array,
): void {
  const { x: columns, y: rows } = axesOf(geometry, maps);
  const nearest = (at: number, size: number) => Math.floor(Math.min(Math.max(at, 0), size - 1));
  const from = Int32Array.from(columns, (at) => nearest(at, maps.width));
  for (const [y, at] of rows.entries()) {
    const row = nearest(at, maps.height) * maps.width;
    const to = y * from.length;
    for (let x = 0; x < from.length; x++) into[to + x] = labels[row + from[x]!]!;
  }
}

function wrong(place: AnswerPlace, what: string): HomegroundError {
  return new HomegroundError("model/wrong-outputs", {
    what,
    where: where(place),
    fix: "Give the labels the model was trained with, in output order, and name the output of its maps",
  });
}
