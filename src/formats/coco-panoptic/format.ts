import { baseName, extensionOf, type FileAccess } from "../file-access.js";
import { CONFIDENCE, type Format, loaded } from "../format.js";
import { readJsonHead } from "../json/json-head.js";
import { countClashes } from "../objects/file-an-image.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { PANOPTIC_FIELDS } from "./fields.js";
import { countPanopticLosses, panopticFiles, panopticPaths } from "./write.js";

/** A segment for each pixel: JSON that names them, and a PNG file of their numbers for each image. */
export const cocoPanoptic: Format = {
  id: "coco-panoptic",
  name: "COCO panoptic",
  file({ path, content, json, wanted }) {
    if (content !== "json" || json === null || json.isList) return 0;
    const record = json.first("annotations");
    // Where the list of images is long, its name says what will come.
    const isNamed = /^panoptic/i.test(baseName(path)) && !("image_id" in record);
    const hasSegments = "segments_info" in record && !("category_id" in record);
    if (!hasSegments && !isNamed) return 0;
    const isTruth = isNamed || (json.keys.has("images") && json.keys.has("categories"));
    const isPredicted = wanted === "detections" || wanted === "predictions";
    // Without the lists it is what a model said; still none but this reader can say so.
    return isTruth || isPredicted ? CONFIDENCE.marked : CONFIDENCE.sorted;
  },
  folder: async ({ access, wanted, listed, files }) => ({
    name: "COCO's panoptic files",
    files: wanted === "detections" ? await predictedIn(access, listed.all) : await files(),
    confidence: CONFIDENCE.marked,
  }),
  read: loaded(["objects", "detections"], () => import("./read.js")),
  ownsMasks: true,
  write: {
    isOneFile: false,
    files: panopticFiles,
    count(set, losses) {
      countPanopticLosses(set, losses);
      countClashes(set, panopticPaths(set), losses);
    },
    holds: {
      ...NOTHING_HELD,
      name: "COCO panoptic",
      unit: "pixel",
      needsSize: true,
      outlines: "all",
      pixelsAlone: true,
      crowd: "kept",
      ignored: "left-out",
      supercategories: true,
    },
  },
  fields: PANOPTIC_FIELDS,
};

/** So many JSON files of a folder are looked into. */
const LOOKED_INTO = 20;

async function predictedIn(access: FileAccess, all: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  const texts = all.filter((path) => extensionOf(path) === "json");
  for (const path of texts.slice(0, LOOKED_INTO)) {
    const head = await readJsonHead(access, path);
    if ("segments_info" in head.first("annotations")) found.push(path);
  }
  return found;
}
