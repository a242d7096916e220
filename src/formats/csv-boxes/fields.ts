import type { FormatFields } from "../fields.js";

/** Columns are told by their names; those without a role are kept under their own. */
export const BOX_TABLE_FIELDS: FormatFields = {
  places: { "": "row" },
  kept: {
    "the column that names the image": "path of the image",
    "the column of labels": "label",
    "the columns of a box": "box",
    "the columns of the image's size": "size of the image",
    "the column of scores": "score, of detections",
  },
  rest: {
    "": "attribute of the image, or of the object where it differs among those of one image; of detections not read",
  },
  notRead: [],
};

/** The same of detections: a prediction is a label, a score and a place. */
export const DETECTION_TABLE_FIELDS: FormatFields = {
  places: { "": "row", "detections[].": "detection" },
  kept: BOX_TABLE_FIELDS.kept,
  notRead: [],
};
