import type { FormatFields } from "../fields.js";

/** Source: deeplabcut.github.io, "CollectedData" and the CSV of predictions. */
export const DEEPLABCUT_FIELDS: FormatFields = {
  places: { "header: ": "file", "column: ": "row" },
  kept: {
    "header: individuals": "objects of an image, and attribute `individual` of each",
    "header: bodyparts": "names of points",
    "column: x": "point",
    "column: y": "point",
    "column: likelihood": "how sure the model is of a point; their mean is the score",
  },
  notRead: ["header: scorer"],
  unsaid: { "header: scorer": ["homeground"] },
};
