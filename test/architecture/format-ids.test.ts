import { expect, it } from "vitest";
import { FORMATS } from "../../src/formats/registry.js";
import { sourceFiles } from "../support/source-files.js";

/** Files that name an id outside its folder, and what it means there. */
const OTHER_MEANINGS: Readonly<
  Record<string, { readonly in: readonly string[]; readonly as: string }>
> = {
  coco: {
    in: [
      "outcomes/detection-types.ts",
      "outcomes/detection/match-rules.ts",
      "metrics/detection/detection-figure.ts",
      "metrics/detection/detection-rankings.ts",
      "tasks/detection/match-tables.ts",
      "evaluation/read-inputs.ts",
      "formats/read.ts",
      "formats/read-object-set.ts",
    ],
    as: "COCO's rules of matching, and the option with the names behind COCO's numbers",
  },
  "coco-camera-traps": {
    in: ["formats/coco/coco-image-truth.ts"],
    as: "a dialect that the reader of COCO reads",
  },
  "csv-boxes": {
    in: ["formats/csv/truth-roles.ts"],
    as: "a table of boxes that is read for labels of images",
  },
  voc: {
    in: [
      "outcomes/detection-types.ts",
      "outcomes/detection/match-rules.ts",
      "outcomes/detection/group-matcher.ts",
      "metrics/detection/detection-figure.ts",
      "metrics/detection/detection-rankings.ts",
      "tasks/detection/match-tables.ts",
      "reports/methods/matching.ts",
    ],
    as: "Pascal VOC's rules of matching",
  },
};

const files = sourceFiles().map(({ file, text }) => ({
  file,
  text: text.replace(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ""),
}));

/** Files that hold an id as a string of its own, but for those of its folder. */
function othersWith(id: string): string[] {
  const literal = new RegExp(`["'\`]${id}["'\`]`);
  const named = files.filter(({ text }) => literal.test(text)).map(({ file }) => file);
  return named.filter((file) => !file.startsWith(`formats/${id}/`));
}

it.each(FORMATS.map(({ id }) => id))("is named in its own folder alone: %s", (id) => {
  const home = files.filter(({ file }) => file.startsWith(`formats/${id}/`));
  expect(home.some(({ text }) => text.includes(`id: "${id}"`))).toBe(true);
  const explained = OTHER_MEANINGS[id]?.in ?? [];
  expect(othersWith(id).filter((file) => !explained.includes(file))).toEqual([]);
});

it("has no exception that is no longer needed", () => {
  for (const [id, { in: explained }] of Object.entries(OTHER_MEANINGS)) {
    expect(explained.filter((file) => !othersWith(id).includes(file))).toEqual([]);
  }
});
