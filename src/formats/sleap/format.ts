import { CONFIDENCE, type Format, loaded } from "../format.js";
import { rowsOfHead } from "../objects/point-tables.js";
import { SLEAP_FIELDS } from "./fields.js";

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
};
