import type { FormatFields } from "../fields.js";

/** Source: captain-whu.github.io/DOTA, "Annotation format". */
export const DOTA_FIELDS: FormatFields = {
  places: { "head: ": "text", "line: ": "line" },
  kept: {
    "head: imagesource": "attribute `imagesource` of the image",
    "head: gsd": "attribute `gsd` of the image",
    "head: acquisition dates": "attribute `acquisition_dates` of the image",
    "line: corners": "outline, and the least box around it",
    "line: class": "label",
    "line: difficulty": "whether the object counts",
  },
  notRead: [],
};
