import * as z from "zod/mini";
import { sigmoid } from "../../../core/activations.js";
import { HomegroundError } from "../../../core/errors.js";
import { type FrameGeometry, frameToImage } from "../../../images/fit.js";
import { field } from "../../card/card-field.js";
import type { PointDecode } from "../decode-types.js";
import type { OutputFamily } from "../family.js";
import { checkFinite, firstOfBatch, noSuchOutput, where } from "../output-values.js";
import { OUTPUT, outputName } from "../read-output.js";
import { checkOneLabel, POINT_TASK, POINTS, pointActivation, readPoints } from "./point-fields.js";
import { oneObject, pointReader } from "./point-reader.js";

const ORDERS = ["xy", "yx", "xys", "yxs"] as const;
const UNITS = ["pixel", "fraction", "image-pixel", "image-fraction"] as const;

interface CoordinateDecode extends PointDecode {
  readonly order: (typeof ORDERS)[number];
  readonly unit: (typeof UNITS)[number];
}

const DECODE = z.object({
  output: OUTPUT,
  points: POINTS,
  order: field(
    z.enum(ORDERS),
    "The numbers of a point, s how sure the model is of it: `yxs` of MoveNet, `xy` of a regression.",
    { example: "yxs" },
  ),
  pointUnit: field(
    z.enum(UNITS),
    "What x and y are in: pixels or fractions of the model's input, margins included, or of the picture.",
    { example: "fraction" },
  ),
  activation: pointActivation("What is applied to s."),
});

/** Toshev & Szegedy, DeepPose, CVPR 2014: the coordinates of the points of the one object on a picture. */
export const coordinates: OutputFamily<CoordinateDecode> = {
  id: "pose-regression",
  task: POINT_TASK,
  words: {
    models: "points by coordinates, of one object on a picture: DeepPose, MoveNet, BlazePose, …",
    outputs: "points × 2, or × 3 with how sure the model is",
  },
  predictions: {
    kind: "points",
    mayBeProbabilities: false,
    decode: DECODE,
    readDecode(decode: z.infer<typeof DECODE>, frame, problem) {
      checkOneLabel(frame, problem);
      return {
        family: "pose-regression",
        supported: true,
        output: outputName(decode, frame, problem),
        activation: decode.activation ?? "none",
        points: readPoints(decode.points, problem),
        order: decode.order,
        unit: decode.pointUnit,
      };
    },
    createReader(_card, decode, outputs, batch, model) {
      const place = { model, output: decode.output };
      const { order, activation, points: names } = decode;
      const each = order.length;
      const [atX, atY] = [order.indexOf("x"), order.indexOf("y")];
      return pointReader(decode.output, outputs, model, (tensors, geometry) => {
        const tensor = tensors.get(decode.output);
        if (tensor === undefined) throw noSuchOutput(place, outputs);
        const values = firstOfBatch(tensor, batch, place);
        if (values.length !== names.length * each) {
          throw new HomegroundError("model/wrong-outputs", {
            what: `the output has ${values.length} values an image where ${each} of each of ${names.length} points are expected`,
            where: where(place),
            fix: "Name the model's points in decode.points, and its numbers of a point in decode.order",
          });
        }
        checkFinite(values, false, place);
        const { leftPx, topPx, scaleX, scaleY } = wayBack(decode, geometry);
        const sure = Float64Array.from(names, (_, k) =>
          each === 3 ? values[k * each + 2]! : Number.NaN,
        );
        if (activation === "sigmoid" && each === 3) sigmoid(sure);
        const points = new Float64Array(3 * names.length);
        for (let k = 0; k < names.length; k++) {
          points[3 * k] = (values[k * each + atX]! - leftPx) / scaleX;
          points[3 * k + 1] = (values[k * each + atY]! - topPx) / scaleY;
          points[3 * k + 2] = sure[k]!;
        }
        return oneObject(points);
      });
    },
  },
};

/** From the numbers of the output to pixels of the picture. */
function wayBack({ unit }: CoordinateDecode, geometry: FrameGeometry) {
  const { imageWidthPx, imageHeightPx, frameWidthPx, frameHeightPx } = geometry;
  if (unit === "image-pixel") return { leftPx: 0, topPx: 0, scaleX: 1, scaleY: 1 };
  if (unit === "image-fraction") {
    return { leftPx: 0, topPx: 0, scaleX: 1 / imageWidthPx, scaleY: 1 / imageHeightPx };
  }
  const back = frameToImage(geometry);
  if (unit === "pixel") return back;
  return {
    leftPx: back.leftPx / frameWidthPx,
    topPx: back.topPx / frameHeightPx,
    scaleX: back.scaleX / frameWidthPx,
    scaleY: back.scaleY / frameHeightPx,
  };
}
