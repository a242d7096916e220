import type { LabelSet } from "../../core/label-set.js";
import { isOutline, type Outline, shapesOfOutlines } from "../../core/masks/outlines.js";
import { decodeRunText } from "../../core/masks/run-text.js";
import { areaOfRuns, boxOfRuns } from "../../core/masks/runs.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { areaOfPolygon, boxOfPoints } from "../../formats/objects/outlines.js";
import { type ListedRow, listedRows } from "./listed-rows.js";
import { type SequentialPredictions, unfit } from "./prediction-rows.js";

/** A detection of `predictions.json`, as the program writes it. */
interface Detection extends ListedRow {
  /** Absent where the box is the least one around the outline. */
  readonly bbox?: readonly number[];
  readonly segmentation?: unknown;
  readonly score: number;
  readonly category_name: string;
  /** x, y and how sure the model is of each point. */
  readonly keypoints?: readonly number[];
  /** Numbers of the points that the model does not give. */
  readonly keypoints_absent?: readonly number[];
}

/**
 * The predictions of `predictions.json` of a record: COCO's results with a detection a line, those of an
 * image together and images in the order of the manifest. What does not fit ends the reading, with
 * `record/predictions`.
 *
 * @param file its name, for messages
 * @param names of the scored images
 */
export function detectionRows(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
  names: readonly string[],
  labels: LabelSet,
): SequentialPredictions {
  const found = listedRows(pieces, file, "detection", parsed);
  return {
    labels,
    async answer(image) {
      const rows: number[] = [];
      const points: number[] = [];
      const outlines: Outline[] = [];
      const areas: number[] = [];
      for (const detection of await found.ofImage(names[image])) {
        const label = labels.indexOf.get(detection.category_name);
        if (label === undefined) {
          const what = `it finds ${JSON.stringify(detection.category_name)}, no label`;
          throw unfit(what, found.place());
        }
        const outline = segmentationOf(detection);
        if (outline === "none") throw unfit("the outline of the detection is none", found.place());
        const [box, area] = boxAndArea(detection, outline);
        rows.push(...box, detection.score, label);
        outlines.push(outline);
        areas.push(area);
        for (const value of pointsOf(detection)) points.push(value);
      }
      const scores = Float64Array.from(rows);
      return {
        kind: "scores",
        scores,
        ...(points.length === 0 ? {} : { points: Float64Array.from(points) }),
        ...(outlines.every((outline) => outline === null)
          ? {}
          : { outlines: { shapes: shapesOfOutlines(outlines), area: Float64Array.from(areas) } }),
      };
    },
    finish: () => found.finish(),
  };
}

function parsed(text: string): Detection | null {
  const value = jsonOrUndefined(text);
  if (typeof value !== "object" || value === null) return null;
  const { bbox, segmentation, score, file_name, category_name, keypoints, keypoints_absent } =
    value as Readonly<Record<string, unknown>>;
  const isBox =
    (bbox === undefined && segmentation !== undefined) ||
    (Array.isArray(bbox) && bbox.length === 4 && bbox.every(Number.isFinite));
  if (!isBox || !Number.isFinite(score)) return null;
  if (typeof file_name !== "string" || typeof category_name !== "string") return null;
  const arePoints = (list: unknown): boolean =>
    list === undefined || (Array.isArray(list) && list.every(Number.isFinite));
  if (!arePoints(keypoints) || !arePoints(keypoints_absent)) return null;
  return value as Detection;
}

/** Points of a detection, NaN where the model gives none. */
function pointsOf({ keypoints = [], keypoints_absent = [] }: Detection): readonly number[] {
  if (keypoints_absent.length === 0) return keypoints;
  const absent = new Set(keypoints_absent);
  return keypoints.map((value, at) => (absent.has(Math.floor(at / 3)) ? Number.NaN : value));
}

/** The outline of a detection; "none" for something else in its place. */
function segmentationOf({ segmentation }: Detection): Outline | "none" {
  if (segmentation === undefined) return null;
  if (Array.isArray(segmentation)) {
    const outline = { polygons: segmentation };
    return isOutline(outline) && segmentation.length > 0 ? outline : "none";
  }
  const { counts } = (segmentation ?? {}) as Readonly<Record<string, unknown>>;
  const runs = typeof counts === "string" ? decodeRunText(counts) : null;
  return runs === null ? "none" : { runs: [...runs] };
}

/** Box and area as the reader of COCO's results has them: those of the outline where there is no box. */
function boxAndArea(
  { bbox, segmentation }: Detection,
  outline: Outline,
): readonly [box: readonly number[], area: number] {
  if (bbox !== undefined) return [bbox, bbox[2]! * bbox[3]!];
  if (outline === null) return [[0, 0, 0, 0], 0];
  if ("polygons" in outline) {
    const area = outline.polygons.reduce((sum, polygon) => sum + areaOfPolygon(polygon), 0);
    return [[...boxOfPoints(outline.polygons.flat())], area];
  }
  const [height = 0] = (segmentation as { readonly size?: readonly number[] }).size ?? [];
  const runs = Float64Array.from(outline.runs);
  return [[...boxOfRuns(runs, height)], areaOfRuns(runs)];
}
