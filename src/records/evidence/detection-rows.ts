import type { LabelSet } from "../../core/label-set.js";
import { isOutline, type Outline, shapesOfOutlines } from "../../core/masks/outlines.js";
import { decodeRunText } from "../../core/masks/run-text.js";
import { areaOfRuns, boxOfRuns } from "../../core/masks/runs.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { areaOfPolygon, boxOfPoints } from "../../formats/objects/outlines.js";
import { createLineReader } from "../record/lines.js";
import { recordPath } from "./manifest-lines.js";
import { type SequentialPredictions, unfit } from "./prediction-rows.js";

const MOST_LINE_BYTES = 4_000_000;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A detection of `predictions.json`, as the program writes it. */
interface Detection {
  /** Absent where the box is the least one around the outline. */
  readonly bbox?: readonly number[];
  readonly segmentation?: unknown;
  readonly score: number;
  readonly file_name: string;
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
  const lines = createLineReader(pieces, MOST_LINE_BYTES);
  const place = (): string => `${file}, line ${lines.count}`;
  let waiting: Detection | null = null;
  let state: "before" | "inside" | "after" = "before";

  const nextText = async (): Promise<string | null> => {
    const line = await lines.next();
    if (lines.end === "too-long") throw unfit("the line is too long", place());
    if (lines.end === "no-line-feed") {
      throw unfit("the last line has no line feed: it may be cut off", place());
    }
    try {
      return line === null ? null : UTF8.decode(line);
    } catch {
      throw unfit("the line is not UTF-8", place());
    }
  };

  const next = async (): Promise<Detection | null> => {
    if (state === "before") {
      const first = await nextText();
      if (first === "[]") state = "after";
      else if (first === "[") state = "inside";
      else throw unfit("the file does not begin as a list of detections", place());
    }
    if (state === "after") return null;
    const text = await nextText();
    if (text === "]") {
      state = "after";
      return null;
    }
    if (text === null) throw unfit("the list of detections does not end", `${file}, its end`);
    const found = parsed(text.endsWith(",") ? text.slice(0, -1) : text);
    if (found === null) throw unfit("the line is no detection", place());
    return found;
  };

  return {
    labels,
    async answer(image) {
      const rows: number[] = [];
      const points: number[] = [];
      const outlines: Outline[] = [];
      const areas: number[] = [];
      for (;;) {
        waiting ??= await next();
        if (waiting === null || recordPath(waiting.file_name) !== names[image]) break;
        const label = labels.indexOf.get(waiting.category_name);
        if (label === undefined) {
          throw unfit(`it finds ${JSON.stringify(waiting.category_name)}, no label`, place());
        }
        const outline = segmentationOf(waiting);
        if (outline === "none") throw unfit("the outline of the detection is none", place());
        const [box, area] = boxAndArea(waiting, outline);
        rows.push(...box, waiting.score, label);
        outlines.push(outline);
        areas.push(area);
        for (const value of pointsOf(waiting)) points.push(value);
        waiting = null;
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
    async finish() {
      waiting ??= await next();
      if (waiting !== null) {
        const what = `the detection is on ${JSON.stringify(waiting.file_name)}, which is no scored image, or out of order`;
        throw unfit(what, place());
      }
      if ((await nextText()) !== null) throw unfit("something stands behind the list", place());
    },
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
