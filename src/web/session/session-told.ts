import { imagePaths } from "../../dataset/image-set.js";
import { labelExamples } from "../../dataset/label-examples.js";
import { jointsOfModel } from "../../labelling/editors/joints.js";
import { featureValue } from "../../models/card/feature-value.js";
import { predictionsOneLabel, type Task } from "../../tasks/task.js";
import type { FirstModel, SessionModel, SessionNames, SessionTruth } from "./session-state.js";
import type { FirstTold, ImportTold, ModelTold, NamesTold } from "./session-types.js";

/** So many rows that name no file are told one by one. */
const ROWS_TOLD = 50;

/** @param task that its card names; null for one that is not there */
export function modelTold(
  { card, path, isConfirmed, model }: SessionModel,
  task: Task | null,
): ModelTold {
  return {
    ...firstTold(card, task),
    file: model.name,
    sizeBytes: model.sizeBytes,
    sha256: model.sha256,
    task: card.task,
    labels: card.labels,
    card: path,
    guesses: card.guesses,
    isConfirmed,
    hasFeatures: featureValue({ card, model }) !== null,
  };
}

/** Of the model whose images are labelled, or of the file of its answers. */
export function firstTold(card: FirstModel["card"], task: Task | null): FirstTold {
  const joints = task?.hasPoints === true ? (jointsOfModel(card)?.names ?? "unknown") : null;
  const { lookMeasure = null, lookTolerance = null, racedBy = null } = task ?? {};
  const isOfOneLabel = task !== null && predictionsOneLabel(task);
  const findsObjects = task?.prediction === "objects";
  return {
    name: card.name,
    ...{ lookMeasure, lookTolerance, isOfOneLabel, racedBy, findsObjects, joints },
  };
}

export function importTold({
  truth,
  placed,
  choices,
  predictionChoices,
  task,
  tasks,
  tables,
  openLists,
}: SessionTruth): ImportTold {
  const { rowFiles, rows, files } = placed;
  const without: { file: string; what: string }[] = [];
  let rowsWithFile = 0;
  for (const row of rows) {
    if (rowFiles.fileOf[row]! >= 0) rowsWithFile++;
    else if (without.length < ROWS_TOLD) {
      without.push({ file: truth.file[row]!, what: rowFiles.whyNot(row).what });
    }
  }
  return {
    source: truth.source,
    task: { id: task.id, truth: task.truth, measures: task.measures },
    tasks: tasks.map(({ id, label }) => ({ id, label })),
    format: truth.format,
    choices,
    predictionChoices,
    rows: truth.rowCount,
    objects: typeof truth.objects === "object" ? null : (truth.objects ?? null),
    roles: [...truth.roles],
    attributes: [...truth.attributes.columns.keys()],
    tables,
    openLists,
    problems: truth.problems,
    imageFiles: imagePaths(files.filter((_, i) => !placed.otherFiles.has(i))).length,
    rowsWithFile,
    rowsWithout: without,
    labels: [...labelRows(placed)]
      .map(([name, count]) => ({ name, rows: count }))
      .sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1)),
  };
}

export function namesTold(
  { placed, modelLabels }: SessionTruth,
  { map, unmapped, suggestions }: SessionNames,
): NamesTold {
  const counts = labelRows(placed);
  const examples = labelExamples(placed);
  return {
    rows: placed.labels.map((label) => ({
      label,
      rows: counts.get(label) ?? 0,
      target: map.get(label) ?? null,
      suggestions: suggestions.get(label) ?? [],
      examples: examples.get(label) ?? [],
    })),
    modelLabels: modelLabels.names,
    open: unmapped.length,
  };
}

/** Rows that have each label; a row with several counts for each of them. */
function labelRows({ truth, rows }: SessionTruth["placed"]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const names = new Set<string>();
    for (let at = truth.labelStart[row]!; at < truth.labelStart[row + 1]!; at++) {
      names.add(truth.labelNames[truth.labelIndex[at]!]!);
    }
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
