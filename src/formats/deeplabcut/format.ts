import { CONFIDENCE, type Format, loaded, oneFile } from "../format.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { rowsOfHead, whyNotCell } from "../objects/point-tables.js";
import { DEEPLABCUT_FIELDS } from "./fields.js";
import { canHoldAttribute, countDeeplabcut, deeplabcutPieces, whyNotImages } from "./write.js";

export const deeplabcut: Format = {
  id: "deeplabcut",
  name: "DeepLabCut (.csv)",
  file({ content, head }) {
    if (content !== "delimited") return 0;
    const [scorer, second] = rowsOfHead(head);
    const isSecond = second?.[0] === "bodyparts" || second?.[0] === "individuals";
    return scorer?.[0] === "scorer" && isSecond ? CONFIDENCE.marked : 0;
  },
  read: loaded(["objects", "detections"], () => import("./read.js")),
  fields: DEEPLABCUT_FIELDS,
  write: {
    ...oneFile("CollectedData.csv", deeplabcutPieces),
    count: countDeeplabcut,
    holds: {
      ...NOTHING_HELD,
      name: "DeepLabCut's table",
      unit: "pixel",
      scores: "kept",
      points: { hidden: false, skeleton: false, unnamed: true, whyNot: whyNotCell },
      pointsAlone: true,
      empty: true,
      objectAttributes: canHoldAttribute,
      whyNotImages,
    },
  },
};
