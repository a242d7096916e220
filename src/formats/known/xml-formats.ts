import { headText, type KnownFormat } from "./known-format.js";

/** The old LabelMe of the web: one file an image, polygons of `pt`. Pascal VOC has the same root. */
export const oldLabelme: KnownFormat = {
  name: "LabelMe's old XML",
  isIt: (file) => file.xmlRoot === "annotation" && /<pt>|<sourceAnnotation>/.test(headText(file)),
  instead: "Open it in LabelMe of today and save it as JSON, or convert it to COCO",
};

export const uaDetrac: KnownFormat = {
  name: "UA-DETRAC",
  isIt: ({ xmlRoot }) => xmlRoot === "sequence",
  instead: "Convert it to COCO, an image for each frame",
};
