import { CONFIDENCE, type Format, loaded, oneFile } from "../format.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { MEGADETECTOR_FIELDS } from "./fields.js";
import { megaDetectorPieces } from "./write.js";

export const megaDetector: Format = {
  id: "megadetector",
  name: "MegaDetector",
  file({ content, json }) {
    if (content !== "json" || json === null || json.isList) return 0;
    const image = json.first("images");
    const hasDetections = "file" in image && "detections" in image;
    return hasDetections || json.keys.has("detection_categories") ? CONFIDENCE.marked : 0;
  },
  read: loaded(["predictions", "detections"], () => import("./read.js")),
  fields: MEGADETECTOR_FIELDS,
  write: {
    ...oneFile("detections.json", megaDetectorPieces),
    holds: {
      ...NOTHING_HELD,
      name: "MegaDetector",
      unit: "fraction",
      scores: "needed",
      empty: true,
      unlabelled: true,
      inside: true,
      fractionScores: true,
      whyNotLabel: (label) => (label.trim() === "" ? "it is blank" : null),
    },
  },
};
