import { HomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { WAY } from "../../core/ways.js";
import { createFieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { isRecord, listOf } from "../json/json-values.js";
import { createRecordColumns } from "../json/record-columns.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import {
  createObjectTruthBuilder,
  type ObjectTruthBuilder,
} from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { boxOfAnnotated } from "../objects/point-columns.js";
import { ANIMAL } from "../objects/point-tables.js";
import { STUDIO_FIELDS } from "./fields.js";
import {
  groupPoints,
  type StudioPoint,
  takePoints,
  valuesOfPoints,
} from "./label-studio-points.js";
import {
  isRegion,
  type NoRegion,
  placeRegion,
  regionsOf,
  type StudioRegion,
} from "./label-studio-regions.js";
import {
  annotationsOf,
  countTaskFields,
  imageOfTask,
  readStudioTasks,
  type StudioTask,
  setTaskData,
} from "./tasks.js";

/**
 * Reads ground truth from an export of Label Studio, JSON or JSON-MIN: rectangles, polygons, ellipses
 * and brush masks, and points where they are wanted; choices are labels of the image. A task with an annotation that marks nothing is
 * *empty*, one without an annotation *unlabelled*.
 *
 * Several people's annotations of a task are never averaged or joined: the first that is marked as
 * ground truth is taken, or else the first that was not cancelled, and it is said.
 *
 * Places are percent of the picture that was annotated. They become pixels where every region says
 * the size of its picture, and fractions otherwise. Turned rectangles keep their corners as outline
 * and get the least box around them.
 *
 * Source: labelstud.io, "Label Studio JSON format of annotated tasks" and the tags' pages.
 *
 * @throws HomegroundError `annotations/no-objects` where no annotation marks a region, and as
 *   `readJsonRecords`
 */
export async function readLabelStudioObjects(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const regions: PlacedRegion[] = [];
  const poses: PlacedPose[] = [];
  const joints = options.points === true ? new Map<string, number>() : null;
  const seen = { notObjects: 0, choices: 0, marks: 0 };
  const columns = createRecordColumns();
  const notRead = createFieldCounter(STUDIO_FIELDS);
  await readStudioTasks(access, path, problems, imageOf, (task) => {
    const { number, where } = task;
    countTaskFields(task, notRead);
    if (builder.rowOf(task.file) !== undefined) {
      const what = `${task.file} is in more than one task; their objects are joined`;
      problems.add("annotations/duplicate-image", what, where);
    }
    const results = chooseAnnotation(task, problems);
    const taken = joints === null || results === null ? null : takePoints(results);
    const found = results === null ? [] : regionsOf(taken?.others ?? results);
    const [size] = [...found.filter(isRegion), ...(taken?.points ?? [])];
    const row = builder.image(task.file, {
      line: number + 1,
      state: results === null ? TRUTH_STATE.unlabelled : TRUTH_STATE.empty,
      ...(size === undefined ? {} : { widthPx: size.widthPx, heightPx: size.heightPx }),
    });
    setTaskData(task, (name, value) => columns.set(row, name, value));
    const { ofRegion, alone, unclear } = groupPoints(taken?.points ?? [], found.filter(isRegion));
    notePoints(builder, row, (taken?.broken ?? 0) + unclear, where, problems);
    if (alone.length > 0) poses.push({ row, points: alone, where });
    for (const region of found) {
      if (isRegion(region))
        regions.push({ row, region, where, points: ofRegion.get(region) ?? [] });
      else if (region.choices !== undefined) {
        seen.choices++;
        for (const choice of region.choices) builder.labelImage(row, choice, true);
      } else if (region.code === "annotations/not-an-object") {
        seen.notObjects++;
        // A choice is about the whole image; a point shows that something is on it.
        if (region.isOfImage !== true) builder.lose(row);
      } else lose(builder, row, region, where, problems);
    }
    seen.marks += found.length + (taken?.points.length ?? 0);
  });
  const others = seen.notObjects + seen.choices;
  if (regions.length + poses.length === 0 && others > 0 && others === seen.marks) {
    throw new HomegroundError("annotations/no-objects", {
      what: "the tasks have choices, points and the like, and not one region",
      where: path,
      fix: say`${WAY.imageLabels}, or give annotations with regions`,
    });
  }
  const isSized = [...regions.map(({ region }) => region), ...poses.flatMap(({ points }) => points)]
    .concat(regions.flatMap(({ points }) => points))
    .every(({ widthPx, heightPx }) => widthPx > 0 && heightPx > 0);
  const unit = isSized ? "pixel" : "fraction";
  addRegions(regions, unit, path, builder, problems, joints);
  addPoses(poses, unit, builder, joints);
  const hasPoints = joints !== null && joints.size > 0;
  if (hasPoints) {
    const what = `${builder.count} objects have no area: they get that of their box, those without a region of the least around their points`;
    problems.add("annotations/area-missing", what, path);
  }
  if (seen.notObjects > 0) {
    const what = `${seen.notObjects} results mark no area (points, relations, ratings); left out`;
    problems.add("annotations/not-an-object", what, path);
  }
  return builder.finish({
    format: {
      id: "label-studio",
      reason: "a list of tasks with regions, as Label Studio exports it",
    },
    source: path,
    unit,
    written: "xywh",
    idWord: "region",
    roles: new Map([
      ["image", "data"],
      ["label", "labels of regions"],
      ["box", isSized ? "percent of original_width and original_height" : "percent of the image"],
    ]),
    columns: columns.finish(builder.rowCount),
    notRead: notRead.finish(),
    boxes: options.boxes,
    ...(hasPoints ? { joints: { names: [...joints.keys()], skeleton: [] } } : {}),
  });
}

interface PlacedRegion {
  readonly row: number;
  readonly region: StudioRegion;
  readonly where: string;
  readonly points: readonly StudioPoint[];
}

/** Points of an object that nobody drew a region around. */
type PlacedPose = Pick<PlacedRegion, "row" | "where" | "points">;

function notePoints(
  builder: ObjectTruthBuilder,
  row: number,
  count: number,
  where: string,
  problems: ProblemList,
): void {
  if (count === 0) return;
  const what = `${count} points have no name or no place, or nothing says to which object they belong; they are left out`;
  problems.add("annotations/points-count", what, where);
  builder.lose(row, count);
}

function addPoses(
  poses: readonly PlacedPose[],
  unit: "pixel" | "fraction",
  builder: ObjectTruthBuilder,
  joints: Map<string, number> | null,
): void {
  if (joints === null) return;
  for (const { row, points, where } of poses) {
    const values = valuesOfPoints(points, unit, joints);
    builder.add(row, builder.label(ANIMAL), boxOfAnnotated(values)!, { id: where });
    builder.points(values);
  }
}

/** Path of the image of a task of either form. */
function imageOf(record: StudioTask["record"]): string | null {
  return imageOfTask(isRecord(record["data"]) ? record["data"] : record);
}

/** JSON-MIN has the values of regions directly in the task, in a list for each control. */
function annotationsOfMin(record: Readonly<Record<string, unknown>>): readonly unknown[] {
  const result = Object.entries(record)
    .filter(([key]) => key !== "annotator" && key !== "agreement")
    .flatMap(([type, values]) => listOf(values).map((value) => ({ type, value })))
    .filter(({ value }) => isRecord(value))
    .map(({ type, value }) => ({ type, ...(isRecord(value) ? value : {}), value }));
  return "annotation_id" in record || result.length > 0 ? [{ result }] : [];
}

/** Results of the annotation that counts; null where nobody annotated the task. */
function chooseAnnotation(
  { record, file, where }: StudioTask,
  problems: ProblemList,
): readonly unknown[] | null {
  const annotations = isRecord(record["data"]) ? annotationsOf(record) : annotationsOfMin(record);
  const whole = annotations.filter(isRecord);
  const valid = whole.filter((annotation) => annotation["was_cancelled"] !== true);
  if (valid.length < whole.length) {
    const what = `${whole.length - valid.length} cancelled annotations of ${file} are left out`;
    problems.add("labels/cancelled", what, where);
  }
  const certain = valid.find((annotation) => annotation["ground_truth"] === true);
  const chosen = certain ?? valid[0];
  if (chosen === undefined) return null;
  if (valid.length > 1) {
    const which = certain === undefined ? "the first" : "the one marked as ground truth";
    const what = `${valid.length} people annotated ${file}; ${which} is taken, nothing is averaged`;
    problems.add("annotations/several-annotators", what, where);
  }
  return listOf(chosen["result"]);
}

function lose(
  builder: ObjectTruthBuilder,
  row: number,
  { code, what }: NoRegion,
  where: string,
  problems: ProblemList,
): void {
  problems.add(code, `${what}; it is left out`, where);
  builder.lose(row);
}

function addRegions(
  regions: readonly PlacedRegion[],
  unit: "pixel" | "fraction",
  path: string,
  builder: ObjectTruthBuilder,
  problems: ProblemList,
  joints: Map<string, number> | null,
): void {
  let turned = 0;
  for (const { row, region, where, points } of regions) {
    if (region.labelCount > 1) {
      const what = `a region has ${region.labelCount} labels; the first is taken`;
      problems.add("annotations/several-labels", what, where);
    }
    const placed = placeRegion(region, unit);
    if (placed === null) {
      const what = "a turned region does not say the size of its picture";
      lose(builder, row, { code: "annotations/outline-invalid", what }, where, problems);
      continue;
    }
    if (placed.isTurned === true) turned++;
    const area = placed.area === undefined ? {} : { area: placed.area };
    builder.add(row, builder.label(region.label), placed.box, { id: region.id, ...area });
    if (placed.polygon !== undefined) builder.polygon(placed.polygon);
    if (placed.runs !== undefined) builder.runs(placed.runs);
    if (joints !== null && points.length > 0) {
      builder.points(valuesOfPoints(points, unit, joints));
    }
  }
  if (turned > 0) {
    const what = `${turned} rectangles are turned; the outline is kept, the box is the least around it`;
    problems.add("annotations/rotation", what, path);
  }
}
