import { extensionOf } from "../file-access.js";
import { CONFIDENCE, type Format, loaded } from "../format.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { firstLines, textsOfForm } from "../objects/text-an-image.js";
import { KITTI_FIELDS } from "./fields.js";
import { areKittiLines, NUMBERS } from "./kitti-lines.js";

export const kitti: Format = {
  id: "kitti",
  name: "KITTI",
  async file({ access, path, head, content, wanted }) {
    if (content !== "delimited" || extensionOf(path) !== "txt") return 0;
    const lines = await firstLines(access, path, head);
    return isWanted(wanted)(lines) ? CONFIDENCE.marked : 0;
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
function isWanted(wanted: string): (lines: readonly string[]) => boolean {
  return (lines) =>
    areKittiLines(lines, NUMBERS.predictions) ||
    (wanted !== "detections" && areKittiLines(lines, NUMBERS.labels));
}
