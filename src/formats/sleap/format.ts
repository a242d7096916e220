import { CONFIDENCE, type Format, loaded, oneFile } from "../format.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { rowsOfHead } from "../objects/point-tables.js";
import { SLEAP_FIELDS } from "./fields.js";
import { canHoldAttribute, countSleap, sleapPieces, whyNotImages, whyNotPoint } from "./write.js";

export const sleap: Format = {
  id: "sleap",
  name: "SLEAP (analysis .csv)",
  file({ content, head }) {
    if (content !== "delimited") return 0;
    const [names = []] = rowsOfHead(head);
    const isOne = names.includes("frame_idx") && names.includes("instance.score");
    return isOne && names.some((name) => name.endsWith(".x")) ? CONFIDENCE.marked : 0;
  },
  read: loaded(["objects", "detections"], () => import("./read.js")),
  fields: SLEAP_FIELDS,
  write: {
    ...oneFile("analysis.csv", sleapPieces),
    count: countSleap,
    holds: {
      ...NOTHING_HELD,
      name: "SLEAP's table",
      unit: "pixel",
      scores: "kept",
      points: { hidden: false, skeleton: false, unnamed: true, whyNot: whyNotPoint },
      pointsAlone: true,
      objectAttributes: canHoldAttribute,
      whyNotImages,
    },
  },
};
