import { isXmlText } from "../xml/xml-text.js";
import type { BoxUnit } from "./object-types.js";

/** What a format of objects can hold, and what becomes of what it cannot. */
export interface FormatHolds {
  /** Its name in messages: "YOLO's text files". */
  readonly name: string;
  /** `predictions`: every object needs a score. `truth`: there is no place for one. */
  readonly scores: "needed" | "kept" | "lost";
  /** `any` where boxes are not written. */
  readonly unit: BoxUnit | "any";
  /** Whether every image with an object needs a size, beside what the unit asks for. */
  readonly needsSize: boolean;
  /** Outlines: `one-polygon` for each object, `polygons` with several parts, `all` with runs. */
  readonly outlines: "none" | "one-polygon" | "polygons" | "all";
  /** Whether an object can have a box that is not the least around its outline. */
  readonly boxBesideOutline: boolean;
  readonly crowd: "kept" | "as-ignored" | "left-out";
  readonly ignored: "kept" | "as-crowd" | "left-out";
  /** Whether an object's area may differ from that of its box or outline. */
  readonly area: boolean;
  /** Whether an image can have a label without an object. */
  readonly imageLabels: boolean;
  /** Whether an image without an object is one that was found empty. */
  readonly empty: boolean;
  /** Whether an image that nobody labelled, or on which the model failed, can be told from that. */
  readonly unlabelled: boolean;
  readonly attributes: boolean;
  /** Whether boxes must lie inside their image. */
  readonly inside: boolean;
  /** Whether scores must be within 0 to 1. */
  readonly fractionScores: boolean;
  /** Why a label cannot be written; null where it can. */
  readonly whyNotLabel?: (label: string) => string | null;
}

const NOTHING: Omit<FormatHolds, "name" | "unit"> = {
  ...{ scores: "lost", needsSize: false, outlines: "none", crowd: "left-out", ignored: "left-out" },
  ...{ area: false, imageLabels: false, empty: false, unlabelled: false, attributes: false },
  ...{ inside: false, fractionScores: false, boxBesideOutline: false },
};

/** Names that readers of COCO Camera Traps take for "nothing there"; folded to lower case. */
const EMPTY_NAMES: ReadonlySet<string> = new Set([
  ...["empty", "blank", "none", "nothing", "misfire", "no animal", "no_animal"],
]);

function whyNotXml(label: string): string | null {
  return isXmlText(label) ? null : "XML cannot hold its control characters";
}

/** Formats that objects are written in, by the name that `--to` takes. */
export const FORMAT_HOLDS = {
  coco: {
    ...NOTHING,
    ...{ name: "COCO", unit: "pixel", outlines: "all", crowd: "kept", ignored: "as-crowd" },
    ...{ area: true, empty: true, attributes: true, boxBesideOutline: true },
  },
  "coco-results": {
    ...NOTHING,
    boxBesideOutline: true,
    ...{ name: "COCO's results", unit: "pixel", scores: "needed", outlines: "all", empty: true },
  },
  "coco-camera-traps": {
    ...NOTHING,
    ...{ name: "COCO Camera Traps", unit: "pixel", imageLabels: true, empty: true },
    ...{ unlabelled: true, attributes: true },
    whyNotLabel: (label) =>
      EMPTY_NAMES.has(label.trim().toLowerCase()) ? "it is the name of an empty image" : null,
  },
  yolo: {
    ...NOTHING,
    ...{ name: "YOLO's text files", unit: "fraction", scores: "kept", outlines: "one-polygon" },
    ...{ empty: true, unlabelled: true, inside: true },
  },
  voc: {
    ...NOTHING,
    ...{ name: "Pascal VOC", unit: "pixel", crowd: "as-ignored", ignored: "kept" },
    ...{ needsSize: true, empty: true, unlabelled: true },
    whyNotLabel: whyNotXml,
  },
  cvat: {
    ...NOTHING,
    ...{ name: "CVAT's XML", unit: "pixel", needsSize: true, outlines: "all" },
    ...{ imageLabels: true, empty: true },
    whyNotLabel: whyNotXml,
  },
  labelme: {
    ...NOTHING,
    ...{ name: "LabelMe", unit: "pixel", needsSize: true, outlines: "polygons" },
    ...{ empty: true, unlabelled: true },
    whyNotLabel: (label) => (label === "" ? "it is empty" : null),
  },
  "label-studio": {
    ...NOTHING,
    ...{ name: "Label Studio", unit: "fraction", scores: "kept", outlines: "one-polygon" },
    ...{ imageLabels: true, empty: true, unlabelled: true },
  },
  "csv-boxes": {
    ...NOTHING,
    ...{ name: "a table of boxes", unit: "pixel", scores: "kept", attributes: true },
    unlabelled: true,
  },
  csv: {
    ...NOTHING,
    ...{ name: "a table of labels", unit: "any", imageLabels: true, unlabelled: true },
    attributes: true,
    whyNotLabel: (label) => (label.trim() === "" ? "it is blank" : null),
  },
  megadetector: {
    ...NOTHING,
    ...{ name: "MegaDetector", unit: "fraction", scores: "needed", empty: true },
    ...{ unlabelled: true, inside: true, fractionScores: true },
    whyNotLabel: (label) => (label.trim() === "" ? "it is blank" : null),
  },
  speciesnet: {
    ...NOTHING,
    ...{ name: "SpeciesNet", unit: "fraction", scores: "needed", empty: true },
    ...{ unlabelled: true, inside: true, fractionScores: true },
    whyNotLabel: (label) =>
      /^(animal|human|person|vehicle)$/.test(label)
        ? null
        : "SpeciesNet's detector knows animal, human and vehicle",
  },
  "camtrap-dp": {
    ...NOTHING,
    ...{ name: "Camtrap DP", unit: "fraction", scores: "kept", imageLabels: true, empty: true },
    ...{ unlabelled: true, inside: true, fractionScores: true },
    whyNotLabel: (label) =>
      /^(NA|NaN|nan|)$/.test(label.trim()) ? "it is a mark of a missing value there" : null,
  },
} as const satisfies Readonly<Record<string, FormatHolds>>;

export type ObjectFormatId = keyof typeof FORMAT_HOLDS;

export const OBJECT_FORMATS = Object.keys(FORMAT_HOLDS) as readonly ObjectFormatId[];
