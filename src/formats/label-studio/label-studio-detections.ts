import { HomegroundError } from "../../core/errors.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList } from "../import-problems.js";
import { isRecord, listOf } from "../json/json-values.js";
import { type PlacedRecord, readJsonList } from "../json/record-table.js";
import { createDetectionsBuilder, type DetectionsBuilder } from "../objects/detections-builder.js";
import type { ObjectPredictions } from "../objects/object-types.js";
import {
  groupPoints,
  namesOfPoints,
  predictedPoints,
  type StudioPoint,
  takePoints,
} from "./label-studio-points.js";
import { isRegion, placeRegion, regionsOf, type StudioRegion } from "./label-studio-regions.js";
import { imageOfTask } from "./tasks.js";

interface ScoredRegion {
  readonly row: number;
  readonly region: StudioRegion;
  readonly score: unknown;
  readonly where: string;
  readonly points: readonly StudioPoint[];
}

/**
 * Reads the `predictions` of a Label Studio export: of each task the last one. The score of a region
 * is its own, otherwise that of the prediction. A prediction that marks nothing says that nothing was
 * found; a task without one was not processed: `failed`. Places become pixels where every region says
 * the size of its picture, and fractions otherwise. Points, where they are wanted, are those of the region that they were
 * put into; one of no region is listed.
 *
 * Source: labelstud.io, "Import pre-annotated data".
 *
 * @throws HomegroundError as `readJsonList`; `predictions/empty` when no task has a prediction
 */
export async function readLabelStudioDetections(
  access: FileAccess,
  path: string,
  wantsPoints = false,
): Promise<ObjectPredictions> {
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  const regions: ScoredRegion[] = [];
  const seen = { predictions: 0 };
  await readJsonList(access, path, problems, (placed) => {
    if (addTask(placed, path, builder, regions, problems, wantsPoints)) seen.predictions++;
  });
  if (seen.predictions === 0) {
    throw new HomegroundError("predictions/empty", {
      what: "no task has a prediction",
      where: path,
      fix: "Export the tasks with their predictions",
    });
  }
  const isSized = regions.every(({ region }) => region.widthPx > 0 && region.heightPx > 0);
  const unit = isSized && regions.length > 0 ? "pixel" : "fraction";
  const joints = namesOfPoints(regions.flatMap(({ points }) => points));
  for (const { row, region, score, where, points } of regions) {
    const placed = placeRegion(region, unit);
    if (placed === null) {
      const what = "a turned region does not say the size of its picture; it is left out";
      problems.add("annotations/outline-invalid", what, where);
      continue;
    }
    const [x, y, width, height] = placed.box;
    const label = builder.label(region.label);
    if (!builder.add(row, label, score, [x, y, width, height], where)) continue;
    if (placed.polygon !== undefined) builder.polygon(placed.polygon);
    if (placed.runs !== undefined) builder.runs(placed.runs);
    if (joints.size > 0) builder.points(predictedPoints(points, unit, joints));
  }
  return builder.finish({
    format: {
      id: "label-studio",
      reason: "a list of tasks with predictions, as Label Studio has it",
    },
    source: path,
    namesOnlyFound: true,
    unit,
    ...(joints.size === 0 ? {} : { joints: { names: [...joints.keys()], skeleton: [] } }),
    roles: new Map([
      ["image", "data"],
      ["label", "labels of regions"],
      ["score", "score of regions or predictions"],
    ]),
  });
}

/** @returns whether the task has a prediction */
function addTask(
  { record, line }: PlacedRecord,
  path: string,
  builder: DetectionsBuilder,
  regions: ScoredRegion[],
  problems: ProblemList,
  wantsPoints: boolean,
): boolean {
  const where = `${path}, /${line - 1}`;
  const file = imageOfTask(record["data"]);
  if (file === null) {
    problems.add("labels/no-file", "a task whose data name no image; it is left out", where);
    return false;
  }
  const isRepeated = builder.has(file);
  const row = builder.image(file, line);
  const predictions = listOf(record["predictions"]).filter(isRecord);
  const prediction = predictions.at(-1);
  if (isRepeated) {
    const what = `${file} is in more than one task; the predictions of the first are taken`;
    problems.add("predictions/duplicate", what, where);
    return prediction !== undefined;
  }
  if (prediction === undefined) {
    builder.fail(row, "it has no prediction", where);
    return false;
  }
  if (predictions.length > 1) {
    const what = `${predictions.length} predictions of ${file}; the last is taken`;
    problems.add("predictions/duplicate", what, where);
  }
  const results = listOf(prediction["result"]);
  const taken = wantsPoints ? takePoints(results) : null;
  const others = taken?.others ?? results;
  const all = regionsOf(others);
  const { ofRegion, alone, unclear } = groupPoints(taken?.points ?? [], all.filter(isRegion));
  const without = alone.length + unclear + (taken?.broken ?? 0);
  if (without > 0) {
    const what = `${without} points have no name or no place, or nothing says to which region they belong; they are left out`;
    problems.add("predictions/points-invalid", what, where);
  }
  for (const found of all) {
    if (!isRegion(found)) {
      problems.add(found.code, `${found.what}; it is left out`, where);
      continue;
    }
    builder.size(row, found.widthPx, found.heightPx);
    const score = scoreOf(others, found) ?? prediction["score"];
    regions.push({ row, region: found, score, where, points: ofRegion.get(found) ?? [] });
  }
  return true;
}

/** The score of the result that a region was made of, which it shares its id or place with. */
function scoreOf(results: readonly unknown[], { id }: StudioRegion): unknown {
  const byId = results.find((result) => isRecord(result) && result["id"] === id);
  const result = byId ?? results[Number(id) - 1];
  return isRecord(result) ? result["score"] : undefined;
}
