import type { FormatFields } from "../fields.js";

/** Columns are told by their names and cells; those without a role are kept under their own. */
export const TABLE_FIELDS: FormatFields = {
  places: { "": "row" },
  kept: {
    "the column that names the image": "path of the image",
    "the columns of labels": "labels",
    "the columns of scores": "scores, of predictions",
    "the columns of taxonomic ranks": "taxon of the label",
    "the columns of a box": "presence of the label in the image",
  },
  rest: { "": "attribute of the image" },
  notRead: [],
};
