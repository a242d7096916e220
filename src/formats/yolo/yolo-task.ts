import { HomegroundError } from "../../core/errors.js";
import { truthApart } from "../../core/ways.js";
import type { ReadingChoice } from "../reading-choice.js";
import type { YoloRows } from "./yolo-rows.js";

/** What the numbers of a line after its class are. */
export type YoloTask = "detect" | "segment" | "obb" | "pose";

/** What the lines of label files are, where their length does not tell. */
export const yoloTask: ReadingChoice<YoloTask> = {
  name: "yolo-task",
  argument: "<task>",
  help: "what the lines of YOLO files are",
  label: "What the lines of the label files are",
  values: { detect: "boxes", segment: "outlines", obb: "turned boxes", pose: "boxes with points" },
  unsaid: { words: "tell it from the numbers" },
};

/** What a data file says of its lines. */
export interface StatedTask {
  /** Files that are written here say it of outlines; null where the file does not. */
  readonly task: YoloTask | null;
  /** Numbers of keypoints and of their values, for pose; null for other tasks. */
  readonly keypoints: readonly [count: number, values: number] | null;
  /** What the keypoints are called; null where the file does not say it of each. */
  readonly pointNames: readonly string[] | null;
}

/** What the lines are, and why, in words for a report. */
export interface DecidedTask {
  readonly task: YoloTask;
  readonly reason: string;
}

/** A keypoint may lie so far outside of its box, in fractions of the image. */
const POSE_MARGIN = 0.02;

/**
 * Tells what the lines of a data set are. 4 numbers are a box; a data set whose lines differ in
 * their number holds polygons, since the others have one number throughout. Lines that are all of
 * one other length can be polygons, turned boxes (8 numbers) or boxes with keypoints, and nothing
 * in the files says which: then it is asked, unless the lines cannot be boxes with keypoints and
 * are not of 8 numbers.
 *
 * @param hint what the user says
 * @param data the data file, whose `task` is taken where lines can be that; null without one
 * @throws HomegroundError `input/ambiguous`; `annotations/looks-like-results` where every line is a
 *   box with a score
 */
export function decideYoloTask(
  rows: YoloRows,
  source: string,
  hint: YoloTask | undefined,
  data: StatedTask | null,
): DecidedTask {
  const { counts } = rows;
  if (rows.length > 0 && counts.get(5) === rows.length) throw looksLikeResults(source);
  if (hint !== undefined) return { task: hint, reason: `lines are read as ${hint}, as asked for` };
  if (data !== null && data.keypoints !== null) {
    return { task: "pose", reason: "the data file has kpt_shape: boxes with keypoints" };
  }
  if (data !== null && data.task !== null && [...counts.keys()].every(CAN_BE[data.task])) {
    return { task: data.task, reason: `the data file has task: ${data.task}` };
  }
  const lengths = [...counts.keys()].filter((count) => count !== 4 && count !== 5);
  if (lengths.length === 0) return { task: "detect", reason: "each line is a class and a box" };
  if (lengths.length > 1 || counts.has(4)) {
    return { task: "segment", reason: "lines differ in length: polygons" };
  }
  const [length = 0] = lengths;
  if (length % 2 === 0 && length !== 8 && !canBePose(rows, length)) {
    return {
      task: "segment",
      reason: `each line has ${length} numbers that are no box with keypoints: polygons`,
    };
  }
  const readings = [
    ...(length % 2 === 0 && length >= 6 ? ["segment (polygons)"] : []),
    ...(length === 8 ? ["obb (turned boxes)"] : []),
    ...((length - 4) % 2 === 0 || (length - 4) % 3 === 0 ? ["pose (boxes with keypoints)"] : []),
  ];
  throw new HomegroundError("input/ambiguous", {
    what: `every line has ${length} numbers after the class, which can be ${readings.length === 0 ? "nothing that is known" : readings.join(" or ")}`,
    where: source,
    fix: {
      command: `Say what they are with --${yoloTask.name} segment, obb or pose`,
      app: `Choose what they are under Images and labels, at “${yoloTask.label}”`,
    },
  });
}

/** Whether so many numbers behind the class can be of a task. */
const CAN_BE: { readonly [task in YoloTask]: (numbers: number) => boolean } = {
  detect: (numbers) => numbers === 4,
  segment: (numbers) => numbers === 4 || (numbers >= 6 && numbers % 2 === 0),
  obb: (numbers) => numbers === 8,
  pose: (numbers) => numbers > 5,
};

/** Whether all points after the first four numbers lie in the box that those would be. */
function canBePose({ values, start, length: rowCount }: YoloRows, length: number): boolean {
  return [2, 3].some((step) => {
    if ((length - 4) % step !== 0) return false;
    for (let i = 0; i < rowCount; i++) {
      const from = start[i]!;
      if (start[i + 1]! - from !== length) continue;
      const [x, y] = [values[from]!, values[from + 1]!];
      const [halfWidth, halfHeight] = [values[from + 2]! / 2, values[from + 3]! / 2];
      for (let k = from + 4; k < from + length; k += step) {
        if (step === 3 && ![0, 1, 2].includes(values[k + 2]!)) return false;
        if (values[k] === 0 && values[k + 1] === 0) continue; // a point that is not labelled
        if (Math.abs(values[k]! - x) > halfWidth + POSE_MARGIN) return false;
        if (Math.abs(values[k + 1]! - y) > halfHeight + POSE_MARGIN) return false;
      }
    }
    return true;
  });
}

function looksLikeResults(source: string): HomegroundError {
  return new HomegroundError("annotations/looks-like-results", {
    what: "every line has a number after its box, as the confidence of predictions",
    where: source,
    fix: truthApart("the ground truth"),
  });
}
