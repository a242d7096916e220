import { type CategoricalColumn, categoricalColumn } from "../../core/table.js";
import { withSlashes } from "../delimited/table-cells.js";
import { createFieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import type { ImagePredictions } from "../import-types.js";
import { isRecord, numberOf } from "../json/json-values.js";
import { MEGADETECTOR_ANSWER_FIELDS } from "./fields.js";
import {
  idText,
  type MegaDetectorImage,
  readMegaDetectorImages,
  type Threshold,
  thresholdOf,
  topClass,
} from "./results-file.js";

/** What is answered for an image in which nothing is above the threshold. */
export const EMPTY_PREDICTION = "empty";

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
 * The prediction is the category of the most confident detection, or its most likely class where the
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
  const notRead = createFieldCounter(MEGADETECTOR_ANSWER_FIELDS);
  const head = await readMegaDetectorImages(access, path, problems, (image) => {
    notRead.record("images[].", image.record, image.where);
    for (const [k, detection] of image.detections.entries()) {
      const place = () => `${image.where}/detections/${k}`;
      if (isRecord(detection)) notRead.record("images[].detections[].", detection, place);
    }
    rows.add(image);
  });
  const { categories, classes, info } = head;
  for (const [key, value] of head.values) notRead.field("", key, value, `${path}, /${key}`);
  if (isRecord(info)) notRead.record("info.", info, `${path}, /info`);
  const threshold = thresholdOf(info, options.threshold);
  const read = rows.finish(categories, classes, threshold, options.detectionsAs ?? "answer");
  return { ...read, notRead: notRead.finish() };
}

interface Detection {
  readonly category: string;
  readonly conf: number;
  readonly classifications: unknown;
}

/** The best detection of each image so far, and the highest confidence of each category. */
function createDetectionRows(source: string, problems: ProblemList) {
  const file: string[] = [];
  const line: number[] = [];
  const best: { conf: number; category: string }[] = [];
  const classified: ({ conf: number; id: string; score: number } | null)[] = [];
  const highest: Map<string, number>[] = [];
  let lost = 0;

  const readDetections = (detections: readonly unknown[], where: string): Detection[] => {
    const read: Detection[] = [];
    for (const [k, detection] of detections.entries()) {
      const category = isRecord(detection) ? idText(detection["category"]) : undefined;
      const conf = isRecord(detection) ? numberOf(detection["conf"]) : undefined;
      if (!isRecord(detection) || category === undefined || conf === undefined) {
        const what = "a detection without category or conf; it is left out";
        problems.add("annotations/wrong-type", what, `${where}/detections/${k}`);
        lost++;
        continue;
      }
      read.push({ category, conf, classifications: detection["classifications"] });
    }
    return read;
  };
  const addDetections = (detections: readonly Detection[]): void => {
    const row = file.length - 1;
    const maxima = highest[row]!;
    for (const { category, conf, classifications } of detections) {
      if (conf > (maxima.get(category) ?? 0)) maxima.set(category, conf);
      if (conf > best[row]!.conf) best[row] = { conf, category };
      const top = topClass(classifications);
      if (top !== null && conf > (classified[row]?.conf ?? -1)) classified[row] = { conf, ...top };
    }
  };

  return {
    add({ file: name, number, where, failure, detections }: MegaDetectorImage): void {
      if (failure !== null) {
        const what = `${withSlashes(name)} was not processed: ${failure}`;
        problems.add("predictions/not-processed", what, where);
        return;
      }
      const read = readDetections(detections, where);
      if (read.length === 0 && detections.length > 0) {
        const what = `none of the ${detections.length} detections of ${withSlashes(name)} could be read`;
        problems.add("predictions/not-processed", what, where);
        return;
      }
      file.push(withSlashes(name));
      line.push(number + 1);
      best.push({ conf: 0, category: "" });
      classified.push(null);
      highest.push(new Map());
      addDetections(read);
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
      const predictionScore = new Float64Array(rowCount);
      const predicted: CategoricalColumn = categoricalColumn(
        file.map((_, row) => {
          const { conf, category } = best[row]!;
          if (conf < threshold.value) {
            predictionScore[row] = 1 - conf;
            return EMPTY_PREDICTION;
          }
          const found = classified[row];
          const name = found === null || found === undefined ? undefined : classes.get(found.id);
          if (found && name !== undefined && found.conf >= threshold.value) {
            predictionScore[row] = found.score;
            return name;
          }
          predictionScore[row] = conf;
          return categories.get(category) ?? `category ${category}`;
        }),
      );
      const predictions = hasClasses ? "the class of the most confident detection" : "its category";
      const predictionLabels = [...new Set([...labels, ...predicted.levels, EMPTY_PREDICTION])];
      if (hasClasses) for (const name of classes.values()) predictionLabels.push(name);
      const words = `an image is ${EMPTY_PREDICTION} below confidence ${threshold.value} (${threshold.source}), otherwise ${predictions}`;
      problems.add("predictions/threshold", words, source);
      return {
        format: {
          id: "megadetector",
          reason: "an object with images and detection_categories, as MegaDetector writes it",
        },
        source,
        rowCount,
        file,
        predicted,
        threshold,
        scoreLabels: isPresence ? labels : [],
        scores: isPresence ? scores : new Float64Array(),
        ...(isPresence ? {} : { answerLabels: [...new Set(predictionLabels)] }),
        line: Int32Array.from(line),
        attributes: { rowCount, columns: new Map() },
        roles: new Map([
          ["image", "images[].file"],
          ["predicted", `detections with conf ≥ ${threshold.value}`],
        ]),
        problems: problems.finish(),
        objectsNotRead: lost,
        predictedScore: predictionScore,
      };
    },
  };
}
