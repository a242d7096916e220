import { baseName } from "../file-access.js";
import { CONFIDENCE, type Format, loaded } from "../format.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { IMAGEFOLDER_FIELDS } from "./fields.js";

export const hfImagefolder: Format = {
  id: "hf-imagefolder",
  name: "Hugging Face imagefolders",
  async file({ access, content, path, wanted }) {
    if (content !== "delimited" && content !== "json-lines") return 0;
    const isNamed = isImagefolderMetadata(path);
    if (wanted === "labels") return isNamed ? CONFIDENCE.named : 0;
    if (wanted !== "objects" || content !== "json-lines") return 0;
    const start = new TextDecoder().decode(await access.read(path, { maxBytes: START_BYTES }));
    const isShaped = /"file_name"\s*:/.test(start) && /"objects"\s*:/.test(start);
    return isNamed || isShaped ? CONFIDENCE.named : 0;
  },
  folder({ wanted, listed }) {
    const files = listed.all.filter(
      (path) => isImagefolderMetadata(path) && (wanted === "labels" || path.endsWith(".jsonl")),
    );
    const isTruth = wanted === "labels" || wanted === "objects";
    if (!isTruth) return null;
    return { name: "imagefolder metadata", files, confidence: CONFIDENCE.named, isWhole: true };
  },
  read: loaded(["labels", "objects"], () => import("./read.js")),
  fields: IMAGEFOLDER_FIELDS,
  choices: [boxes],
};

/** So much of a file of lines is read to see whether they hold objects. */
const START_BYTES = 1 << 14;

/** Whether a file describes the images of its folder. */
function isImagefolderMetadata(path: string): boolean {
  return /^metadata\.(csv|jsonl|parquet)$/.test(baseName(path));
}
