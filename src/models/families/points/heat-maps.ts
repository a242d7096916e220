import * as z from "zod/mini";
import { sigmoid } from "../../../core/activations.js";
import { HomegroundError } from "../../../core/errors.js";
import { frameToImage } from "../../../images/fit.js";
import { field } from "../../card/card-field.js";
import type { Tensor } from "../../inference-runtime.js";
import type { PointDecode } from "../decode-types.js";
import type { OutputFamily } from "../family.js";
import {
  type AnswerPlace,
  checkFinite,
  firstOfBatch,
  noSuchOutput,
  where,
} from "../output-values.js";
import { OUTPUT, outputName } from "../read-output.js";
import { checkOneLabel, POINT_TASK, POINTS, pointActivation, readPoints } from "./point-fields.js";
import { oneObject, pointReader } from "./point-reader.js";

interface HeatMapDecode extends PointDecode {
  readonly shift: "none" | "quarter";
  /** Of a cell of the map, in cells: where its point is. */
  readonly offset: 0 | 0.5;
  readonly leastValue: number | null;
}

const DECODE = z.object({
  output: OUTPUT,
  points: POINTS,
  activation: pointActivation(
    "What is applied to the maps: it changes how sure a point is, and not where.",
  ),
  shift: field(
    z.optional(z.enum(["quarter", "none"])),
    "`quarter`: a quarter of a cell towards the greater neighbour, along each side, as the code of SimpleBaseline and HRNet does; not of cells beside the border of the map.",
    { default: "quarter" },
  ),
  cell: field(
    z.optional(z.enum(["corner", "centre"])),
    "Where the point of a cell is: at its left top corner, as in the code of SimpleBaseline and HRNet, or in its middle.",
    { default: "corner", example: "centre" },
  ),
  leastValue: field(
    z.optional(z.number()),
    "A point whose greatest value, after the activation, is below this is not given. Left out: each is.",
    { example: 0.2 },
  ),
});

/**
 * Xiao, Wu & Wei, Simple Baselines for Human Pose Estimation, ECCV 2018: a map for each point of the one object on a
 * picture, of which the greatest value, the first of equal ones, says where it is.
 */
export const heatMaps: OutputFamily<HeatMapDecode> = {
  id: "heatmap-keypoints",
  task: POINT_TASK,
  words: {
    models: "points by heat maps, of one object on a picture: HRNet, SimpleBaseline, ViTPose, …",
    outputs: "a map for each point",
  },
  predictions: {
    kind: "points",
    mayBeProbabilities: false,
    decode: DECODE,
    readDecode(decode: z.infer<typeof DECODE>, frame, problem) {
      checkOneLabel(frame, problem);
      return {
        family: "heatmap-keypoints",
        supported: true,
        output: outputName(decode, frame, problem),
        activation: decode.activation ?? "none",
        points: readPoints(decode.points, problem),
        shift: decode.shift ?? "quarter",
        offset: decode.cell === "centre" ? 0.5 : 0,
        leastValue: decode.leastValue ?? null,
      };
    },
    createReader(_card, decode, outputs, batch, model) {
      const place: AnswerPlace = { model, output: decode.output };
      return pointReader(decode.output, outputs, model, (tensors, geometry) => {
        const tensor = tensors.get(decode.output);
        if (tensor === undefined) throw noSuchOutput(place, outputs);
        const maps = mapsOf(tensor, decode.points.length, batch, place);
        if (decode.activation === "sigmoid") sigmoid(maps.values);
        const toImage = frameToImage(geometry);
        const cellX = geometry.frameWidthPx / maps.width;
        const cellY = geometry.frameHeightPx / maps.height;
        const points = new Float64Array(3 * decode.points.length);
        for (let k = 0; k < decode.points.length; k++) {
          const { x, y, value } = peakOf(maps, k, decode);
          const isGiven = decode.leastValue === null || value >= decode.leastValue;
          points[3 * k] = isGiven
            ? ((x + decode.offset) * cellX - toImage.leftPx) / toImage.scaleX
            : Number.NaN;
          points[3 * k + 1] = isGiven
            ? ((y + decode.offset) * cellY - toImage.topPx) / toImage.scaleY
            : Number.NaN;
          points[3 * k + 2] = isGiven ? value : Number.NaN;
        }
        return oneObject(points);
      });
    },
  },
};

/** Maps of one image: value of point k at (x, y) is values[k·pointStep + (y·width + x)·cellStep]. */
interface Maps {
  readonly values: Float64Array;
  readonly width: number;
  readonly height: number;
  readonly pointStep: number;
  readonly cellStep: number;
}

function mapsOf(tensor: Tensor, points: number, batch: number, place: AnswerPlace): Maps {
  const values = firstOfBatch(tensor, batch, place);
  const [first = 0, second = 0, third = 0, ...more] = tensor.shape.slice(1);
  const isFirst = more.length === 0 && third > 0 && first === points;
  const isLast = more.length === 0 && !isFirst && third === points;
  if (!isFirst && !isLast) {
    throw new HomegroundError("model/wrong-outputs", {
      what: `the output has shape ${tensor.shape.join(" × ")} where a map for each of ${points} points is expected`,
      where: where(place),
      fix: "Name the model's points in decode.points, in the order of its maps, and the output of the maps",
    });
  }
  checkFinite(values, false, place);
  const [height, width] = isFirst ? [second, third] : [first, second];
  return {
    values,
    width,
    height,
    pointStep: isFirst ? width * height : 1,
    cellStep: isFirst ? 1 : points,
  };
}

function peakOf(
  { values, width, height, pointStep, cellStep }: Maps,
  point: number,
  { shift }: HeatMapDecode,
): { readonly x: number; readonly y: number; readonly value: number } {
  const at = (column: number, row: number): number =>
    values[point * pointStep + (row * width + column) * cellStep]!;
  let [x, y, value] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (at(column, row) > value) [x, y, value] = [column, row, at(column, row)];
    }
  }
  const isInside = x > 1 && x < width - 1 && y > 1 && y < height - 1;
  if (shift === "none" || !isInside) return { x, y, value };
  return {
    x: x + Math.sign(at(x + 1, y) - at(x - 1, y)) / 4,
    y: y + Math.sign(at(x, y + 1) - at(x, y - 1)) / 4,
    value,
  };
}
