import * as z from "zod/mini";
import { sigmoid } from "../../../core/activations.js";
import { field, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import type { PointDecode } from "../decode-types.js";
import { CORNERS } from "../detection/box-kinds.js";
import {
  detectorDecode,
  outputsOf,
  type RuleFields,
  readDetector,
} from "../detection/card-detector.js";
import { eitherRecipe } from "../detection/card-list.js";
import type { DetectorDecode, PlaceOrder } from "../detection/detector-types.js";
import { notANumber, placeTable } from "../detection/prediction-values.js";
import { readDetections } from "../detector-reader.js";
import type { OutputFamily } from "../family.js";
import { POINT_TASK, POINTS, pointActivation, readPoints } from "./point-fields.js";
import { pointReader } from "./point-reader.js";

interface PoseDecode extends PointDecode {
  /** How boxes, scores and labels are read. */
  readonly detector: DetectorDecode;
  readonly order: PlaceOrder;
  /** The first column of the points. */
  readonly from: number;
  /** Numbers of a point. */
  readonly each: 2 | 3;
}

const RECIPE = eitherRecipe({ boxes: CORNERS, order: "values-first" }, 0);

const OWN = {
  points: POINTS,
  pointColumns: field(
    z.array(whole(0)),
    "[from, to) of the points: x and y, or x, y and how sure the model is, of each, in pixels of the input.",
    { example: [5, 56] },
  ),
  pointActivation: pointActivation("What is applied to how sure the model is of a point."),
};

const FIELDS = z.object(OWN);

/** Maji et al., YOLO-Pose, CVPR Workshops 2022: each place has a box, class scores and points. */
export const poseRows: OutputFamily<PoseDecode> = {
  id: "yolo-pose",
  task: POINT_TASK,
  words: {
    models: "YOLOv8-pose, YOLO11-pose, YOLO26-pose and others with boxes and points",
    outputs:
      "1 × (4 + classes + 3 · points) × places: box, classes, points; or 1 × N × (6 + 3 · points): box, score, label, points",
  },
  predictions: {
    kind: "points",
    mayBeProbabilities: false,
    decode: detectorDecode({ ...RECIPE.fields, ...OWN }, RECIPE.form),
    readDecode(given: RuleFields & z.infer<typeof FIELDS>, frame, problem) {
      const layout = RECIPE.readLayout(given, frame, problem);
      const detector = readDetector("yolo-pose", layout, true, given, frame, problem);
      const points = readPoints(given.points, problem);
      const [output = "", ...more] = outputsOf(detector);
      if (more.length > 0) problem("outputs", "are several, and points stand beside their boxes");
      if (detector.tile !== null) problem("tile", "is there, and points of tiles are not joined");
      return {
        family: "yolo-pose",
        supported: true,
        output,
        activation: given.pointActivation ?? "none",
        points,
        detector,
        order: layout.kind === "list" ? "places-first" : (layout.heads[0]?.order ?? "places-first"),
        ...readColumns(given.pointColumns, points.length, problem),
      };
    },
    createReader(card, decode, outputs, batch, model) {
      return pointReader(decode.output, outputs, model, (tensors, geometry) => {
        const prediction = { tensors, batch, model };
        const { rows, place, toImage } = readDetections(
          card,
          decode.detector,
          prediction,
          geometry,
        );
        const width = decode.points.length;
        const count = width * decode.each;
        const span = { output: decode.output, from: decode.from, count, width: null };
        const table = placeTable(prediction, span, decode.order);
        const points = new Float64Array(place.length * width * 3);
        for (const [row, at] of place.entries()) {
          const value = (k: number, which: number): number => {
            const column = decode.from + k * decode.each + which;
            const found = table.data[at * table.placeStep + column * table.valueStep]!;
            if (!Number.isFinite(found)) throw notANumber(table.place, found, at);
            return found;
          };
          const sure = Float64Array.from(decode.points, (_, k) =>
            decode.each === 3 ? value(k, 2) : Number.NaN,
          );
          if (decode.activation === "sigmoid" && decode.each === 3) sigmoid(sure);
          for (let k = 0; k < width; k++) {
            const to = 3 * (row * width + k);
            points[to] = (value(k, 0) - toImage.leftPx) / toImage.scaleX;
            points[to + 1] = (value(k, 1) - toImage.topPx) / toImage.scaleY;
            points[to + 2] = sure[k]!;
          }
        }
        return { scores: rows, points };
      });
    },
  },
};

function readColumns(
  [from = 0, to = 0, ...more]: readonly number[],
  points: number,
  problem: CardProblem,
): Pick<PoseDecode, "from" | "each"> {
  const each = (to - from) / points;
  if (more.length > 0 || (each !== 2 && each !== 3)) {
    problem("pointColumns", `is not [from, to) of 2 or 3 numbers of each of ${points} points`);
  }
  return { from, each: each === 2 ? 2 : 3 };
}
