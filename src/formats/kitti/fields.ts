import type { FormatFields } from "../fields.js";

/** Columns behind the type that are not read, by their number. */
export const NOT_READ_AT: readonly (readonly [name: string, column: number])[] = [
  ["truncated", 1],
  ["occluded", 2],
  ["alpha", 3],
  ["dimensions", 8],
  ["location", 11],
  ["rotation_y", 14],
];

/** Source: cvlibs.net, "KITTI object development kit", readme.txt. */
export const KITTI_FIELDS: FormatFields = {
  places: { "line: ": "line" },
  kept: {
    "line: type": "label",
    "line: bbox": "box",
    "line: score": "score of a prediction",
  },
  notRead: [...NOT_READ_AT.map(([name]) => `line: ${name}`), "line: DontCare"],
  // What stands where nobody said anything, or where a detector has none of it.
  unsaid: {
    "line: truncated": ["0", "-1"],
    "line: occluded": ["0", "-1"],
    "line: alpha": ["-10"],
    "line: dimensions": ["-1"],
    "line: location": ["-1000"],
    "line: rotation_y": ["-10"],
  },
};
