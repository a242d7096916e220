import { type FrameGeometry, type FrameToImage, frameToImage } from "../../images/fit.js";
import type { ModelCard } from "../card/card-types.js";
import { DETECTION_WIDTH } from "../detections.js";
import type { Tensor, TensorInfo } from "../inference-runtime.js";
import type { FrameSize } from "./detection/box-corners.js";
import { type CandidateList, createCandidates } from "./detection/candidates.js";
import { isInImage, outputsOf } from "./detection/card-detector.js";
import { decodeDense } from "./detection/decode-dense.js";
import { decodeList } from "./detection/decode-list.js";
import type { DetectionRule, DetectorDecode, TileRule } from "./detection/detector-types.js";
import { suppress } from "./detection/nms.js";
import type { DetectorPrediction } from "./detection/prediction-values.js";
import { noSuchOutput } from "./output-values.js";

/** Reads a detector's answers as its card says. */
export interface DetectorReader {
  readonly kind: "detections";
  /**
   * Whether scores are numbers claimed to be probabilities: all are in [0, 1]; those that soft
   * suppression lowered claim nothing.
   */
  readonly areProbabilities: boolean;
  /** How pictures are cut before each part is read for itself; null: they are not. */
  readonly tile: TileRule | null;
  /**
   * Detections in pixels of the upright picture, surest first, packed as `unpackDetections` takes them.
   *
   * @param geometry where the picture lay in the frame
   * @throws HomegroundError `model/wrong-outputs`, `model/nan-scores`
   */
  read(outputs: ReadonlyMap<string, Tensor>, geometry: FrameGeometry): Float64Array;
}

/**
 * @param decode of the card
 * @param outputs what the model declares
 * @param batch images in each run of the model; the prediction is the first one's
 * @param model names the model file in errors
 * @throws HomegroundError `model/wrong-outputs`
 */
export function createDetectorReader(
  card: Pick<ModelCard, "input" | "labels">,
  decode: DetectorDecode,
  outputs: readonly TensorInfo[],
  batch: number,
  model: string,
): DetectorReader {
  for (const output of outputsOf(decode)) {
    if (!outputs.some(({ name }) => name === output))
      throw noSuchOutput({ model, output }, outputs);
  }
  const { rule } = decode;
  return {
    kind: "detections",
    tile: decode.tile,
    areProbabilities: rule.nms.method === "none" || rule.nms.method === "greedy",
    read: (tensors, geometry) =>
      readDetections(card, decode, { tensors, batch, model }, geometry).rows,
  };
}

/** Detections, and the places of the outputs that they are from. */
export interface PlacedDetections {
  /** As `DetectorReader.read` gives them. */
  readonly rows: Float64Array;
  readonly place: Int32Array;
  /** How what else is said of a place goes to the picture. */
  readonly toImage: FrameToImage;
}

/** @throws HomegroundError `model/wrong-outputs`, `model/nan-scores` */
export function readDetections(
  card: Pick<ModelCard, "input" | "labels">,
  decode: DetectorDecode,
  prediction: DetectorPrediction,
  geometry: FrameGeometry,
): PlacedDetections {
  const { rule } = decode;
  if (!isInImage(decode)) {
    const found = decodePrediction(card, decode, prediction, card.input.rule);
    return choose(found, rule, geometry, frameToImage(geometry, rule.scaleBack));
  }
  const { imageWidthPx: widthPx, imageHeightPx: heightPx } = geometry;
  const found = decodePrediction(card, decode, prediction, { widthPx, heightPx });
  return choose(found, rule, geometry, AS_IT_IS);
}

/** Of boxes that are in the picture already. */
const AS_IT_IS: FrameToImage = { leftPx: 0, topPx: 0, scaleX: 1, scaleY: 1 };

/** @param frame what fractions are of */
function decodePrediction(
  { labels }: Pick<ModelCard, "labels">,
  { layout, rule }: DetectorDecode,
  prediction: DetectorPrediction,
  frame: FrameSize,
): CandidateList {
  const found = createCandidates();
  switch (layout.kind) {
    case "dense":
      decodeDense(layout, rule, prediction, frame, found);
      break;
    case "list":
      decodeList(layout, rule, labels.length, prediction, frame, found);
      break;
    default:
      layout satisfies never;
  }
  return found;
}

/** From candidates in the frame to packed detections in the picture. */
function choose(
  found: CandidateList,
  rule: DetectionRule,
  geometry: FrameGeometry,
  toImage: FrameToImage,
): PlacedDetections {
  const { leftPx, topPx, scaleX, scaleY } = toImage;
  const inPicture = createCandidates();
  const { imageWidthPx: width, imageHeightPx: height } = geometry;
  const isClipped = rule.clip === "before-nms";
  for (let i = 0; i < found.count; i++) {
    let x1 = (found.box[i * 4]! - leftPx) / scaleX;
    let y1 = (found.box[i * 4 + 1]! - topPx) / scaleY;
    let x2 = (found.box[i * 4 + 2]! - leftPx) / scaleX;
    let y2 = (found.box[i * 4 + 3]! - topPx) / scaleY;
    if (isClipped) {
      [x1, x2] = [between(x1, width), between(x2, width)];
      [y1, y2] = [between(y1, height), between(y2, height)];
    }
    // Without extent in the picture there is nothing that it could be a detection of.
    if (x2 > x1 && y2 > y1) {
      inPicture.add(x1, y1, x2, y2, found.score[i]!, found.label[i]!, found.place[i]!);
    }
  }
  const kept = suppress(inPicture, rule.nms, rule.maxDetections);
  const clip = rule.clip === "after-nms" ? { width, height } : null;
  return { ...pack(inPicture, kept, clip), toImage };
}

function between(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

function pack(
  { box, label, place: placeOf }: CandidateList,
  { index, score }: ReturnType<typeof suppress>,
  clip: { readonly width: number; readonly height: number } | null,
): Pick<PlacedDetections, "rows" | "place"> {
  const rows = new Float64Array(index.length * DETECTION_WIDTH);
  const place = new Int32Array(index.length);
  let to = 0;
  for (let k = 0; k < index.length; k++) {
    const from = index[k]! * 4;
    let [x1, y1, x2, y2] = [box[from]!, box[from + 1]!, box[from + 2]!, box[from + 3]!];
    if (clip !== null) {
      [x1, x2] = [between(x1, clip.width), between(x2, clip.width)];
      [y1, y2] = [between(y1, clip.height), between(y2, clip.height)];
      if (x2 <= x1 || y2 <= y1) continue;
    }
    place[to / DETECTION_WIDTH] = placeOf[index[k]!]!;
    rows[to] = x1;
    rows[to + 1] = y1;
    rows[to + 2] = x2 - x1;
    rows[to + 3] = y2 - y1;
    rows[to + 4] = score[k]!;
    rows[to + 5] = label[index[k]!]!;
    to += DETECTION_WIDTH;
  }
  return to === rows.length
    ? { rows, place }
    : { rows: rows.slice(0, to), place: place.slice(0, to / DETECTION_WIDTH) };
}
