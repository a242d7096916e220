import { CONFIDENCE, type Format, loaded } from "../format.js";
import { MASK_FIELDS } from "./fields.js";
import { maskFiles } from "./mask-files.js";
import { maskValuesChoice } from "./mask-reading.js";

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
};
