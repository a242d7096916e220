import { formatOfLabels, formatsOfBoxes, formatToSave } from "../../formats/write-objects.js";
import { byBoxes } from "../box-race.js";
import type { LabelEditor } from "./label-editor.js";
import { labels } from "./whole-images.js";

/** A box around each object. */
export const boxes: LabelEditor = {
  ...labels,
  id: "boxes",
  marks: true,
  race: byBoxes,
  formats: (own) => ({
    all: formatsOfBoxes(),
    keepsAll: formatOfLabels(true),
    first: formatToSave(true, own),
  }),
};
