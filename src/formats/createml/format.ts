import { CONFIDENCE, type Format, loaded } from "../format.js";
import { ROOT_ARRAY } from "../json/json-records.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { CREATEML_FIELDS } from "./fields.js";

export const createml: Format = {
  id: "createml",
  name: "Create ML",
  file({ content, json, wanted }) {
    if (content !== "json" || json === null) return 0;
    if (wanted === "predictions" || wanted === "detections") return 0;
    const record = json.first(ROOT_ARRAY);
    const isEntry = "image" in record || "imagefilename" in record;
    return isEntry && Array.isArray(record["annotations"]) ? CONFIDENCE.shaped : 0;
  },
  folder: async ({ files }) => ({
    name: "Create ML",
    files: await files(),
    confidence: CONFIDENCE.shaped,
  }),
  read: loaded(["objects"], () => import("./read.js")),
  fields: CREATEML_FIELDS,
  choices: [boxes],
};
