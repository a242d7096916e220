import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { LabelSet } from "../../core/label-set.js";
import type { ImageAnswer } from "../../evaluation/answers.js";
import type { ImageSet } from "../../evaluation/image-set.js";
import { formatCsvRow } from "../../formats/csv-write.js";
import { notWritten } from "../files/write-file.js";

/** Writes `predictions.csv` in the order of the images: file, predicted, a column a label. */
export interface PredictionWriter {
  readonly path: string;
  readonly write: (image: number, answer: ImageAnswer) => void | Promise<void>;
  /** Ends the file and gives it its name. @throws HomegroundError `output/not-written` */
  close(): Promise<void>;
}

const BUFFERED = 1 << 18;

/** The file has its name only when it is whole. */
export function createPredictionWriter(
  path: string,
  labels: LabelSet,
  images: ImageSet,
): PredictionWriter {
  const part = `${path}.part`;
  let file: FileHandle | null = null;
  let pending = "";
  let started = false;

  const flush = async (): Promise<void> => {
    try {
      if (file === null) {
        await mkdir(dirname(path), { recursive: true });
        file = await open(part, "w");
      }
      await file.write(pending);
      pending = "";
    } catch (cause) {
      throw notWritten(path, cause);
    }
  };

  return {
    path,
    write(image, answer) {
      if (answer.kind === "none") return undefined;
      if (!started) pending = header(answer.kind === "scores" ? labels.keys : []);
      started = true;
      pending += row(images.file[image]!, answer, labels);
      return pending.length > BUFFERED ? flush() : undefined;
    },
    async close() {
      if (!started) pending = header(labels.keys);
      await flush();
      try {
        await file?.close();
        await rename(part, path);
      } catch (cause) {
        await rm(part, { force: true }).catch(() => {});
        throw notWritten(path, cause);
      }
    },
  };
}

function header(scored: readonly string[]): string {
  return formatCsvRow(["file", "predicted", ...scored]);
}

function row(file: string, answer: Exclude<ImageAnswer, { kind: "none" }>, labels: LabelSet) {
  if (answer.kind === "label") return formatCsvRow([file, labels.names[answer.position]!]);
  const { scores } = answer;
  let best = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[best]!) best = k;
  return formatCsvRow([file, labels.names[best]!, ...scores]);
}
