import { HomegroundError } from "../core/errors.js";
import { categoricalColumn } from "../core/table.js";
import { placeOfId } from "./coco-ids.js";
import type { FileAccess } from "./file-access.js";
import { createProblemList, type ProblemList, quoted } from "./import-problems.js";
import type { CocoNames, ImagePredictions } from "./import-types.js";
import { readJsonRecords } from "./json-reading.js";
import { ROOT_ARRAY } from "./json-records.js";
import { idKey, isRecord } from "./json-values.js";
import { EMPTY_ANSWER } from "./megadetector.js";
import { readJsonLines } from "./record-table.js";

export interface CocoResultsOptions {
  /** What the numbers of images and categories stand for: the ground truth says it. */
  readonly coco?: CocoNames;
  /**
   * `presence`: the score of each category is that of its surest detection. `answer` (the default):
   * the category of the surest detection, `empty` where there is none.
   */
  readonly detectionsAs?: "presence" | "answer";
  /** Whether scores may be any number. Default false. */
  readonly anyScore?: boolean;
}

/**
 * Reads detections in COCO's results form (a list, or an object a line) as predictions for images:
 * a row for each image of the ground truth, in its order. An image without a detection has the
 * score 0 everywhere: the model was run on it and found nothing.
 *
 * A detection without a usable score or box, or of an image or category that the ground truth does
 * not have, is left out and listed.
 *
 * @throws HomegroundError `input/unsupported` where the ground truth is not COCO,
 *   `predictions/not-probabilities`, `predictions/empty` when not one of several detections has a
 *   score, and as `readJsonRecords`
 */
export async function readCocoResults(
  access: FileAccess,
  path: string,
  form: "json" | "json-lines",
  { coco, detectionsAs = "answer", anyScore = false }: CocoResultsOptions,
): Promise<ImagePredictions> {
  if (coco === undefined) {
    throw new HomegroundError("input/unsupported", {
      what: "COCO's results name images and categories by numbers, which only COCO annotations explain",
      where: path,
      fix: "Give the COCO annotations of these images with --labels",
    });
  }
  const problems = createProblemList();
  const detections = createDetections(path, coco, anyScore, problems);
  if (form === "json-lines") {
    await readJsonLines(access, path, problems, ({ record, line }) =>
      detections.add(record, `${path}, line ${line}`),
    );
  } else {
    await readJsonRecords(
      access,
      path,
      {
        arrays: new Set([ROOT_ARRAY]),
        onRecords: ({ records, first }) => {
          for (const [k, record] of records.entries()) {
            detections.add(record, `${path}, /${first + k}`);
          }
        },
        onValue: () => {
          throw new HomegroundError("input/bad-shape", {
            what: "a list of detections is expected, and this is none",
            where: path,
            fix: "Save the detections as one list, as COCO's results form has it",
          });
        },
      },
      problems,
    );
  }
  return detections.finish(detectionsAs);
}

/** Maximum of the scores for each image and category, and what was wrong with the rest. */
function createDetections(path: string, coco: CocoNames, anyScore: boolean, problems: ProblemList) {
  const files: string[] = [];
  const rowOf = Int32Array.from(coco.files, (file) => (file === null ? -1 : files.push(file) - 1));
  const labels = [...new Set(coco.labels.filter((label) => label !== null))];
  const columnOf = new Map(labels.map((label, column) => [label, column]));
  const width = labels.length;
  // NaN: nothing of the category was detected on the image.
  const scores = new Float64Array(files.length * width).fill(Number.NaN);
  const hasDetection = new Uint8Array(files.length);
  const unknownCategories = new Map<number | string, number>();
  const unknownImages = new Map<number | string, number>();
  const seen = { records: 0, kept: 0, withoutScore: 0, textIds: 0, insideOne: 0 };

  const scoreOf = (score: unknown, where: string): number | null => {
    if (typeof score === "number" && Number.isFinite(score)) {
      if (anyScore || (score >= 0 && score <= 1)) return score;
      throw new HomegroundError("predictions/not-probabilities", {
        what: `the score of a detection is ${score}, outside 0 to 1`,
        where,
        fix: "Give confidences: divide percentages by 100, put logits through a sigmoid",
      });
    }
    if (score === undefined) {
      seen.withoutScore++;
      problems.add(
        "predictions/missing-field",
        "the detection has no score; it is left out",
        where,
      );
    } else if (score === null || typeof score === "number") {
      const what = `the score is ${score}, no number to rank by; the detection is left out`;
      problems.add("predictions/not-a-number", what, where);
    } else {
      const what = `the score is ${quoted(JSON.stringify(score))}, not a number; the detection is left out`;
      problems.add("predictions/wrong-type", what, where);
    }
    return null;
  };

  return {
    add(record: unknown, where: string): void {
      seen.records++;
      const image = isRecord(record) ? idKey(record["image_id"]) : undefined;
      const category = isRecord(record) ? idKey(record["category_id"]) : undefined;
      if (!isRecord(record) || image === undefined || category === undefined) {
        const what = "a detection without image_id or category_id; it is left out";
        problems.add("predictions/missing-field", what, where);
        return;
      }
      if (typeof record["image_id"] !== typeof image) seen.textIds++;
      const score = scoreOf(record["score"], where);
      if (score === null || !hasUsableBox(record["bbox"], where, problems)) return;
      const row = rowOf[placeOfId(coco.imageOf, image)] ?? -1;
      const label = coco.labels[coco.categoryOf.get(category) ?? -1] ?? null;
      if (row < 0) {
        unknownImages.set(image, (unknownImages.get(image) ?? 0) + 1);
        return;
      }
      if (label === null) {
        unknownCategories.set(category, (unknownCategories.get(category) ?? 0) + 1);
        return;
      }
      seen.kept++;
      if (isInsideOne(record["bbox"])) seen.insideOne++;
      const at = row * width + columnOf.get(label)!;
      scores[at] = Number.isNaN(scores[at]!) ? score : Math.max(scores[at]!, score);
      hasDetection[row] = 1;
    },
    finish(detectionsAs: "presence" | "answer"): ImagePredictions {
      if (seen.records > 0 && seen.withoutScore === seen.records) {
        throw new HomegroundError("predictions/empty", {
          what: `none of ${seen.records} detections has a score`,
          where: path,
          fix: "Write the field score, the model's confidence, into every detection",
        });
      }
      noteUnknown(unknownImages, unknownCategories, coco, path, problems);
      const rowCount = files.length;
      noteWhole(seen, rowCount - sum(hasDetection), rowCount, path, problems);
      const isPresence = detectionsAs === "presence";
      const answers = answersOf(scores, labels, rowCount);
      return {
        format: {
          id: "coco-results",
          reason: "records with image_id and category_id, as COCO's results form has them",
        },
        source: path,
        ...{ rowCount, file: files, objects: seen.kept },
        predicted: isPresence ? null : categoricalColumn(answers.label),
        scoreLabels: isPresence ? labels : [],
        scores: isPresence ? scores.map((score) => score || 0) : new Float64Array(),
        line: Int32Array.from(files, (_, row) => row + 1),
        attributes: { rowCount, columns: new Map() },
        roles: new Map([
          ["image", "image_id"],
          [isPresence ? "scores" : "predicted", "category_id of the surest detection"],
        ]),
        problems: problems.finish(),
        ...(isPresence ? {} : { predictedScore: answers.score }),
      };
    },
  };
}

