import { HomegroundError } from "../../core/errors.js";
import { type CategoricalColumn, categoricalColumn } from "../../core/table.js";
import { withSlashes } from "../delimited/table-cells.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import type { ImagePredictions } from "../import-types.js";
import { readJsonRecords } from "../json/json-reading.js";
import { isRecord, numberOf, textOf } from "../json/json-values.js";

/** What is answered for an image in which nothing is above the threshold. */
export const EMPTY_ANSWER = "empty";

export interface MegaDetectorOptions {
  /**
   * Confidence from which on a detection counts. Default: the file's
   * `typical_detection_threshold`, otherwise that of the detector's generation.
   */
  readonly threshold?: number;
  /**
   * `presence`: the score of each category is that of its surest detection. `answer` (the default):
   * the category or class of the surest detection, `empty` where none reaches the threshold.
   */
  readonly detectionsAs?: "presence" | "answer";
}

/**
 * Reads a MegaDetector results file (format 1.0 to 1.6) as predictions for images.
 *
 * The answer is the category of the most confident detection, or its most likely class where the
 * file has classifications, and `empty` when no confidence reaches the threshold: files list
 * everything from 0.005 on, so a detection alone says nothing. Where presence is asked for, the score
 * of a category is the highest confidence of its detections, 0 where the image was processed and has
 * none. Images with a `failure` were not processed; they are listed and are no rows.
 *
 * Source: agentmorris/MegaDetector, `megadetector-output-format` and `run_detector.py` (typical
 * thresholds by generation).
 *
 * @throws HomegroundError as `readJsonRecords`, `input/bad-shape`
 */
export async function readMegaDetector(
  access: FileAccess,
  path: string,
  options: MegaDetectorOptions = {},
): Promise<ImagePredictions> {
  const problems = createProblemList();
  const rows = createDetectionRows(path, problems);
  const head = new Map<string, unknown>();
  await readJsonRecords(
    access,
    path,
    {
      arrays: new Set(["images"]),
      onRecords: ({ records, first }) => {
        for (let k = 0; k < records.length; k++) rows.add(records[k], first + k);
      },
      onValue: (key, value) => {
        head.set(key, value);
      },
    },
    problems,
  );
  const categories = namesOf(head.get("detection_categories"));
  if (categories === null) {
    throw new HomegroundError("input/bad-shape", {
      what: "there are no detection_categories",
      where: path,
      fix: "Give a results file of MegaDetector, which names its categories",
    });
  }
  const classes = namesOf(head.get("classification_categories")) ?? new Map<string, string>();
  const threshold = thresholdOf(head.get("info"), options);
  return rows.finish(categories, classes, threshold, options.detectionsAs ?? "answer");
}

/** Names by id; null when the value is no object of names. */
export function namesOf(value: unknown): Map<string, string> | null {
  if (!isRecord(value)) return null;
  const names = new Map<string, string>();
  for (const [id, name] of Object.entries(value)) {
    if (typeof name === "string") names.set(id, name);
  }
  return names;
}

/** A threshold of detections and where it is from. */
export interface Threshold {
  readonly value: number;
  readonly source: string;
}

/** The threshold at which a file's detections count, as its head says or its detector suggests. */
export function thresholdOf(info: unknown, options: MegaDetectorOptions): Threshold {
  if (options.threshold !== undefined) return { value: options.threshold, source: "given" };
  const details =
    isRecord(info) && isRecord(info["detector_metadata"]) ? info["detector_metadata"] : {};
  const typical = numberOf(details["typical_detection_threshold"]);
  if (typical !== undefined) {
    return { value: typical, source: "typical_detection_threshold of the file" };
  }
  const detector = (isRecord(info) ? textOf(info["detector"]) : undefined) ?? "";
  const version = `${textOf(details["megadetector_version"]) ?? ""} ${detector}`;
  if (/v[234](\.|\b)/i.test(version)) {
    return { value: 0.8, source: "typical for MegaDetector v2 to v4; the file has none" };
  }
  return { value: 0.2, source: "typical for MegaDetector v5; the file has none" };
}

