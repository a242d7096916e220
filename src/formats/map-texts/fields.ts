import type { FormatFields } from "../fields.js";

/** Source: github.com/Cartucho/mAP, README, "Create the ground-truth files", "Create the detection-results files". */
export const MAP_FIELDS: FormatFields = {
  places: { "line: ": "line" },
  kept: {
    "line: class_name": "label",
    "line: confidence": "score of a prediction",
    "line: left top right bottom": "box",
    "line: difficult": "whether the object counts",
  },
  notRead: [],
};
