import { extensionOf } from "../file-access.js";
import { CONFIDENCE, type Format, loaded } from "../format.js";
import { countClashes } from "../objects/file-an-image.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { LABELME_FIELDS } from "./fields.js";
import { canHoldAttribute, labelMeFiles, labelMePaths } from "./write.js";

export const labelme: Format = {
  id: "labelme",
  name: "LabelMe",
  file: ({ json }) =>
    json?.keys.has("shapes") === true && json.keys.has("imagePath") ? CONFIDENCE.marked : 0,
  async folder({ listed, files, unknown }) {
    const damaged = (await unknown()).filter(
      ({ path, isDamaged }) => isDamaged && extensionOf(path) === "json",
    );
    const isOneOfMany = listed.all.filter((path) => extensionOf(path) === "json").length > 1;
    // A damaged file of many is that reader's to list.
    const more = isOneOfMany ? damaged.map(({ path }) => path) : [];
    return {
      name: "files of LabelMe",
      files: [...(await files()), ...more].sort(),
      confidence: CONFIDENCE.marked,
      isWhole: true,
    };
  },
  read: loaded(["objects"], () => import("./read.js")),
  fields: LABELME_FIELDS,
  choices: [boxes],
  write: {
    isOneFile: false,
    files: labelMeFiles,
    count: (set, losses) => countClashes(set, labelMePaths(set), losses),
    holds: {
      ...NOTHING_HELD,
      name: "LabelMe",
      unit: "pixel",
      needsSize: true,
      outlines: "all",
      empty: true,
      unlabelled: true,
      imageLabels: true,
      objectAttributes: canHoldAttribute,
      whyNotLabel: (label) => (label === "" ? "it is empty" : null),
    },
  },
};
