import type { FormatFields } from "../fields.js";

export const MASK_FIELDS: FormatFields = {
  places: { "mask: ": "mask", "labelmap.txt: ": "table of labels" },
  kept: {
    "mask: pixels": "label of each pixel",
    "mask: palette": "colours of ids, where a table names colours",
    "labelmap.txt: label": "label",
    "labelmap.txt: color_rgb": "label of a colour",
  },
  notRead: ["labelmap.txt: parts", "labelmap.txt: actions"],
};
