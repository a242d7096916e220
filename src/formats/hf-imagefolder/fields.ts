import type { FormatFields } from "../fields.js";

/** Source: huggingface.co/docs/datasets, "Create an image dataset". */
export const IMAGEFOLDER_FIELDS: FormatFields = {
  places: { "": "line", "objects.": "object" },
  kept: {
    file_name: "path of the image",
    width: "size of the image",
    height: "size of the image",
    objects: "objects",
    "objects.bbox": "box",
    "objects.bboxes": "box",
    "objects.boxes": "box",
    "objects.box": "box",
    "objects.categories": "label",
    "objects.category": "label",
    "objects.category_id": "label",
    "objects.label": "label",
    "objects.labels": "label",
    "objects.id": "name of the object in messages",
    "objects.area": "area",
  },
  rest: { "": "attribute of the image", "objects.": "attribute of the object" },
  notRead: [],
};
