import { cropPixels } from "../../images/crop.js";
import type { InputRule } from "../../images/input-rule.js";
import { applyOrientation, swapsSides } from "../../images/orientation.js";
import type { DecodedImage } from "../../images/pixel-decoder.js";
import { type ImageTensor, imageToTensor } from "../../images/to-tensor.js";
import type { ModelInput } from "../card/fit-card.js";
import type { TileRule } from "../families/detection/detector-types.js";
import { mergeTiles } from "../families/detection/merge-tiles.js";
import { packStages, type StageRule, stageCrops } from "../families/detection/stages.js";
import { type Tile, tilesOf } from "../families/detection/tiles.js";
import type { PredictionReader, ScoreReader, Scores } from "../families/family.js";
import type { FeatureReader } from "../families/feature-reader.js";
import type { LoadedModel, Tensor } from "../inference-runtime.js";

/** A model that is ready to look at pictures. */
export interface PictureModel<Reader> {
  readonly rule: InputRule;
  readonly input: ModelInput;
  readonly model: LoadedModel;
  readonly reader: Reader;
  /** Null where nobody asks for features. */
  readonly features: FeatureReader | null;
  readonly frame: TensorFrame;
}

/** The last tensor that was made, for all models of one worker that read pictures by one rule. */
export interface TensorFrame {
  /** Room for the tensor of one image, where the rule makes float32 and one image is a batch. */
  readonly room: Float32Array | undefined;
  /** The picture is not held: it may be large. */
  last: {
    readonly of: WeakRef<DecodedImage>;
    readonly rule: InputRule;
    readonly tensor: ImageTensor;
  } | null;
}

/** Everything between a picture and its scores. */
export interface ImagePipeline extends PictureModel<PredictionReader> {
  /** A classifier that looks at what a detector found; null where there is none. */
  readonly second: SecondStage | null;
}

export interface SecondStage extends PictureModel<ScoreReader> {
  readonly stage: StageRule;
  /** Of the detector. */
  readonly detectorLabels: readonly string[];
  /** Number of the classifier's labels. */
  readonly classes: number;
}

/** What one run of a model gave. */
interface Seen extends Scores {
  /** Of objects that have some. */
  readonly points?: Float64Array;
  readonly outlines?: Float64Array;
  readonly features?: Float32Array;
}

