import type { FileEvidence } from "../format.js";
import { ROOT_ARRAY } from "../json/json-records.js";
import { hasKeys, headText, type KnownFormat } from "./known-format.js";

/** Whether the first record of a list, or of lines, has all of some keys. */
function firstHas(file: FileEvidence, ...keys: readonly string[]): boolean {
  if (file.json !== null) {
    const record = file.json.first(ROOT_ARRAY);
    return keys.every((key) => key in record);
  }
  if (file.content !== "json-lines") return false;
  const text = headText(file);
  return keys.every((key) => text.includes(`"${key}"`));
}

function isJson({ content }: FileEvidence): boolean {
  return content === "json" || content === "json-lines";
}

export const supervisely: KnownFormat = {
  name: "Supervisely",
  isIt: (file) =>
    hasKeys(file, "objects", "size", "tags") ||
    hasKeys(file, "objects", "figures", "tags") ||
    hasKeys(file, "description", "key", "tags", "objects") ||
    (hasKeys(file, "classes", "tags") && headText(file).includes('"shape"')),
  instead: "Export as COCO, with Supervisely's app “Export to COCO”",
};

export const labelbox: KnownFormat = {
  name: "Labelbox",
  isIt: (file) =>
    firstHas(file, "data_row", "projects") ||
    firstHas(file, "Labeled Data", "Label") ||
    firstHas(file, "dataRow", "uuid") ||
    hasKeys(file, "Labeled Data", "Label"),
  instead:
    "Convert the export to COCO with labelbox-converters, or write a table with file, label, xmin, ymin, xmax, ymax",
};

export const darwin: KnownFormat = {
  name: "Darwin of V7",
  isIt: (file) =>
    hasKeys(file, "item", "annotations") ||
    (hasKeys(file, "image", "annotations") && !hasKeys(file, "images")),
  instead: "Export as COCO: in V7 at the export, or with `darwin convert coco`",
};

export const viaProject: KnownFormat = {
  name: "VGG Image Annotator",
  isIt: (file) =>
    hasKeys(file, "_via_img_metadata") ||
    hasKeys(file, "project", "metadata", "view") ||
    (isJson(file) &&
      /"(region_attributes|shape_attributes|file_attributes)"\s*:/.test(headText(file))),
  instead: "Export as COCO: in VIA 2 under Annotation, “Export Annotations (COCO format)”",
};

export const datumaro: KnownFormat = {
  name: "Datumaro",
  isIt: (file) => hasKeys(file, "categories", "items"),
  instead: "Export as COCO: `datum convert -f coco`, or in CVAT at the export",
};

export const cityscapes: KnownFormat = {
  name: "Cityscapes",
  isIt: (file) => hasKeys(file, "imgHeight", "imgWidth", "objects"),
  instead: "Convert to COCO, a file for all images",
};

export const bdd: KnownFormat = {
  name: "BDD100K and Scalabel",
  isIt: (file) =>
    (firstHas(file, "name", "labels") && /"(box2d|poly2d)"\s*:/.test(headText(file))) ||
    (hasKeys(file, "frames") && /"(box2d|poly2d)"\s*:/.test(headText(file))),
  instead: "Convert to COCO with `python -m bdd100k.label.to_coco`",
};

export const vott: KnownFormat = {
  name: "VoTT",
  isIt: (file) => hasKeys(file, "asset", "regions") || hasKeys(file, "assets", "tags"),
  instead: "Export from VoTT as Pascal VOC, or as CSV",
};

export const superAnnotate: KnownFormat = {
  name: "SuperAnnotate",
  isIt: (file) => hasKeys(file, "metadata", "instances"),
  instead: "Export as COCO with SuperAnnotate's SDK: `sa.export_annotation(…, 'COCO', …)`",
};

export const paliGemma: KnownFormat = {
  name: "PaliGemma",
  isIt: (file) => file.content === "json-lines" && firstHas(file, "image", "prefix", "suffix"),
  instead:
    "Export from Roboflow as COCO; answers in words alone are no labels of images or objects",
};

export const groundTruth: KnownFormat = {
  name: "SageMaker Ground Truth",
  isIt: (file) => isJson(file) && /^\s*\{[^\n]*"source-ref"\s*:/.test(headText(file)),
  instead:
    "Convert the manifest to COCO, or write a table with file, label, xmin, ymin, xmax, ymax",
};

/** MMOCR, MMPretrain and MMDetection from version 3 on: what the sets have in common, and an entry an image. */
export const openMmlab: KnownFormat = {
  name: "OpenMMLab (MMOCR, MMPretrain, MMDetection)",
  isIt: (file) => hasKeys(file, "metainfo", "data_list"),
  instead:
    "Convert boxes to COCO. Of labels of whole images write a table with file and label: gt_label is a place in the list of categories. What is written on a picture is no label",
};
