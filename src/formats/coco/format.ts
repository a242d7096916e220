import { baseName } from "../file-access.js";
import { CONFIDENCE, type Format, loaded, oneFile, type UnknownFile } from "../format.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { COCO_FIELDS, isObjectAttribute } from "./fields.js";
import { isCocoRecordFolder } from "./record-files.js";
import { isScored } from "./scored.js";
import { cocoPieces } from "./write.js";

export const coco: Format = {
  id: "coco",
  name: "COCO, LVIS",
  file({ content, json, wanted }) {
    if (content !== "json" || json === null || json.isList) return 0;
    const lists = ["images", "annotations", "categories"].filter((key) => json.keys.has(key));
    const isCoco = "file_name" in json.first("images") || "image_id" in json.first("annotations");
    if (!isCoco && lists.length < 2) return 0;
    const isPredicted = wanted === "predictions" || wanted === "detections";
    return isPredicted && isScored(json) ? CONFIDENCE.marked : CONFIDENCE.shaped;
  },
  async folder({ access, folder, wanted, files, unknown }) {
    if (await isCocoRecordFolder(access, folder)) {
      const name = "lists of COCO in files of their own";
      return { name, files: [folder], confidence: CONFIDENCE.named, isWhole: true };
    }
    const found = await files();
    const roboflow = found.filter((path) => baseName(path) === "_annotations.coco.json");
    // A file of that name is meant to be COCO even where nothing is in it.
    const named = wanted === "labels" ? (await unknown()).filter(isNamed) : [];
    const all = [...found, ...named.map(({ path }) => path)].sort();
    return {
      name: "COCO files",
      files: roboflow.length > 0 ? roboflow : all,
      confidence: roboflow.length > 0 ? CONFIDENCE.named : CONFIDENCE.shaped,
      isBesideImages: true,
    };
  },
  read: loaded(["labels", "objects", "predictions", "detections"], () => import("./read.js")),
  fields: COCO_FIELDS,
  choices: [boxes],
  write: {
    name: "COCO",
    ...oneFile("annotations.json", cocoPieces),
    holds: {
      ...NOTHING_HELD,
      name: "COCO",
      unit: "pixel",
      outlines: "all",
      points: { hidden: true, skeleton: true, unnamed: true },
      crowd: "kept",
      ignored: "as-crowd",
      area: true,
      empty: true,
      attributes: true,
      objectAttributes: isObjectAttribute,
      supercategories: true,
      boxBesideOutline: true,
    },
  },
};

function isNamed({ path }: UnknownFile): boolean {
  return baseName(path).startsWith("instances");
}
