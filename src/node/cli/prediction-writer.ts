import type { LabelSet } from "../../core/label-set.js";
import type { ImageAnswer } from "../../evaluation/answers.js";
import type { ImageSet } from "../../evaluation/image-set.js";
import { formatCsvRow } from "../../formats/csv-write.js";
import { createPartFile } from "../files/part-file.js";

/** Writes `predictions.csv` in the order of the images: file, predicted, a column a label. */
export interface PredictionWriter {
  readonly path: string;
  readonly write: (image: number, answer: ImageAnswer) => void | Promise<void>;
  /** Ends the file and gives it its name. @throws HomegroundError `output/not-written` */
  close(): Promise<void>;
}

/**
 * The file has its name only when it is whole.
 *
 * @param areSure whether answers without scores come with a confidence, which has a column then
 */
export function createPredictionWriter(
  path: string,
  labels: LabelSet,
  images: ImageSet,
  areSure = false,
): PredictionWriter {
  const beside = areSure ? ["confidence"] : [];
  const file = createPartFile(path);
  let started = false;
  return {
    path,
    write(image, answer) {
      if (answer.kind === "none") return undefined;
      const first = started ? "" : header(answer.kind === "scores" ? labels.keys : beside);
      started = true;
      return file.append(first + row(images.file[image]!, answer, labels, areSure));
    },
    async close() {
      if (!started) await file.append(header(labels.keys));
      await file.close();
    },
  };
}

function header(scored: readonly string[]): string {
  return formatCsvRow(["file", "predicted", ...scored]);
}

function row(
  file: string,
  answer: Exclude<ImageAnswer, { kind: "none" }>,
  labels: LabelSet,
  areSure: boolean,
) {
  if (answer.kind === "label") {
    const cells = [file, labels.names[answer.position]!];
    return formatCsvRow(areSure ? [...cells, answer.confidence] : cells);
  }
  const { scores } = answer;
  let best = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[best]!) best = k;
  return formatCsvRow([file, labels.names[best]!, ...scores]);
}
