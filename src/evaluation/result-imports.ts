import { said, say } from "../core/sentence.js";
import { asTold } from "../formats/import-problems.js";
import type { ImagePredictions, ImageTruth } from "../formats/import-types.js";
import type { ObjectPredictions } from "../formats/objects/object-types.js";
import { chosenValues, readingChoices } from "../formats/registry.js";
import type { Note, ResultImport } from "../results/result.js";
import { taskOf } from "../tasks/registry.js";
import { predictionsOneLabel } from "../tasks/task.js";
import type { EvaluateRequest } from "./request.js";

/** How labels and predictions were read, for `result.json`. */
export function resultImports(
  truth: ImageTruth,
  predictions: ImagePredictions | ObjectPredictions | null,
): readonly ResultImport[] {
  return [
    importOf("labels", truth),
    ...(predictions === null ? [] : [importOf("predictions", predictions)]),
  ];
}

/**
 * Choices of a reading that changed nothing: no file that was read leaves open what they say. Somebody who made one
 * would take its silence for consent.
 */
export function unusedReadings(given: object, imports: readonly ResultImport[]): readonly Note[] {
  const used = new Set(
    imports.flatMap(({ readings = [] }) => readings.map(({ reading }) => reading)),
  );
  const values = chosenValues(given);
  return readingChoices().flatMap(({ name, label }): Note[] => {
    const value = values.get(name);
    if (value === undefined || used.has(name)) return [];
    const choice = { command: `--${name} ${value}`, app: `“${label}”` };
    const what = say`${choice} changed nothing: no file that was read leaves it open`;
    return [{ file: "", code: "input/choice-unused", ...said(what) }];
  });
}

const COLLAPSED = "predictions/boxes-collapsed";

/** Codes that {@link readingWarnings} can give: they need the files that were read, not answers. */
export const READING_WARNINGS: ReadonlySet<string> = new Set([COLLAPSED]);

/**
 * Warnings that every headline figure carries for how files were read: labels and answers that are
 * both of objects ask for detection, and are compared here as labels of whole images.
 */
export function readingWarnings(
  task: EvaluateRequest["task"],
  imports: readonly ResultImport[] = [],
): string[] {
  if (!predictionsOneLabel(taskOf(task))) return []; // the task multilabel was asked for by name
  const hasObjects = imports.some(({ role, objects }) => role === "labels" && (objects ?? 0) > 0);
  const isCollapsed = imports.some(({ problems }) =>
    problems.some(({ code }) => code === COLLAPSED),
  );
  return hasObjects && isCollapsed ? [COLLAPSED] : [];
}

function importOf(
  role: "labels" | "predictions",
  {
    source,
    format,
    rowCount,
    objects,
    problems,
    readings = [],
  }: ImageTruth | ImagePredictions | ObjectPredictions,
): ResultImport {
  const count = typeof objects === "object" ? objects.count : (objects ?? null);
  return {
    role,
    source,
    format: format.id,
    rows: rowCount,
    objects: count,
    problems: problems.map(asTold),
    ...(readings.length === 0 ? {} : { readings }),
  };
}
