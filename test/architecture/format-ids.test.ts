import { expect, it } from "vitest";
import { FORMATS } from "../../src/formats/registry.js";
import { sourceFiles } from "../support/source-files.js";

/** Words that are ids of formats and mean something else there, by what they mean. */
const OTHER_MEANINGS: Readonly<Record<string, { readonly in: RegExp; readonly as: string }>> = {
  coco: {
    in: /^(evaluation|metrics|outcomes|results|tasks)\/|^formats\/read(-object-set)?\.ts$/,
    as: "COCO's rules of matching, and the option with the names behind COCO's numbers",
  },
  "coco-camera-traps": { in: /^formats\/coco\//, as: "a dialect that the reader of COCO reads" },
  "csv-boxes": { in: /^formats\/csv\//, as: "a table of boxes that is read for labels of images" },
  csv: { in: /^(results|web|node|analyses|evaluation)\//, as: "a file of a result, not of labels" },
  voc: {
    in: /^(evaluation|metrics|outcomes|reports|tasks)\//,
    as: "Pascal VOC's rules of matching",
  },
  yolo: { in: /^models\//, as: "a family of detectors" },
};

const files = sourceFiles().map(({ file, text }) => ({
  file,
  text: text.replace(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ""),
}));

it.each(FORMATS.map(({ id }) => id))("is named in its own folder alone: %s", (id) => {
  const literal = new RegExp(`["'\`]${id}["'\`]`);
  const named = files.filter(({ text }) => literal.test(text)).map(({ file }) => file);
  const home = `formats/${id}/`;
  expect(named.some((file) => file.startsWith(home))).toBe(true);
  const others = named.filter((file) => !file.startsWith(home));
  expect(others.filter((file) => OTHER_MEANINGS[id]?.in.test(file) !== true)).toEqual([]);
});
