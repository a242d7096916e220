import { formatOfLabels, formatToSave, OBJECT_FORMATS } from "../../formats/write-objects.js";
import type { LabelEditor } from "./label-editor.js";
import { labels } from "./whole-images.js";

/** A box around each object. */
export const boxes: LabelEditor = {
  ...labels,
  id: "boxes",
  marks: true,
  formats: (own) => ({
    all: OBJECT_FORMATS,
    keepsAll: formatOfLabels(true),
    first: formatToSave(true, own),
  }),
};
