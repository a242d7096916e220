import type { LabelSet } from "../../core/label-set.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { type ListedRow, listedRows } from "./listed-rows.js";
import { type SequentialPredictions, unfit } from "./prediction-rows.js";

/** A detection of `predictions.json`, as the program writes it. */
interface Detection extends ListedRow {
  readonly bbox: readonly number[];
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
      for (const detection of await found.ofImage(names[image])) {
        const label = labels.indexOf.get(detection.category_name);
        if (label === undefined) {
          const what = `it finds ${JSON.stringify(detection.category_name)}, no label`;
          throw unfit(what, found.place());
        }
        rows.push(...detection.bbox, detection.score, label);
        for (const value of pointsOf(detection)) points.push(value);
      }
      const scores = Float64Array.from(rows);
      if (points.length === 0) return { kind: "scores", scores };
      return { kind: "scores", scores, points: Float64Array.from(points) };
    },
    finish: () => found.finish(),
  };
}

function parsed(text: string): Detection | null {
  const value = jsonOrUndefined(text);
  if (typeof value !== "object" || value === null) return null;
  const { bbox, score, file_name, category_name, keypoints, keypoints_absent } = value as Readonly<
    Record<string, unknown>
  >;
  const isBox = Array.isArray(bbox) && bbox.length === 4 && bbox.every(Number.isFinite);
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
