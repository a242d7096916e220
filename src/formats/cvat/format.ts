import { CONFIDENCE, type Format, loaded, oneFile } from "../format.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { whyNotXml } from "../xml/xml-text.js";
import { CVAT_FIELDS } from "./fields.js";
import { canHoldAttribute, countCvatMasks, cvatPieces, whyNotPoint } from "./write.js";

export const cvat: Format = {
  id: "cvat",
  name: "CVAT",
  file: ({ content, xmlRoot }) =>
    content === "xml" && xmlRoot === "annotations" ? CONFIDENCE.marked : 0,
  folder: async ({ files }) => ({
    name: "XML of CVAT",
    files: await files(),
    confidence: CONFIDENCE.named,
  }),
  read: loaded(["objects"], () => import("./read.js")),
  fields: CVAT_FIELDS,
  choices: [boxes],
  write: {
    ...oneFile("annotations.xml", cvatPieces),
    count: countCvatMasks,
    holds: {
      ...NOTHING_HELD,
      name: "CVAT's XML",
      unit: "pixel",
      needsSize: true,
      outlines: "all",
      points: { hidden: true, skeleton: true, unnamed: true, whyNot: whyNotPoint },
      imageLabels: true,
      empty: true,
      objectAttributes: canHoldAttribute,
      whyNotLabel: whyNotXml,
    },
  },
};
