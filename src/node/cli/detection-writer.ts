import type { LabelSet } from "../../core/label-set.js";
import type { ImageAnswer } from "../../evaluation/answers.js";
import type { ImageSet } from "../../evaluation/image-set.js";
import { idsByPlace } from "../../formats/coco-ids.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { DETECTION_WIDTH } from "../../models/detections.js";
import { createPartFile } from "../files/part-file.js";
import type { PredictionWriter } from "./prediction-writer.js";

/**
 * Writes `predictions.json` in COCO's results form, in the order of the images. Numbers of images
 * and categories are those of COCO ground truth, else positions from 1; `file_name` and
 * `category_name` say them in words. The file has its name only when it is whole.
 */
export function createDetectionWriter(
  path: string,
  labels: LabelSet,
  images: ImageSet,
  truth: ImageTruth,
): PredictionWriter {
  const imageIds = idsOfImages(images, truth);
  const categoryIds = idsOfLabels(labels, truth);
  const file = createPartFile(path);
  let before = "[\n";

  return {
    path,
    write(image: number, answer: ImageAnswer) {
      if (answer.kind !== "scores") return undefined;
      const { scores } = answer;
      let text = "";
      for (let at = 0; at < scores.length; at += DETECTION_WIDTH) {
        const label = scores[at + 5]!;
        const record = {
          image_id: imageIds[image],
          category_id: categoryIds[label],
          bbox: Array.from(scores.subarray(at, at + 4)),
          score: scores[at + 4],
          file_name: images.file[image],
          category_name: labels.names[label],
        };
        text += before + JSON.stringify(record);
        before = ",\n";
      }
      return file.append(text);
    },
    async close() {
      await file.append(before === ",\n" ? "\n]\n" : "[]\n");
      await file.close();
    },
  };
}

function idsOfImages(
  images: ImageSet,
  { coco, rowCount }: ImageTruth,
): readonly (number | string)[] {
  if (coco === undefined) return Array.from(images.file, (_, i) => i + 1);
  // Rows of COCO truth are its listed images in the order of `files`.
  const ids = idsByPlace(coco.imageOf);
  const idOfRow: (number | string)[] = new Array(rowCount);
  let row = 0;
  for (const [index, name] of coco.files.entries()) {
    if (name !== null) idOfRow[row++] = ids[index]!;
  }
  return Array.from(images.row, (r) => idOfRow[r]!);
}

function idsOfLabels({ names }: LabelSet, { coco }: ImageTruth): readonly (number | string)[] {
  const idOfName = new Map<string, number | string>();
  for (const [id, index] of coco?.categoryOf ?? []) {
    const name = coco?.labels[index] ?? null;
    if (name !== null && !idOfName.has(name)) idOfName.set(name, id);
  }
  const numbers = [...idOfName.values()].filter((id) => typeof id === "number");
  const free = numbers.reduce((most, id) => Math.max(most, id), 0) + 1;
  let next = free;
  return names.map((name) => idOfName.get(name) ?? next++);
}
