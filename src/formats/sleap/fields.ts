import type { FormatFields } from "../fields.js";

/** Source: sleap.ai, "Export data", Analysis CSV. */
export const SLEAP_FIELDS: FormatFields = {
  places: { "column: ": "row" },
  kept: {
    "column: frame_idx": "image: the one whose name ends in that number",
    "column: track": "attribute `track` of the object",
    "column: instance.score": "score",
    "column: NODE.x": "point",
    "column: NODE.y": "point",
    "column: NODE.score": "how sure the model is of a point",
  },
  notRead: [],
};
