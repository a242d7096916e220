import { HomegroundError } from "../../../core/errors.js";
import type { Tensor } from "../../inference-runtime.js";
import { type AnswerPlace, halfToNumber, where } from "../output-values.js";
import type { OutputSpan, PlaceOrder } from "./detector-types.js";

/** The outputs of one run, and how to speak of them. */
export interface DetectorPrediction {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Images in the run; the first one's answer is read. */
  readonly batch: number;
  /** File of the model. */
  readonly model: string;
}

/** Values of one image as `places` rows of `width`, or the other way round. */
export interface PlaceTable {
  /** Those of a Float32Array are a view on the model's prediction. */
  readonly data: Float32Array | Float64Array;
  readonly places: number;
  readonly width: number;
  /** Distance in `data` of two places, and of two values of one place. */
  readonly placeStep: number;
  readonly valueStep: number;
  /** Of the output, for sentences. */
  readonly shape: string;
  readonly place: AnswerPlace;
}

/**
 * An output as a table of places. Sizes of 1 at the front are batches; no places at all are a
 * table of no rows.
 *
 * @param span the output, and what of each place is needed
 * @param isMap whether places may be the cells of grids: [batch, …, values] or [batch, values, …]
 * @param known the table of the same output that another span was read from
 * @throws HomegroundError `model/wrong-outputs` when it has another form or is not there
 */
export function placeTable(
  outputs: DetectorPrediction,
  span: OutputSpan,
  order: PlaceOrder = "places-first",
  { isMap = false, known }: { isMap?: boolean; known?: PlaceTable | undefined } = {},
): PlaceTable {
  const place: AnswerPlace = { model: outputs.model, output: span.output };
  const tensor = outputs.tensors.get(span.output);
  if (tensor === undefined) throw wrong(place, "the model gave no such output");
  const table = known ?? tableOf(tensor, span, order, outputs.batch, isMap, place);
  // Anchors may lie side by side among the values of a cell.
  checkWidth(
    table,
    isMap && span.width !== null && table.width > span.width ? null : span.width,
    span,
  );
  return table;
}

/** @throws HomegroundError `model/wrong-outputs` where a place has other values than `width` or too few */
export function checkWidth(
  { width, shape, place }: PlaceTable,
  wanted: number | null,
  { from, count }: OutputSpan,
): void {
  if (width >= from + count && (wanted === null || width === wanted)) return;
  const needed = wanted ?? `${from + count} or more`;
  throw wrong(place, `it has ${width} values a place (${shape}), and ${needed} are read`);
}

function tableOf(
  tensor: Tensor,
  span: OutputSpan,
  order: PlaceOrder,
  batch: number,
  isMap: boolean,
  place: AnswerPlace,
): PlaceTable {
  const [rows, columns] =
    mapSizes(tensor, order, batch, isMap) ?? twoSizes(tensor, span, batch, place);
  const isPlacesFirst = order === "places-first";
  const [places, width] = isPlacesFirst ? [rows, columns] : [columns, rows];
  return {
    data: valuesOf(tensor, rows * columns),
    places,
    width,
    placeStep: isPlacesFirst ? width : 1,
    valueStep: isPlacesFirst ? 1 : places,
    shape: shapeOf(tensor),
    place,
  };
}

/** Of a map of four or five sizes; null of anything else. */
function mapSizes(
  { shape, data }: Tensor,
  order: PlaceOrder,
  batch: number,
  isMap: boolean,
): readonly [number, number] | null {
  const [front, ...inner] = shape;
  if (!isMap || shape.length < 4 || front !== batch) return null;
  const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);
  if (batch * product(inner) !== data.length) return null;
  return order === "places-first"
    ? [product(inner.slice(0, -1)), inner.at(-1)!]
    : [inner[0]!, product(inner.slice(1))];
}

/** The one whole number of an output, such as how many boxes count. */
export function predictionNumber(prediction: DetectorPrediction, output: string): number {
  const place: AnswerPlace = { model: prediction.model, output };
  const tensor = prediction.tensors.get(output);
  if (tensor === undefined) throw wrong(place, "the model gave no such output");
  const value = tensor.data.length === 0 ? Number.NaN : valuesOf(tensor, 1)[0]!;
  if (Number.isInteger(value) && value >= 0) return value;
  throw wrong(place, `it should be how many boxes there are, and is ${value}`);
}

/** [places, values] of the last two sizes; of one size, each place has one value. */
function twoSizes(
  tensor: Tensor,
  span: OutputSpan,
  batch: number,
  place: AnswerPlace,
): readonly [number, number] {
  const shape = flatSizes(tensor, span, batch) ?? tensor.shape;
  const isSingle = span.width === 1;
  const kept = isSingle && !(shape.length >= 3 && shape.at(-1) === 1) ? 1 : 2;
  const sizes = shape.slice(-kept);
  const front = shape.slice(0, -kept).reduce((product, size) => product * size, 1);
  const isTable = shape.length >= kept && front === batch;
  const values = shape.reduce((product, size) => product * size, 1);
  if (!isTable || values !== tensor.data.length) {
    const wanted = isSingle ? "batch × places" : "batch × places × values";
    throw wrong(place, `it has shape ${shapeOf(tensor)}, not ${wanted}`);
  }
  return [sizes[0]!, sizes[1] ?? 1];
}

/** Caffe's layers give the values of all places in a row: [batch, places·values]. */
function flatSizes({ shape }: Tensor, { width }: OutputSpan, batch: number): number[] | null {
  const [front, values = 0] = shape;
  const isFlat = shape.length === 2 && front === batch && width !== null && width > 1;
  if (!isFlat || values <= width || values % width !== 0) return null;
  return [batch, values / width, width];
}

export function valuesOf({ type, data }: Tensor, count: number): Float32Array | Float64Array {
  if (data instanceof Float32Array || data instanceof Float64Array) return data.subarray(0, count);
  const values = new Float64Array(count);
  const isHalf = type === "float16" && data instanceof Uint16Array;
  for (let i = 0; i < count; i++) {
    values[i] = isHalf ? halfToNumber(Number(data[i])) : Number(data[i]);
  }
  return values;
}

function shapeOf({ shape }: Tensor): string {
  return shape.length === 0 ? "of one value" : shape.join(" × ");
}

export function wrong(place: AnswerPlace, what: string): HomegroundError {
  return new HomegroundError("model/wrong-outputs", {
    what,
    where: where(place),
    fix: "Correct decode in the card, or export the model as the card describes it",
  });
}

export function notANumber(place: AnswerPlace, value: number, row: number): HomegroundError {
  return new HomegroundError("model/nan-scores", {
    what: `the model answered ${value} at place ${row}`,
    where: where(place),
    fix: "Check the preprocessing in the card; if it is right, the model fails on this image",
  });
}

/** Engines round: a probability may miss [0, 1] by this much, and is then brought back into it. */
const RANGE_TOLERANCE = 1e-4;

/** A score that passed the threshold as what it is said to be. @throws when it is above 1 */
export function probability(value: number, place: AnswerPlace, row: number): number {
  if (value <= 1) return value;
  if (!(value < Number.POSITIVE_INFINITY)) throw notANumber(place, value, row);
  if (value <= 1 + RANGE_TOLERANCE) return 1;
  throw new HomegroundError("model/wrong-outputs", {
    what: `scores are said to be probabilities, and the model answered ${value}`,
    where: where(place),
    fix: "Set scores to logits and decode.activation to sigmoid or softmax in the card",
  });
}
