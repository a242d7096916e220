import { CONFIDENCE, type Format, loaded } from "../../../../src/formats/format.js";
import { NOTHING_HELD } from "../../../../src/formats/objects/format-holds.js";
import { countBoxes, tallyFiles } from "./write.js";

/** A list of pictures and what was seen on each: `# tally`, then `photos/1.png: fox, hare` a line. */
export const tally: Format = {
  id: "tally",
  name: "tally sheets",
  file: ({ head }) =>
    new TextDecoder().decode(head).startsWith("# tally\n") ? CONFIDENCE.marked : 0,
  folder({ listed }) {
    const files = listed.all.filter((path) => path.endsWith(".tally"));
    return { name: "tally sheets", files, confidence: CONFIDENCE.named };
  },
  fields: {
    places: { "": "line" },
    kept: { "the words before the colon": "path of the image", "the words behind it": "labels" },
    notRead: [],
  },
  read: loaded(["labels"], () => import("./read.js")),
  write: {
    isOneFile: true,
    files: tallyFiles,
    count: countBoxes,
    holds: {
      ...NOTHING_HELD,
      name: "a tally sheet",
      unit: "any",
      imageLabels: true,
      empty: true,
      whyNotLabel: (label) => (/[,\n]/.test(label) ? "a comma or a line break ends a name" : null),
    },
  },
};
