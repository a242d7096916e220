import { createLabelSet } from "../../core/label-set.js";
import { nearestName } from "../../core/nearest-name.js";
import type { ConflictRule } from "../../dataset/conflict-rule.js";
import { conflictingRows } from "../../dataset/conflicting-rows.js";
import { type ImageSet, isImageName } from "../../dataset/image-set.js";
import { placeTruth, prepareImages } from "../../dataset/prepare.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../evaluation/request.js";
import { baseName, type ListedFile } from "../../formats/file-access.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { matchFiles, type Unmatched } from "../../formats/match-files.js";
import type { ResultListed } from "../../results/result.js";
import { taskOf } from "../../tasks/registry.js";
import { labelsParts, severalLabelsOf } from "../../tasks/task.js";
import type { InspectedLabels } from "./inspect-types.js";

/** Labels and files, joined as an evaluation joins them. */
export interface LabelledFiles {
  readonly labels: InspectedLabels;
  readonly images: ImageSet;
  /** Files that are images, ascending; those that are ignored are not among them. */
  readonly files: readonly ListedFile[];
  /** First row of the labels that names each of these files; −1 for none. */
  readonly row: Int32Array;
  /** Label of each of these files, several joined; null for none. */
  readonly labelOf: readonly (string | null)[];
  /** Labels without a file, by what comes near. */
  readonly missing: readonly MissingFile[];
  /** Images that several rows label differently, where nothing was decided on them. */
  readonly conflicts: readonly ResultListed[];
}

export interface MissingFile extends ResultListed {
  readonly kind: Unmatched["kind"] | "spelling";
}

/** What an evaluation of these labels will be. */
export interface JoinRules {
  readonly task: EvaluateRequest["task"];
  /** Whether images must be there: answers from a file need none. */
  readonly filesNeeded: boolean;
  /** What counts where rows label an image differently; `list` where absent. */
  readonly conflictingLabels?: ConflictRule | undefined;
}

const AS_CLASSES: JoinRules = { task: DEFAULT_REQUEST.task, filesNeeded: true };

/** Joins labels with files. Every label counts as its own class: no model is known yet. */
export function joinLabels(
  truth: ImageTruth,
  files: readonly ListedFile[],
  { task, filesNeeded, conflictingLabels = "list" }: JoinRules = AS_CLASSES,
): LabelledFiles {
  const rules = {
    where: [],
    task,
    noAnnotation: "unlabelled",
    conflictingLabels,
    severalLabels: severalLabelsOf(taskOf(task)) ?? "list",
  } as const;
  const placed = placeTruth(truth, files, rules);
  const targets = new Map(
    placed.labels.map((label) => [label, { kind: "model-labels", labels: [label] } as const]),
  );
  const { images, map } = prepareImages(
    placed,
    createLabelSet(placed.labels),
    targets,
    { ...rules, objects: labelsParts(taskOf(task)) },
    filesNeeded,
  );
  const named = new Set([...images.file, ...images.listed.map(({ file }) => file)]);
  const own = files.filter(({ path }) => named.has(path));
  const at = new Map(own.map(({ path }, i) => [path, i]));
  const row = new Int32Array(own.length).fill(-1);
  const { fileOf } = placed.rowFiles;
  for (const r of placed.rows.toReversed()) {
    const file = files[fileOf[r]!];
    const i = file === undefined ? undefined : at.get(file.path);
    if (i !== undefined) row[i] = r;
  }
  const counts = new Int32Array(map.truthNames.length);
  const labelOf: (string | null)[] = new Array(own.length).fill(null);
  for (const [i, path] of images.file.entries()) {
    const classes = images.classIndex.subarray(images.classStart[i]!, images.classStart[i + 1]!);
    const times = new Map<number, number>();
    for (const c of classes) times.set(c, (times.get(c) ?? 0) + 1);
    for (const c of times.keys()) counts[c]!++;
    const own = at.get(path);
    if (own === undefined) continue; // a row that needs no file
    const said = ([c, n]: [number, number]) =>
      n === 1 ? map.truthNames[c]! : `${n} ${map.truthNames[c]!}`;
    labelOf[own] = Array.from(times, said).join(", ");
  }
  const classes = map.truthNames
    .map((label, c) => ({ label, images: counts[c]! }))
    .filter((one) => one.images > 0)
    .sort((a, b) => b.images - a.images || (a.label < b.label ? -1 : 1));
  return {
    labels: {
      source: truth.source,
      format: {
        id: truth.format.id,
        reason: truth.format.reason,
        ...(truth.format.writing === undefined ? {} : { writing: truth.format.writing }),
      },
      roles: Object.fromEntries(truth.roles),
      rows: truth.rowCount,
      ...(truth.notRead?.length ? { notRead: truth.notRead } : {}),
      ...(truth.objectsNotRead ? { objectsNotRead: truth.objectsNotRead } : {}),
      task,
      labelled: images.labelled,
      ready: images.file.length,
      classes,
    },
    images,
    files: own,
    row,
    labelOf,
    missing: missingFiles(truth, files, images),
    conflicts:
      rules.severalLabels !== "list" || conflictingLabels === "list"
        ? conflictingRows(truth, placed.rows, fileOf, files, rules)
        : [],
  };
}

/** So many names without anything near are compared letter by letter with all files. */
const SPELLED = 20;

function missingFiles(
  truth: ImageTruth,
  files: readonly ListedFile[],
  images: ImageSet,
): MissingFile[] {
  const listed = images.listed.filter(({ code }) => code === "missing-file");
  if (listed.length === 0) return [];
  const matches = matchFiles(truth.file, files);
  const rowOf = new Map<string, number>();
  for (let r = truth.rowCount - 1; r >= 0; r--) {
    if (matches.fileOf[r]! < 0) rowOf.set(truth.file[r]!, r);
  }
  const names = files.filter(({ path }) => isImageName(path)).map(({ path }) => baseName(path));
  let spelled = 0;
  return listed.map((one) => {
    const r = rowOf.get(one.file);
    const kind = r === undefined ? "nothing-near" : matches.whyNot(r).kind;
    if (kind !== "nothing-near" || spelled >= SPELLED) return { ...one, kind };
    spelled++;
    const near = nearSpelling(baseName(one.file), names);
    if (near === null) return { ...one, kind };
    return { ...one, kind: "spelling", what: `no file has that name; ${near} is spelled like it` };
  });
}

/** IMG_0001 is no misspelt IMG_0002: digits must be the same. */
function nearSpelling(name: string, names: readonly string[]): string | null {
  const digits = (text: string): string => text.replace(/\D+/g, " ").trim();
  const wanted = digits(name);
  return nearestName(
    name,
    names.filter((other) => digits(other) === wanted),
  );
}
