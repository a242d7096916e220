import { CONFIDENCE, type Format, loaded } from "../format.js";
import { rowsOfHead } from "../objects/point-tables.js";
import { DEEPLABCUT_FIELDS } from "./fields.js";

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
};
