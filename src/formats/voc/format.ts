import { extensionOf } from "../file-access.js";
import { CONFIDENCE, type Format, loaded } from "../format.js";
import { oldLabelme } from "../known/xml-formats.js";
import { countClashes } from "../objects/file-an-image.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { whyNotXml } from "../xml/xml-text.js";
import { VOC_FIELDS } from "./fields.js";
import { vocOneBased } from "./voc-corners.js";
import { canHoldAttribute, countRoundedBoxes, vocFiles, vocPaths } from "./write.js";

export const voc: Format = {
  id: "voc",
  name: "Pascal VOC",
  file(file) {
    if (file.content !== "xml") return 0;
    return file.xmlRoot === "annotation" && !oldLabelme.isIt(file)
      ? CONFIDENCE.marked
      : CONFIDENCE.any;
  },
  async folder({ files, unknown }) {
    const own = await files();
    const others = (await unknown()).filter(({ path }) => extensionOf(path) === "xml");
    // One of many is the reader's to list; one of another root alone is nobody's.
    const areMany = own.length + others.length > 1;
    const listed = others.filter(({ isDamaged }) => areMany || isDamaged).map(({ path }) => path);
    return {
      name: "XML of Pascal VOC",
      files: [...own, ...listed].sort(),
      confidence: CONFIDENCE.named,
      isWhole: true,
    };
  },
  read: loaded(["objects"], () => import("./read.js")),
  fields: VOC_FIELDS,
  choices: [boxes, vocOneBased],
  write: {
    isOneFile: false,
    files: vocFiles,
    count(set, losses) {
      countRoundedBoxes(set, losses);
      countClashes(set, vocPaths(set), losses);
    },
    holds: {
      ...NOTHING_HELD,
      name: "Pascal VOC",
      unit: "pixel",
      crowd: "as-ignored",
      ignored: "kept",
      needsSize: true,
      empty: true,
      unlabelled: true,
      objectAttributes: canHoldAttribute,
      whyNotLabel: whyNotXml,
    },
  },
};
