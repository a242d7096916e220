import { agreed } from "../../core/agreed.js";
import type { TruthObjects } from "../../core/objects.js";
import type { ProblemList } from "../import-problems.js";
import type { TruthRegions } from "../objects/object-types.js";
import type { CocoObjectColumns } from "./coco-object-columns.js";

/** Boxes may reach beyond their image by so much of its side: files round. */
const EDGE_SLACK = 1e-6;

/** Says what ids are odd: none of it changes what is read. */
export function noteIds(columns: CocoObjectColumns, where: string, problems: ProblemList): void {
  const { count, id, textIds, idsMissing } = columns;
  if (idsMissing > 0) {
    const what = agreed(
      idsMissing,
      `annotation has no id; it is named by its place`,
      `annotations have no id; they are named by their place`,
    );
    problems.add("annotations/id-missing", what, where);
  }
  let isAscending = true;
  let hasZero = false;
  for (let k = 0; k < count; k++) {
    hasZero ||= id[k] === 0;
    // NaN, for texts and none, compares as neither.
    if (k > 0 && !(id[k]! > id[k - 1]!)) isAscending = false;
  }
  if (hasZero) {
    const what =
      "an annotation has the id 0, which COCO's reference evaluator takes for no match; here ids do not count";
    problems.add("annotations/id-zero", what, where);
  }
  let duplicates = textIds.size - new Set(textIds.values()).size;
  if (!isAscending) {
    const sorted = id.slice(0, count).sort();
    for (let k = 1; k < count; k++) if (sorted[k] === sorted[k - 1]) duplicates++;
  }
  if (duplicates === 0) return;
  const what = agreed(
    duplicates,
    `annotation has the id of another one; both are taken, COCO's reference evaluator takes one of them for both`,
    `annotations have the id of another one; all of them are taken, COCO's reference evaluator takes one of each for both`,
  );
  problems.add("annotations/duplicate-id", what, where);
}

/** Says what boxes are odd: beyond their image, without a side, twice, or of another unit. */
export function noteBoxes(
  { objects, unit, widthPx, heightPx }: TruthRegions,
  file: readonly string[],
  where: string,
  problems: ProblemList,
): void {
  const { count, box, image } = objects;
  const isFraction = unit === "fraction";
  let beyond = 0;
  let outside = 0;
  let flat = 0;
  let insideOne = 0;
  let example = -1;
  for (let k = 0; k < count; k++) {
    const x = box[4 * k]!;
    const y = box[4 * k + 1]!;
    const right = x + box[4 * k + 2]!;
    const low = y + box[4 * k + 3]!;
    if (right === x || low === y) flat++;
    if (x >= 0 && y >= 0 && right <= 1 && low <= 1) insideOne++;
    // Without a known size no comparison holds.
    const width = isFraction ? 1 : widthPx[image[k]!]!;
    const height = isFraction ? 1 : heightPx[image[k]!]!;
    const [slackX, slackY] = [width * EDGE_SLACK, height * EDGE_SLACK];
    const isBeyond = x < -slackX || y < -slackY || right > width + slackX || low > height + slackY;
    if (!isBeyond) continue;
    beyond++;
    if (example < 0) example = k;
    if (right <= 0 || low <= 0 || x >= width || y >= height) outside++;
  }
  if (beyond > 0) {
    const more = outside > 0 ? `, ${outside} of them lie wholly outside` : "";
    const what = `${beyond} of ${count} boxes reach beyond their image${more}; they are taken as they are (the first is in ${file[image[example]!]})`;
    problems.add("annotations/box-over-edge", what, where);
  }
  if (flat > 0) {
    const what = `${flat} of ${count} boxes have no width or no height; they are taken as they are`;
    problems.add("annotations/box-flat", what, where);
  }
  if (count > 0 && insideOne === count && !isFraction) {
    const what = "every box lies between 0 and 1: they look like fractions, not pixels";
    problems.add("annotations/looks-normalised", what, where);
  }
  const twice = countDuplicates(objects, file.length);
  if (twice > 0) {
    const what = agreed(
      twice,
      `object has the image, label and box of another one; both are taken`,
      `objects have the image, label and box of another one; all of them are taken`,
    );
    problems.add("annotations/duplicate-object", what, where);
  }
}

/** Objects that are like an earlier one of their image in label and box. */
function countDuplicates(objects: TruthObjects, rowCount: number): number {
  const { count, image, box } = objects;
  const start = new Int32Array(rowCount + 1);
  let isGrouped = true;
  for (let k = 0; k < count; k++) {
    start[image[k]! + 1]!++;
    if (k > 0 && image[k]! < image[k - 1]!) isGrouped = false;
  }
  for (let row = 0; row < rowCount; row++) start[row + 1]! += start[row]!;
  const order = new Int32Array(count);
  const next = start.slice();
  for (let k = 0; k < count; k++) order[isGrouped ? k : next[image[k]!]!++] = k;
  let duplicates = 0;
  for (let row = 0; row < rowCount; row++) {
    const own = order.subarray(start[row]!, start[row + 1]!);
    // By the left side, so that only neighbours need to be compared.
    if (own.length > 16) own.sort((a, b) => box[4 * a]! - box[4 * b]! || a - b);
    for (let i = 1; i < own.length; i++) {
      for (let j = i - 1; j >= 0; j--) {
        const isLeft = box[4 * own[j]!]! === box[4 * own[i]!]!;
        if (!isLeft && own.length > 16) break;
        if (!isLeft || !isSame(objects, own[i]!, own[j]!)) continue;
        duplicates++;
        break;
      }
    }
  }
  return duplicates;
}

function isSame({ box, label }: TruthObjects, a: number, b: number): boolean {
  for (let side = 0; side < 4; side++) if (box[4 * a + side] !== box[4 * b + side]) return false;
  return label[a] === label[b];
}
