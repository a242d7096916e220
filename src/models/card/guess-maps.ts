import { coordinates } from "../families/points/coordinates.js";
import { heatMaps } from "../families/points/heat-maps.js";
import { deeplab, unetBinary } from "../families/segmentation/mask-families.js";
import type { OnnxInspection, OnnxOutput, OnnxValue } from "../onnx/onnx-inspect.js";
import type { CardSources } from "./card-guesses.js";
import { guessInput } from "./guessed-input.js";
import { type Frame, frameOf } from "./model-frame.js";
import { pointNames } from "./point-names.js";

/** A model whose answers may be places of the picture. */
export interface PlacingModel {
  readonly inspection: OnnxInspection;
  readonly labels: readonly string[];
  /** Names of points; null where there are none. */
  readonly points: readonly string[] | null;
  readonly preprocessor: unknown;
}

/**
 * Guesses the card of a model that labels pixels or says where the points of one object are, by the shapes of its outputs and by how
 * many names there are: a map for each label, or a map of labels (whole numbers); one map for two labels, of which the second is
 * where the map is high; with one label a map, or two or three numbers, for each point.
 *
 * @returns null where the outputs are others
 * @throws HomegroundError those of `guessInput`
 */
export function guessMaps(
  model: PlacingModel,
  input: OnnxValue,
  where: string,
  sources: CardSources,
): Readonly<Record<string, unknown>> | null {
  const { inspection, preprocessor } = model;
  const frame = frameOf(input, where, sources);
  const found = mapOf(inspection.outputs, frame);
  const read =
    found === null
      ? readCoordinates(model, sources)
      : (readPixels(found, model, sources) ?? readHeatMaps(found, model, sources));
  if (read === null) return null;
  const { output, ...fields } = read;
  const made = guessInput(input, inspection.metadata, preprocessor, where, sources);
  return { ...fields, input: made, output: { name: output.name, shape: ["batch"] } };
}

interface PixelMap {
  readonly output: OnnxOutput;
  readonly channels: number;
  /** Whether its values are whole numbers. */
  readonly isWhole: boolean;
}

/** Maps of a picture are seldom coarser, and a side of them is no smaller. */
const COARSEST = 32;
const LEAST_SIDE = 4;

const WHOLE: ReadonlySet<string> = new Set(["int64", "int32", "uint8", "int8", "int16", "uint16"]);

/** The first output that is a map, or maps, over the picture; null for none. */
function mapOf(outputs: readonly OnnxOutput[], frame: Frame): PixelMap | null {
  const least = (side: "height" | "width"): number =>
    frame.size === null ? LEAST_SIDE : Math.max(LEAST_SIDE, frame.size[side] / COARSEST);
  const areSides = (height: unknown, width: unknown): boolean =>
    [height, width].every((side, k) => {
      return typeof side === "string" || Number(side) >= least(k === 0 ? "height" : "width");
    });
  for (const output of outputs) {
    const shape = output.shape?.slice(1) ?? [];
    const isWhole = WHOLE.has(output.type);
    if (shape.length === 2 && areSides(shape[0], shape[1])) {
      // Two sides are a table as well; one of the picture's own size is none.
      if (!isWhole && !isSizeOf(frame, shape)) continue;
      return { output, isWhole, channels: 1 };
    }
    if (shape.length !== 3) continue;
    const [a, b, c] = shape;
    if (typeof a === "number" && areSides(b, c)) {
      return { output, isWhole, channels: a };
    }
    if (typeof c === "number" && areSides(a, b)) {
      return { output, isWhole, channels: c };
    }
  }
  return null;
}

/** How many maps over the picture, or points of an object, a model seems to answer with; null where it does not. */
export function placesOf({ outputs }: OnnxInspection, frame: Frame): number | null {
  const map = mapOf(outputs, frame);
  if (map !== null) return map.channels;
  const [output, ...more] = outputs;
  return output === undefined || more.length > 0 ? null : (tableOf(output)?.count ?? null);
}

/** Two or three numbers for each of several points, as the last two sides of an output say. */
function tableOf({ shape }: OnnxOutput): { readonly count: number; readonly each: number } | null {
  const [count, each, ...more] = (shape ?? []).slice(1).filter((size, at) => at > 0 || size !== 1);
  const isTable = more.length === 0 && typeof count === "number" && (each === 2 || each === 3);
  return isTable ? { count, each } : null;
}

function isSizeOf({ size }: Frame, [height, width]: readonly unknown[]): boolean {
  return size !== null && size.height === height && size.width === width;
}

