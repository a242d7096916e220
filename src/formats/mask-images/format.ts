import { CONFIDENCE, type Format, loaded } from "../format.js";
import { countClashes } from "../objects/file-an-image.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { MASK_FIELDS } from "./fields.js";
import { maskFiles } from "./mask-files.js";
import { maskValuesChoice } from "./mask-reading.js";
import { countMaskLosses, maskImageFiles, maskImagePaths } from "./write.js";

/** Pictures of which each pixel is the number or colour of a label, an image each. */
export const maskImages: Format = {
  id: "mask-images",
  name: "folders of masks",
  folder({ folder, wanted, listed }) {
    if (wanted !== "masks" && wanted !== "predicted-masks") return null;
    const files = maskFiles(listed.all, folder);
    if (files.length === 0) return null;
    return { name: "masks", files, confidence: CONFIDENCE.shaped, isWhole: true };
  },
  fields: MASK_FIELDS,
  choices: [maskValuesChoice],
  read: loaded(["masks", "predicted-masks"], () => import("./read.js")),
  write: {
    name: "folder of masks",
    isOneFile: false,
    files: maskImageFiles,
    count(set, losses) {
      countMaskLosses(set, losses);
      countClashes(set, maskImagePaths(set), losses);
    },
    holds: {
      ...NOTHING_HELD,
      name: "a folder of masks",
      unit: "pixel",
      needsSize: true,
      outlines: "all",
      pixelsAlone: true,
      crowd: "kept",
      ignored: "kept",
      empty: true,
      unlabelled: true,
    },
  },
};
