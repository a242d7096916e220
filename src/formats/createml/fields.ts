import type { FormatFields } from "../fields.js";

/** Source: developer.apple.com, "Building an object detector data source". */
export const CREATEML_FIELDS: FormatFields = {
  places: {
    "[].": "entry",
    "[].annotations[].": "annotation",
    "[].annotations[].coordinates.": "annotation",
  },
  kept: {
    "[].image": "path of the image",
    "[].imagefilename": "path of the image",
    "[].annotations": "objects",
    "[].annotation": "objects",
    "[].annotations[].label": "label",
    "[].annotations[].coordinates": "box",
    "[].annotations[].coordinates.x": "box",
    "[].annotations[].coordinates.y": "box",
    "[].annotations[].coordinates.width": "box",
    "[].annotations[].coordinates.height": "box",
  },
  rest: { "[].": "attribute of the image", "[].annotations[].": "attribute of the object" },
  notRead: [],
};
