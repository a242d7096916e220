import { extensionOf } from "../file-access.js";
import { CONFIDENCE, type Format, loaded, type Wanted } from "../format.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { firstLine, textsOfForm } from "../objects/text-an-image.js";
import { MAP_FIELDS } from "./fields.js";
import { mapObject } from "./map-lines.js";

/** The texts that Cartucho's mAP takes, one an image, and many detectors write. */
export const mapTexts: Format = {
  id: "map-texts",
  name: "mAP texts (class and corners)",
  file({ path, head, content, wanted }) {
    if (content !== "delimited" || extensionOf(path) !== "txt") return 0;
    const object = mapObject(firstLine(head) ?? "");
    if (object === null || (wanted === "detections" && object.score === null)) return 0;
    return CONFIDENCE.marked;
  },
  async folder({ access, listed, wanted }) {
    const texts = listed.all.filter((path) => extensionOf(path) === "txt");
    const of = (isScored: boolean) =>
      textsOfForm(access, texts, (line) => {
        const object = mapObject(line);
        return object !== null && (object.score !== null) === isScored;
      });
    // Where labels are wanted and predictions alone are there, these are recognised to be refused.
    const isTruth = isOfPeople(wanted);
    const files = await of(!isTruth);
    const found = files.length === 0 && isTruth ? await of(true) : files;
    return { name: "mAP texts", files: found, confidence: CONFIDENCE.marked, isWhole: true };
  },
  read: loaded(["objects", "detections"], () => import("./read.js")),
  fields: MAP_FIELDS,
  choices: [boxes],
};

function isOfPeople(wanted: Wanted): boolean {
  return wanted === "labels" || wanted === "objects";
}
