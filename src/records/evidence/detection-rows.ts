import type { LabelSet } from "../../core/label-set.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { createLineReader } from "../record/lines.js";
import { recordPath } from "./manifest-lines.js";
import { type SequentialPredictions, unfit } from "./prediction-rows.js";

const MOST_LINE_BYTES = 4_000_000;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A detection of `predictions.json`, as the program writes it. */
interface Detection {
  readonly bbox: readonly number[];
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
      for (;;) {
        waiting ??= await next();
        if (waiting === null || recordPath(waiting.file_name) !== names[image]) break;
        const label = labels.indexOf.get(waiting.category_name);
        if (label === undefined) {
          throw unfit(`it finds ${JSON.stringify(waiting.category_name)}, no label`, place());
        }
        rows.push(...waiting.bbox, waiting.score, label);
        for (const value of pointsOf(waiting)) points.push(value);
        waiting = null;
      }
      const scores = Float64Array.from(rows);
      if (points.length === 0) return { kind: "scores", scores };
      return { kind: "scores", scores, points: Float64Array.from(points) };
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
