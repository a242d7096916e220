import type { FormatFields } from "../fields.js";

export const CLASS_FOLDER_FIELDS: FormatFields = {
  places: { "": "file" },
  kept: {
    "the file's name": "path of the image",
    "the folder's name": "label",
    "a folder named train, val or test above it": "attribute `split` of the image",
  },
  notRead: [],
};
