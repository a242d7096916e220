import type { FormatFields } from "../fields.js";

/** Source: github.com/wkentaro/labelme, `label_file.py`. */
export const LABELME_FIELDS: FormatFields = {
  places: { "": "file", "shapes[].": "shape" },
  kept: {
    version: "nothing of the image: the version of the program",
    flags: "labels of the image: those that are true",
    shapes: "objects",
    imagePath: "path of the image",
    imageWidth: "size of the image",
    imageHeight: "size of the image",
    "shapes[].label": "label",
    "shapes[].points": "box, or outline",
    "shapes[].shape_type": "whether it is a box or an outline",
    "shapes[].group_id": "parts of one object, where another shape has the label and group",
    "shapes[].mask": "mask of pixels",
    "shapes[].description": "attribute `description` of the object",
    "shapes[].flags": "attributes of the object: true or false",
  },
  notRead: ["fillColor", "imageData", "lineColor", "shapes[].fill_color", "shapes[].line_color"],
};
