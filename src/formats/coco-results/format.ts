import { cocoImagesPieces, cocoResultsPieces } from "../coco/write.js";
import { FORMAT_SNIFF_BYTES } from "../file-content.js";
import { CONFIDENCE, type FileEvidence, type Format, loaded } from "../format.js";
import { ROOT_ARRAY } from "../json/json-records.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { classNumbers } from "../prediction-reading/choices.js";
import { COCO_RESULT_FIELDS } from "./fields.js";

export const cocoResults: Format = {
  id: "coco-results",
  name: "COCO results",
  file(file) {
    const { content, json, head, wanted } = file;
    if (content === "json" && json !== null) {
      const record = json.first(ROOT_ARRAY);
      const isResult = "image_id" in record && "category_id" in record;
      return isResult || isEmptyPrediction(file) ? CONFIDENCE.marked : 0;
    }
    const isPredicted = wanted === "predictions" || wanted === "detections";
    if (content !== "json-lines" || !isPredicted) return 0;
    const [line = ""] = new TextDecoder().decode(head).trimStart().split("\n");
    const isResult = /"image_id"\s*:/.test(line) && /"category_id"\s*:/.test(line);
    return isResult ? CONFIDENCE.marked : 0;
  },
  read: loaded(["predictions", "detections"], () => import("./read.js")),
  predictionChoices: [classNumbers],
  fields: COCO_RESULT_FIELDS,
  write: {
    isOneFile: true,
    files: (set) => [
      { path: "results.json", pieces: cocoResultsPieces(set) },
      { path: "images.json", pieces: cocoImagesPieces(set) },
    ],
    holds: {
      ...NOTHING_HELD,
      name: "COCO's results",
      unit: "pixel",
      scores: "needed",
      outlines: "all",
      points: { hidden: true, skeleton: true, unnamed: true, sure: "needed" },
      empty: true,
      boxBesideOutline: true,
    },
  },
};

/** Whether a file is `[]`: what a detector writes that found nothing. */
function isEmptyPrediction({ head, knowsCoco }: FileEvidence): boolean {
  if (!knowsCoco || head.length >= FORMAT_SNIFF_BYTES) return false;
  return /^\s*\[\s*\]\s*$/.test(new TextDecoder().decode(head));
}
