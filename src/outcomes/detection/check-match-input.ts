import { HomegroundError } from "../../core/errors.js";
import type { ObjectColumns } from "../../core/objects.js";
import type { DetectionInput, MatchRules } from "../detection-types.js";
import type { MatchOptions } from "./match-options.js";
import { MOST_DETECTIONS } from "./match-rules.js";

/**
 * @throws HomegroundError `argument/length-mismatch`, `argument/out-of-range`,
 *   `argument/not-a-number`
 */
export function checkMatchInput(
  input: DetectionInput,
  rules: MatchRules,
  options: MatchOptions,
): void {
  const { truth, detections, imageCount, labelCount, searched } = input;
  checkRules(rules);
  checkLength(options.classes.length, labelCount, "classes");
  checkLength(options.clusters?.cluster.length ?? imageCount, imageCount, "clusters");
  checkLength(searched?.length ?? imageCount * labelCount, imageCount * labelCount, "searched");
  checkObjects(truth, input, "truth");
  checkObjects(detections, input, "detections");
  checkLength(truth.area.length, truth.count, "truth.area");
  checkLength(truth.flags.length, truth.count, "truth.flags");
  checkLength(detections.score.length, detections.count, "detections.score");
  checkFinite(truth.area, "truth.area", "an area");
  if (detections.area !== undefined) {
    checkLength(detections.area.length, detections.count, "detections.area");
    checkFinite(detections.area, "detections.area", "an area");
  }
  checkFinite(detections.score, "detections.score", "a score");
  if (rules.geometry === "keypoints") checkKeypoints(input);
}

function checkKeypoints({ keypoints, truth, detections }: DetectionInput): void {
  const points = keypoints?.sigmas.length ?? 0;
  checkNumber(points, 1, 1000, "keypoints.sigmas.length");
  checkLength(keypoints?.truth.length ?? 0, truth.count * points * 3, "keypoints.truth");
  checkLength(
    keypoints?.detections.length ?? 0,
    detections.count * points * 2,
    "keypoints.detections",
  );
}

function checkRules({ thresholds, areas, maxDetections, matching }: MatchRules): void {
  const most = matching === "centre" ? Number.MAX_VALUE : 1;
  checkNumber(thresholds.length, 1, 16, "rules.thresholds.length");
  checkNumber(areas.length, 1, 8, "rules.areas.length");
  for (const [t, limit] of thresholds.entries()) {
    checkNumber(limit, t === 0 ? 0 : (thresholds[t - 1] ?? 0), most, `rules.thresholds[${t}]`);
  }
  checkNumber(maxDetections, 1, MOST_DETECTIONS, "rules.maxDetections");
  if (!Number.isInteger(maxDetections)) {
    throw outOfRange("rules.maxDetections", maxDetections, "Pass a whole number");
  }
}

function checkObjects(
  { count, image, label, box }: ObjectColumns,
  { imageCount, labelCount }: DetectionInput,
  where: string,
): void {
  checkLength(image.length, count, `${where}.image`);
  checkLength(label.length, count, `${where}.label`);
  checkLength(box.length, 4 * count, `${where}.box`);
  checkIndices(image, imageCount, `${where}.image`);
  checkIndices(label, labelCount, `${where}.label`);
  checkFinite(box, `${where}.box`, "a box");
}

function checkIndices(column: Int32Array, count: number, where: string): void {
  for (let i = 0; i < column.length; i++) {
    const index = column[i]!;
    if (index < 0 || index >= count) {
      throw outOfRange(`${where}[${i}]`, index, `Pass a number from 0 to ${count - 1}`);
    }
  }
}

function checkFinite(column: Float64Array, where: string, what: string): void {
  for (let i = 0; i < column.length; i++) {
    if (Number.isFinite(column[i]!)) continue;
    throw new HomegroundError("argument/not-a-number", {
      what: `${what} is ${column[i]!}`,
      where: `${where}[${i}]`,
      fix: "Pass finite numbers",
    });
  }
}

function checkLength(length: number, wanted: number, where: string): void {
  if (length === wanted) return;
  throw new HomegroundError("argument/length-mismatch", {
    what: length < 0 ? "it is missing" : `it has ${length} values, ${wanted} are wanted`,
    where,
    fix: "Pass columns of one length",
  });
}

function checkNumber(value: number, low: number, high: number, where: string): void {
  if (value >= low && value <= high) return;
  throw outOfRange(where, value, `Pass a number from ${low} to ${high}`);
}

function outOfRange(where: string, value: number, fix: string): HomegroundError {
  return new HomegroundError("argument/out-of-range", { what: `it is ${value}`, where, fix });
}
