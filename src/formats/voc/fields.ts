import type { FormatFields } from "../fields.js";

/** What files that are written here name as their source. */
export const WRITTEN_SOURCE = "converted by homeground";

/** Fields in which files that are written here repeat where the image is. */
export const SAID_TWICE: ReadonlySet<string> = new Set(["folder", "path"]);

/** Fields of an object that are kept as its attributes, and the value that says nothing. */
export const VOC_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ["pose", "Unspecified"],
  ["truncated", "0"],
  ["occluded", "0"],
]);

/** Source: host.robots.ox.ac.uk/pascal/VOC, development kit; polygons as Roboflow writes them. */
export const VOC_FIELDS: FormatFields = {
  places: { "": "file", "source/": "file", "size/": "file", "object/": "object" },
  kept: {
    filename: "path of the image",
    source: "nothing but what is listed",
    size: "size of the image",
    object: "objects",
    "size/width": "size of the image",
    "size/height": "size of the image",
    "object/name": "label",
    "object/bndbox": "box",
    "object/polygon": "outline",
    "object/difficult": "mark of an object that does not count",
    "object/pose": "attribute `pose` of the object",
    "object/truncated": "attribute `truncated` of the object",
    "object/occluded": "attribute `occluded` of the object",
  },
  notRead: [
    "folder",
    "path",
    "owner",
    "segmented",
    "source/database",
    "source/annotation",
    "source/image",
    "source/flickrid",
    "size/depth",
    "object/actions",
    "object/part",
    "object/point",
  ],
  unsaid: {
    segmented: ["0"],
    "source/database": [WRITTEN_SOURCE, "Unknown"],
    "size/depth": ["3"],
  },
};