/** The best detection of each image so far, and the highest confidence of each category. */
function createDetectionRows(source: string, problems: ProblemList) {
  const file: string[] = [];
  const line: number[] = [];
  const best: { conf: number; category: string }[] = [];
  const classified: ({ conf: number; id: string; score: number } | null)[] = [];
  const highest: Map<string, number>[] = [];

  const addDetections = (detections: readonly unknown[], where: string): void => {
    const row = file.length - 1;
    const maxima = highest[row]!;
    for (const [k, detection] of detections.entries()) {
      const category = isRecord(detection) ? idText(detection["category"]) : undefined;
      const conf = isRecord(detection) ? numberOf(detection["conf"]) : undefined;
      if (!isRecord(detection) || category === undefined || conf === undefined) {
        const what = "a detection without category or conf; it is left out";
        problems.add("annotations/wrong-type", what, `${where}/detections/${k}`);
        continue;
      }
      if (conf > (maxima.get(category) ?? 0)) maxima.set(category, conf);
      if (conf > best[row]!.conf) best[row] = { conf, category };
      const top = topClass(detection["classifications"]);
      if (top !== null && conf > (classified[row]?.conf ?? -1)) classified[row] = { conf, ...top };
    }
  };

  return {
    add(record: unknown, number: number): void {
      const where = `${source}, /images/${number}`;
      const name = isRecord(record) ? textOf(record["file"]) : undefined;
      if (!isRecord(record) || name === undefined || name === "") {
        problems.add("annotations/wrong-type", "an image without a file; it is left out", where);
        return;
      }
      const failure = textOf(record["failure"]);
      const detections = record["detections"];
      if (failure !== undefined || !Array.isArray(detections)) {
        const why = failure ?? "it has no list of detections";
        const what = `${withSlashes(name)} was not processed: ${why}`;
        problems.add("predictions/not-processed", what, where);
        return;
      }
      file.push(withSlashes(name));
      line.push(number + 1);
      best.push({ conf: 0, category: "" });
      classified.push(null);
      highest.push(new Map());
      addDetections(detections, where);
    },
    finish(
      categories: ReadonlyMap<string, string>,
      classes: ReadonlyMap<string, string>,
      threshold: Threshold,
      detectionsAs: "presence" | "answer",
    ): ImagePredictions {
      const rowCount = file.length;
      const hasClasses = classified.some((found) => found !== null);
      const isPresence = detectionsAs === "presence" && !hasClasses;
      const labels = [...new Set(categories.values())];
      const width = labels.length;
      const scores = new Float64Array(rowCount * width);
      for (const [row, maxima] of highest.entries()) {
        for (const [id, conf] of maxima) {
          const c = labels.indexOf(categories.get(id) ?? "");
          if (c < 0) {
            const what = `a detection has the category ${quoted(id)}, which is not listed`;
            problems.add(
              "annotations/unknown-category",
              what,
              `${source}, /images/${line[row]! - 1}`,
            );
          } else scores[row * width + c] = Math.max(scores[row * width + c]!, conf);
        }
      }
      const answerScore = new Float64Array(rowCount);
      const predicted: CategoricalColumn = categoricalColumn(
        file.map((_, row) => {
          const { conf, category } = best[row]!;
          if (conf < threshold.value) {
            answerScore[row] = 1 - conf;
            return EMPTY_ANSWER;
          }
          const found = classified[row];
          const name = found === null || found === undefined ? undefined : classes.get(found.id);
          if (found && name !== undefined && found.conf >= threshold.value) {
            answerScore[row] = found.score;
            return name;
          }
          answerScore[row] = conf;
          return categories.get(category) ?? `category ${category}`;
        }),
      );
      const answers = hasClasses ? "the class of the most confident detection" : "its category";
      const answerLabels = [...new Set([...labels, ...predicted.levels, EMPTY_ANSWER])];
      if (hasClasses) for (const name of classes.values()) answerLabels.push(name);
      const words = `an image is ${EMPTY_ANSWER} below confidence ${threshold.value} (${threshold.source}), otherwise ${answers}`;
      problems.add("predictions/threshold", words, source);
      return {
        format: {
          id: "megadetector",
          reason: "an object with images and detection_categories, as MegaDetector writes it",
        },
        source,
        ...{ rowCount, file, predicted, threshold },
        scoreLabels: isPresence ? labels : [],
        scores: isPresence ? scores : new Float64Array(),
        ...(isPresence ? {} : { answerLabels: [...new Set(answerLabels)] }),
        line: Int32Array.from(line),
        attributes: { rowCount, columns: new Map() },
        roles: new Map([
          ["image", "images[].file"],
          ["predicted", `detections with conf ≥ ${threshold.value}`],
        ]),
        problems: problems.finish(),
        predictedScore: answerScore,
      };
    },
  };
}

/** An id that may be a text or a number, as a text. */
export function idText(id: unknown): string | undefined {
  if (typeof id === "string") return id;
  return typeof id === "number" ? String(id) : undefined;
}

/** The first pair of `[["3", 0.901], …]`, which comes in descending order. */
export function topClass(value: unknown): { id: string; score: number } | null {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  if (!Array.isArray(first)) return null;
  const id = idText(first[0]);
  const score = numberOf(first[1]);
  return id === undefined || score === undefined ? null : { id, score };
}