function readPixels(
  { output, channels, isWhole }: PixelMap,
  { labels }: PlacingModel,
  sources: CardSources,
) {
  const count = labels.length;
  if (count < 2) return null;
  if (isWhole && channels === 1) {
    assumeFamily(sources, deeplab, "a map of whole numbers, as of the label of each pixel");
    return {
      ...of(deeplab, output, "raw"),
      decode: { output: output.name, activation: "none", argmax: "none" },
    };
  }
  if (isWhole) return null;
  if (channels === count) {
    assumeFamily(sources, deeplab, `${count} maps over the picture, as many as labels`);
    // The greatest is the same before and after a softmax.
    const scores = tellScores(output, "Softmax", sources);
    return {
      ...of(deeplab, output, scores),
      decode: { output: output.name, activation: "none", argmax: "channel" },
    };
  }
  if (channels !== 1 || count !== 2) return null;
  const [, positive] = labels;
  assumeFamily(sources, unetBinary, "one map over the picture, and two labels");
  sources.assume(["decode.positive"], `${positive}`, "the background is usually the first");
  const scores = tellScores(output, "Sigmoid", sources);
  const activation = scores === "probabilities" ? "none" : "sigmoid";
  return {
    ...of(unetBinary, output, scores),
    decode: { output: output.name, activation, threshold: 0.5, positive },
  };
}

function readHeatMaps(
  { output, channels, isWhole }: PixelMap,
  { inspection: { metadata }, labels, points }: PlacingModel,
  sources: CardSources,
) {
  const isAsNamed = points === null ? channels > 1 : channels === points.length;
  if (isWhole || labels.length !== 1 || !isAsNamed) return null;
  assumeFamily(sources, heatMaps, "a map for each point, of one object");
  const names = pointNames(channels, { points, labels, metadata }, sources);
  const activation = "none";
  sources.assume(
    ["decode.shift", "decode.cell"],
    "a quarter of a cell, from its corner",
    "as the code of SimpleBaseline and HRNet has it",
  );
  return {
    ...of(heatMaps, output, "raw"),
    decode: { output: output.name, points: names, activation, shift: "quarter", cell: "corner" },
  };
}

function readCoordinates(
  { inspection: { outputs, metadata }, labels, points }: PlacingModel,
  sources: CardSources,
) {
  const [output, ...more] = outputs;
  if (output === undefined || more.length > 0 || labels.length !== 1) return null;
  const shape = output.shape?.slice(1) ?? [];
  const table = tableOf(output) ?? rowOf(shape, points);
  if (table === null || (points !== null && points.length !== table.count)) return null;
  const { count, each } = table;
  assumeFamily(sources, coordinates, `${each} numbers for each of ${count} points, of one object`);
  // MoveNet has 1 × 1 × 17 × 3, y before x.
  const isMoveNet = shape.length === 3 && each === 3 && shape[0] === 1;
  const order = isMoveNet ? "yxs" : each === 3 ? "xys" : "xy";
  const why = isMoveNet ? "the shape is MoveNet's" : "nothing says it; this is the commonest";
  sources.assume(["decode.order"], order, why);
  sources.assume(["decode.pointUnit"], "fractions of the input", why);
  return {
    ...of(coordinates, output, "raw"),
    decode: {
      output: output.name,
      points: pointNames(count, { points, labels, metadata }, sources),
      order,
      pointUnit: "fraction",
    },
  };
}

/** As many numbers as points that have names want, one after the other. */
function rowOf(shape: readonly unknown[], points: readonly string[] | null) {
  const [values, ...more] = shape;
  if (points === null || more.length > 0 || typeof values !== "number") return null;
  const each = values / points.length;
  return each === 2 || each === 3 ? { count: points.length, each } : null;
}

type PlacingFamily = { readonly id: string; readonly task: string | null };

function of({ id, task }: PlacingFamily, output: OnnxOutput, scores: string) {
  return { task, family: id, scores, output };
}

function assumeFamily(sources: CardSources, { id }: PlacingFamily, why: string): void {
  sources.assume(["family", "task"], id, why);
}

function tellScores({ name, madeBy }: OnnxOutput, by: string, sources: CardSources) {
  const fields = ["scores", "decode.activation"];
  const why = `the output ${name} is made by ${madeBy || "nothing that is known"}`;
  if (madeBy === by) sources.state(fields, "probabilities, none", why);
  else sources.assume(fields, "logits", why);
  return madeBy === by ? "probabilities" : "logits";
}
