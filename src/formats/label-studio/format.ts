import { CONFIDENCE, type FileEvidence, type Format, loaded, oneFile } from "../format.js";
import { ROOT_ARRAY } from "../json/json-records.js";
import { isRecord } from "../json/json-values.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { STUDIO_FIELDS } from "./fields.js";
import { labelStudioPieces, whyNotPoint } from "./write.js";

export const labelStudio: Format = {
  id: "label-studio",
  name: "Label Studio",
  async file(file) {
    const { content, json, wanted } = file;
    if (content !== "json" || json === null) return 0;
    const record = json.first(ROOT_ARRAY);
    const isTask = ["annotations", "completions", "predictions"].some((key) => key in record);
    if (isTask && "data" in record) {
      const isTruth = wanted === "labels" || wanted === "objects";
      return isTruth && (await isPredicted(file)) ? CONFIDENCE.shaped : CONFIDENCE.marked;
    }
    // The short form JSON-MIN: labels of images are columns of a table in it.
    if (wanted !== "objects") return 0;
    const isMin = Object.values(record).some(
      (value) =>
        Array.isArray(value) && value.some((item) => isRecord(item) && "original_width" in item),
    );
    return isMin || "annotation_id" in record ? CONFIDENCE.shaped : 0;
  },
  folder: async ({ files }) => ({
    name: "tasks of Label Studio",
    files: await files(),
    confidence: CONFIDENCE.shaped,
  }),
  read: loaded(["labels", "objects", "predictions", "detections"], () => import("./read.js")),
  fields: STUDIO_FIELDS,
  choices: [boxes],
  write: {
    ...oneFile("tasks.json", labelStudioPieces),
    holds: {
      ...NOTHING_HELD,
      name: "Label Studio",
      unit: "fraction",
      scores: "kept",
      outlines: "one-polygon",
      points: { hidden: false, skeleton: false, unnamed: false, whyNot: whyNotPoint },
      imageLabels: true,
      empty: true,
      unlabelled: true,
    },
  },
};

/** So much of an export is looked into for an annotation. */
const LOOKED_INTO_BYTES = 1 << 22;

/** Whether tasks have predictions and, as far as that is looked at, not one annotation. */
async function isPredicted({ access, path }: FileEvidence): Promise<boolean> {
  const head = await access.read(path, { maxBytes: LOOKED_INTO_BYTES });
  const text = new TextDecoder().decode(head);
  const hasPrediction = /"predictions"\s*:\s*\[\s*\{/.test(text);
  return hasPrediction && !/"(annotations|completions)"\s*:\s*\[\s*\{/.test(text);
}
