import { EMPTY_LABEL, type ImageSet, labelsOfRows } from "../../dataset/image-set.js";
import { areCounted, areLabelSets } from "../../dataset/label-rules.js";
import type { TruthOnFiles } from "../../dataset/prepare.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { TRUTH_STATE } from "../../formats/import-types.js";
import type { ResultListed } from "../../results/result.js";

/** The images of a record: those that were scored in the order of the evaluation, then those listed. */
export interface RecordImages {
  readonly name: readonly string[];
  /** How many of them are scored. */
  readonly scored: number;
  /** Code for which a listed image is listed; `scored` of the others. */
  readonly status: readonly string[];
  /** Index into the files of the truth; −1 where there is none. */
  readonly found: Int32Array;
  /** Rows of the truth that name image i: `rows[rowStart[i] … rowStart[i + 1] − 1]`, ascending. */
  readonly rowStart: Int32Array;
  readonly rows: Int32Array;
}

/** Each image is scored, or listed once. */
export function recordImages(
  placed: TruthOnFiles,
  images: ImageSet,
  listed: readonly ResultListed[],
  scoredStatus: string,
): RecordImages {
  const { truth, rows, rowFiles, files } = placed;
  const isListed = new Set(listed.map(({ file }) => file));
  const scoredNames = images.file.filter((name) => !isListed.has(name));
  const name = [...scoredNames, ...listed.map(({ file }) => file)];
  const place = new Map(name.map((one, i) => [one, i]));
  const found = new Int32Array(name.length).fill(-1);
  const counts = new Int32Array(name.length + 1);
  const imageOf = new Int32Array(rows.length).fill(-1);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const file = rowFiles.fileOf[row]!;
    const image = place.get(file >= 0 ? files[file]!.path : truth.file[row]!) ?? -1;
    imageOf[at] = image;
    if (image < 0) continue;
    if (file >= 0) found[image] = file;
    counts[image + 1]!++;
  }
  for (let i = 0; i < name.length; i++) counts[i + 1]! += counts[i]!;
  const next = counts.slice();
  const ordered = new Int32Array(counts[name.length]!);
  for (let at = 0; at < rows.length; at++) {
    const image = imageOf[at]!;
    if (image >= 0) ordered[next[image]!++] = rows[at]!;
  }
  // Files that no row names.
  for (const [index, { path }] of files.entries()) {
    const image = place.get(path);
    if (image !== undefined && found[image] === -1) found[image] = index;
  }
  return {
    name,
    scored: scoredNames.length,
    status: [...scoredNames.map(() => scoredStatus), ...listed.map(({ code }) => code)],
    found,
    rowStart: counts,
    rows: ordered,
  };
}

/**
 * Ground truth of an image as it was given: distinct labels in code-unit order, [] where somebody
 * looked and found nothing, null where it is not labelled.
 */
export function labelsGiven(
  { truth }: Pick<TruthOnFiles, "truth">,
  { rowStart, rows }: Pick<RecordImages, "rowStart" | "rows">,
  image: number,
  { severalLabels, noAnnotation }: Pick<EvaluateRequest, "severalLabels" | "noAnnotation">,
): readonly string[] | null {
  const rules = { severalLabels, noAnnotation };
  if (areCounted(rules)) {
    const own = [...rows.subarray(rowStart[image]!, rowStart[image + 1]!)];
    return labelsOfRows(truth, own, rules);
  }
  const labels = new Set<string>();
  let isEmpty = false;
  for (let at = rowStart[image]!; at < rowStart[image + 1]!; at++) {
    const row = rows[at]!;
    const from = truth.labelStart[row]!;
    const to = truth.labelStart[row + 1]!;
    for (let k = from; k < to; k++) labels.add(truth.labelNames[truth.labelIndex[k]!]!);
    const state = truth.state[row];
    isEmpty ||= from === to && state === TRUTH_STATE.empty;
    // Counted as empty beside a row that has a label, it is a label of its own.
    const taken = noAnnotation === "empty" && state === TRUTH_STATE.unlabelled && from === to;
    if (taken && rowStart[image + 1]! - rowStart[image]! > 1) isEmpty = true;
  }
  if (labels.size === 0) return isEmpty ? [] : null;
  if (isEmpty && !areLabelSets({ severalLabels })) labels.add(EMPTY_LABEL);
  return [...labels].sort();
}