function hasUsableBox(box: unknown, where: string, problems: ProblemList): boolean {
  if (box === undefined) return true; // masks and keypoints come without one
  const isBox =
    Array.isArray(box) &&
    box.length === 4 &&
    box.every((side) => typeof side === "number" && Number.isFinite(side)) &&
    box[2] >= 0 &&
    box[3] >= 0;
  if (isBox) return true;
  const what = `the box is ${quoted(JSON.stringify(box))}; the detection is left out`;
  problems.add("predictions/box-invalid", what, where);
  return false;
}

/** Whether a box lies within the unit square, as fractions of the image's sides do. */
function isInsideOne(box: unknown): boolean {
  return Array.isArray(box) && box.every((side) => typeof side === "number" && side <= 1);
}

function sum(flags: Uint8Array): number {
  let count = 0;
  for (const flag of flags) count += flag;
  return count;
}

/** The category of the surest detection of each image, and its score. */
function answersOf(scores: Float64Array, labels: readonly string[], rowCount: number) {
  const width = labels.length;
  const label: string[] = [];
  const score = new Float64Array(rowCount).fill(Number.NaN);
  for (let row = 0; row < rowCount; row++) {
    let best = -1;
    for (let c = 0; c < width; c++) {
      const at = scores[row * width + c]!;
      if (!Number.isNaN(at) && !(best >= 0 && at <= scores[row * width + best]!)) best = c;
    }
    label.push(labels[best] ?? EMPTY_ANSWER);
    if (best >= 0) score[row] = scores[row * width + best]!;
  }
  return { label, score };
}

function noteUnknown(
  images: ReadonlyMap<number | string, number>,
  categories: ReadonlyMap<number | string, number>,
  coco: CocoNames,
  path: string,
  problems: ProblemList,
): void {
  for (const [id, count] of images) {
    const what = `${count} detections are of the image ${quoted(String(id))}, which has no ground truth; they are left out`;
    problems.add("predictions/unknown-image", what, path);
  }
  const numbers = [...coco.categoryOf.keys()].filter((id) => typeof id === "number");
  const lowest = numbers.reduce((least, id) => Math.min(least, id), Number.POSITIVE_INFINITY);
  const isShifted = categories.has(lowest - 1);
  const hint = isShifted ? "; the numbers look shifted by one" : "";
  for (const [id, count] of categories) {
    const what = `${count} detections have the category ${quoted(String(id))}, which the ground truth does not list; they are left out${hint}`;
    problems.add("predictions/unknown-category", what, path);
  }
}

function noteWhole(
  seen: {
    readonly kept: number;
    readonly textIds: number;
    readonly insideOne: number;
  },
  without: number,
  images: number,
  path: string,
  problems: ProblemList,
): void {
  if (seen.textIds > 0) {
    const what = `${seen.textIds} detections name their image by a text; it was read as the number`;
    problems.add("predictions/wrong-type", what, path);
  }
  if (seen.kept > 0 && seen.insideOne === seen.kept) {
    const what = "every box lies between 0 and 1: they look like fractions, not pixels";
    problems.add("predictions/looks-normalised", what, path);
  }
  if (seen.kept === 0) {
    const what = "there is not one usable detection: nothing is found on any image";
    problems.add("predictions/none", what, path);
  } else if (without > 0) {
    const what = `nothing was detected on ${without} of ${images} images`;
    problems.add("predictions/missing-image", what, path);
  }
  const what = `${seen.kept} detections were read as the presence of their class in the image`;
  problems.add("predictions/boxes-collapsed", what, path);
}
