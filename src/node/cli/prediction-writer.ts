import { join } from "node:path";
import type { PredictionText } from "../../evaluation/run/prediction-text.js";
import type { ImagePrediction } from "../../tasks/predictions.js";
import { createPartFile } from "../files/part-file.js";

/** Writes answers in the order of the images. */
export interface PredictionWriter {
  readonly path: string;
  readonly write: (image: number, answer: ImagePrediction) => void | Promise<void>;
  /** Ends the file and gives it its name. @throws HomegroundError `output/not-written` */
  close(): Promise<void>;
}

/** A file of predictions in a folder, which has its name only when it is whole. */
export function createPredictionWriter(folder: string, text: PredictionText): PredictionWriter {
  const path = join(folder, text.name);
  const file = createPartFile(path);
  return {
    path,
    write(image, answer) {
      const piece = text.next(image, answer);
      return piece.length === 0 ? undefined : file.append(piece);
    },
    async close() {
      const rest = text.end();
      if (rest !== "") await file.append(rest);
      await file.close();
    },
  };
}
