import { extensionOf } from "../file-access.js";
import { CONFIDENCE, type Format, loaded } from "../format.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { firstLine, textsOfForm } from "../objects/text-an-image.js";
import { KITTI_FIELDS } from "./fields.js";
import { isKittiLine, NUMBERS } from "./kitti-lines.js";

export const kitti: Format = {
  id: "kitti",
  name: "KITTI",
  file({ path, head, content, wanted }) {
    if (content !== "delimited" || extensionOf(path) !== "txt") return 0;
    return isWanted(wanted)(firstLine(head) ?? "") ? CONFIDENCE.marked : 0;
  },
  async folder({ access, listed, wanted }) {
    const texts = listed.all.filter((path) => extensionOf(path) === "txt");
    const files = await textsOfForm(access, texts, isWanted(wanted));
    return { name: "texts of KITTI", files, confidence: CONFIDENCE.marked, isWhole: true };
  },
  read: loaded(["objects", "detections"], () => import("./read.js")),
  fields: KITTI_FIELDS,
  choices: [boxes],
};

/** Predictions have a score; where labels are wanted, they are recognised to be refused. */
function isWanted(wanted: string): (line: string) => boolean {
  return (line) =>
    isKittiLine(line, NUMBERS.predictions) ||
    (wanted !== "detections" && isKittiLine(line, NUMBERS.labels));
}
