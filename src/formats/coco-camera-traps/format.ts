import { isEmptyName } from "../coco/empty-names.js";
import { COCO_FIELDS, isObjectAttribute } from "../coco/fields.js";
import { cameraTrapPieces } from "../coco/write.js";
import { type Format, oneFile } from "../format.js";
import { NOTHING_HELD } from "../objects/format-holds.js";

/** COCO with labels of whole images; its files are recognised and read as COCO. */
export const cocoCameraTraps: Format = {
  id: "coco-camera-traps",
  name: "COCO Camera Traps",
  read: {},
  fields: COCO_FIELDS,
  write: {
    ...oneFile("annotations.json", cameraTrapPieces),
    holds: {
      ...NOTHING_HELD,
      name: "COCO Camera Traps",
      unit: "pixel",
      imageLabels: true,
      empty: true,
      unlabelled: true,
      attributes: true,
      objectAttributes: isObjectAttribute,
      whyNotLabel: (label) => (isEmptyName(label) ? "it is the name of an empty image" : null),
    },
  },
};