export interface PipelineResult extends Seen {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Room that one image after the other can use: for `ImagePipeline.frame`. */
export function tensorFrame(rule: InputRule, input: ModelInput): TensorFrame {
  const hasRoom = rule.dtype === "float32" && input.batch === 1;
  const length = input.shape.reduce((product, size) => product * size, 1);
  return { room: hasRoom ? new Float32Array(length) : undefined, last: null };
}

/**
 * Scores a picture; one at a time, where there is room for one tensor.
 *
 * @throws HomegroundError of the image (`image/…`) or of the model (`model/…`)
 */
export async function scorePicture(
  decoded: DecodedImage,
  pipeline: ImagePipeline,
): Promise<PipelineResult> {
  const { reader } = pipeline;
  const { notes, ...seen } = await scorePixels(decoded, pipeline);
  const { widthPx, heightPx } = decoded.pixels;
  // Boxes and masks are of the picture as it is displayed.
  const isTurned = reader.kind !== "scores" && swapsSides(decoded.orientation);
  return {
    ...seen,
    notes: [...decoded.notes, ...notes],
    widthPx: isTurned ? heightPx : widthPx,
    heightPx: isTurned ? widthPx : heightPx,
  };
}

async function scorePixels(decoded: DecodedImage, pipeline: ImagePipeline): Promise<Seen> {
  const { reader, second } = pipeline;
  if (reader.kind !== "detections" || (reader.tile === null && second === null)) {
    return scoreWhole(decoded, pipeline);
  }
  const upright = uprightOf(decoded);
  const found = await inTiles(upright, reader.tile, pipeline);
  const both = second === null ? found : await inTwoStages(upright, found, second);
  const isTurned = upright.pixels !== decoded.pixels;
  const notes = new Set([...(isTurned ? ["image/orientation-applied"] : []), ...both.notes]);
  return { scores: both.scores, notes: [...notes] };
}

function uprightOf(decoded: DecodedImage): DecodedImage {
  const pixels = applyOrientation(decoded.pixels, decoded.orientation);
  return { ...decoded, pixels, orientation: 1 };
}

async function inTiles(
  upright: DecodedImage,
  tile: TileRule | null,
  pipeline: ImagePipeline,
): Promise<Scores> {
  const { pixels } = upright;
  const tiles = tile === null ? [] : tilesOf(pixels.widthPx, pixels.heightPx, tile);
  if (tile === null || tiles.length === 1) return scoreWhole(upright, pipeline);
  const found: Float64Array[] = [];
  const notes: string[] = [];
  for (const part of tiles) {
    const { scores, notes: noticed } = await scoreWhole(cutOut(upright, part), pipeline);
    found.push(scores);
    notes.push(...noticed);
  }
  return { scores: mergeTiles(found, tiles, pixels, tile), notes };
}

/** Both answers, as `packStages` has them. */
async function inTwoStages(
  upright: DecodedImage,
  found: Scores,
  second: SecondStage,
): Promise<Scores> {
  const { stage, detectorLabels, classes } = second;
  const crops = stageCrops(found.scores, upright.pixels, detectorLabels, stage);
  const predictions: Float64Array[] = [];
  const notes = [...found.notes];
  for (const crop of crops) {
    const prediction = await scoreWhole(cutOut(upright, crop), second);
    predictions.push(prediction.scores);
    notes.push(...prediction.notes);
  }
  return { scores: packStages(found.scores, crops, predictions, classes), notes };
}

function cutOut(upright: DecodedImage, { x, y, widthPx, heightPx }: Tile): DecodedImage {
  return { ...upright, pixels: cropPixels(upright.pixels, x, y, widthPx, heightPx) };
}

async function scoreWhole(
  decoded: DecodedImage,
  picture: PictureModel<PredictionReader>,
): Promise<Seen> {
  const { rule, input, model, reader, frame } = picture;
  const tensor = tensorOf(decoded, rule, frame);
  const outputs = await model.run(new Map([[input.name, batchOf(tensor.data, rule, input)]]));
  const features = picture.features?.(outputs) ?? null;
  const beside = features === null ? {} : { features };
  if (reader.kind === "points" || reader.kind === "outlines") {
    return { ...reader.read(outputs, tensor.geometry), notes: tensor.notes, ...beside };
  }
  if (reader.kind !== "scores") {
    const scores = reader.read(outputs, tensor.geometry);
    return { scores, notes: tensor.notes, ...beside };
  }
  const { notes, ...answer } = reader.read(outputs);
  return { ...answer, notes: [...tensor.notes, ...notes], ...beside };
}

/** A picture that several models look at is brought into their frame once. */
function tensorOf(decoded: DecodedImage, rule: InputRule, frame: TensorFrame): ImageTensor {
  const { last } = frame;
  if (last !== null && last.rule === rule && last.of.deref() === decoded) return last.tensor;
  frame.last = null; // its room is written over from here on
  const tensor = imageToTensor(decoded, rule, frame.room);
  frame.last = { of: new WeakRef(decoded), rule, tensor };
  return tensor;
}

/** A model that wants several images at once gets one image several times. */
function batchOf(data: TensorData, rule: InputRule, input: ModelInput): Tensor {
  return { type: rule.dtype, shape: input.shape, data: repeated(data, input.batch) };
}

type TensorData = Float32Array | Uint16Array | Uint8Array;

function repeated(data: TensorData, times: number): TensorData {
  if (times === 1) return data;
  const length = data.length * times;
  const all =
    data instanceof Float32Array
      ? new Float32Array(length)
      : data instanceof Uint16Array
        ? new Uint16Array(length)
        : new Uint8Array(length);
  for (let i = 0; i < times; i++) all.set(data, i * data.length);
  return all;
}
