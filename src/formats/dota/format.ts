import { extensionOf } from "../file-access.js";
import { CONFIDENCE, type Format, loaded } from "../format.js";
import { firstLine, textsOfForm } from "../objects/text-an-image.js";
import { isDotaLine } from "./dota-lines.js";
import { DOTA_FIELDS } from "./fields.js";

export const dota: Format = {
  id: "dota",
  name: "DOTA",
  file({ path, head, content, wanted }) {
    if (wanted === "predictions" || wanted === "detections") return 0;
    if (content !== "delimited" || extensionOf(path) !== "txt") return 0;
    return isDotaLine(firstLine(head) ?? "") ? CONFIDENCE.marked : 0;
  },
  async folder({ access, listed, wanted }) {
    if (wanted === "predictions" || wanted === "detections") return null;
    const texts = listed.all.filter((path) => extensionOf(path) === "txt");
    const files = await textsOfForm(access, texts, isDotaLine);
    return { name: "texts of DOTA", files, confidence: CONFIDENCE.marked, isWhole: true };
  },
  read: loaded(["objects"], () => import("./read.js")),
  fields: DOTA_FIELDS,
};
