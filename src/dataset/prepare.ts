import type { LabelSet } from "../core/label-set.js";
import type { ListedFile } from "../formats/file-access.js";
import { type ImageTruth, TRUTH_STATE } from "../formats/import-types.js";
import { matchFiles } from "../formats/match-files.js";
import type { LabelMap } from "../models/label-map.js";
import type { ResultListed } from "../results/result.js";
import { decideConflicts } from "./conflicting-rows.js";
import { EMPTY_LABEL, type ImageSet, joinImages, type RowFiles } from "./image-set.js";
import { areLabelSets, type LabelRules } from "./label-rules.js";
import { createTruthMap, type TruthMap } from "./truth-map.js";
import { rowsWhere } from "./where.js";

/** Ground truth and the files beside it, before the model's labels are known. */
export interface TruthOnFiles {
  readonly truth: ImageTruth;
  /** Rows that `--where` keeps, ascending, without those that another row of their image overrules. */
  readonly rows: Int32Array;
  /** What was decided on images that rows label differently. */
  readonly decided: readonly ResultListed[];
  readonly files: readonly ListedFile[];
  /** File of every row of the truth. */
  readonly rowFiles: RowFiles;
  /** Files that rows name in another role, such as masks. */
  readonly otherFiles: ReadonlySet<number>;
  /** Files without a row that `--where` leaves out: neither images nor ignored. */
  readonly leftOut: ReadonlySet<number>;
  /** Labels that occur in the rows kept, in code-unit order. */
  readonly labels: readonly string[];
}

/**
 * Finds the file of every row.
 *
 * @param leftOut files without a row that `--where` leaves out
 * @throws HomegroundError `labels/no-column`, and as `matchFiles`
 */
export function placeTruth(
  truth: ImageTruth,
  files: readonly ListedFile[],
  request: Pick<LabelRules, "where" | "noAnnotation" | "severalLabels"> &
    Partial<Pick<LabelRules, "conflictingLabels">>,
  leftOut: ReadonlySet<number> = new Set(),
): TruthOnFiles {
  const others = new Set(matchFiles(truth.otherFiles, files).fileOf.filter((index) => index >= 0));
  const rowFiles = matchImages(truth.file, files, others);
  const { rows, notes: decided } = decideConflicts(
    truth,
    rowsWhere(truth, request.where),
    rowFiles.fileOf,
    files,
    request.conflictingLabels ?? "list",
    request,
  );
  return {
    truth,
    rows,
    decided,
    files,
    rowFiles,
    leftOut,
    otherFiles: others,
    labels: labelsIn(truth, rows, request),
  };
}

/** The file of every row: a mask of the same name is not meant, unless the row means nothing else. */
function matchImages(
  names: readonly string[],
  files: readonly ListedFile[],
  others: ReadonlySet<number>,
): RowFiles {
  const all = matchFiles(names, files);
  if (others.size === 0 || !all.fileOf.includes(-1)) return all;
  const places = Int32Array.from(files.keys()).filter((index) => !others.has(index));
  const among = matchFiles(
    names,
    Array.from(places, (index) => files[index]!),
  );
  const fileOf = all.fileOf.map((index, row) => {
    const own = among.fileOf[row]!;
    return index >= 0 || own < 0 ? index : places[own]!;
  });
  return { fileOf, whyNot: (row) => among.whyNot(row) };
}

function labelsIn(
  truth: ImageTruth,
  rows: Int32Array,
  { noAnnotation, severalLabels }: Pick<LabelRules, "noAnnotation" | "severalLabels">,
): string[] {
  const labels = new Set<string>();
  for (const row of rows) {
    const from = truth.labelStart[row]!;
    const to = truth.labelStart[row + 1]!;
    for (let at = from; at < to; at++) labels.add(truth.labelNames[truth.labelIndex[at]!]!);
    const state = truth.state[row];
    const isEmpty =
      state === TRUTH_STATE.empty || (state === TRUTH_STATE.unlabelled && noAnnotation === "empty");
    if (isEmpty && from === to && !areLabelSets({ severalLabels })) labels.add(EMPTY_LABEL);
  }
  return [...labels].sort();
}

/** The images to score and their classes. */
export interface PreparedImages {
  readonly images: ImageSet;
  readonly map: TruthMap;
}

/**
 * @param targets what each label of the truth is; {@link TruthOnFiles.labels} must all be there
 * @param filesNeeded whether an image must be on disk, as a model that is run needs it
 */
export function prepareImages(
  placed: TruthOnFiles,
  modelLabels: LabelSet,
  targets: LabelMap,
  request: Pick<LabelRules, "severalLabels" | "noAnnotation"> & { readonly objects?: boolean },
  filesNeeded: boolean,
): PreparedImages {
  const map = createTruthMap(modelLabels, targets);
  const { truth, rows, rowFiles, files, otherFiles, leftOut, decided } = placed;
  const images = joinImages(truth, rows, rowFiles, files, otherFiles, map, {
    severalLabels: request.severalLabels,
    noAnnotation: request.noAnnotation,
    filesNeeded,
    objects: request.objects === true,
    leftOut,
    decided,
  });
  return { images, map };
}
