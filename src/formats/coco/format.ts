import { baseName } from "../file-access.js";
import { CONFIDENCE, type Format, oneFile, type UnknownFile } from "../format.js";
import { createProblemList } from "../import-problems.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { checkNames } from "../objects/image-names.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { reinterpretBoxes } from "../objects/reinterpret-boxes.js";
import { isCocoRecordFolder, readCocoRecordFolder } from "./coco-record-folder.js";
import { readCocoTruth } from "./coco-truth.js";
import { readCocoObjects } from "./coco-truth-objects.js";
import { cocoPieces } from "./write.js";

export const coco: Format = {
  id: "coco",
  name: "COCO, LVIS",
  file({ content, json }) {
    if (content !== "json" || json === null || json.isList) return 0;
    const lists = ["images", "annotations", "categories"].filter((key) => json.keys.has(key));
    const isCoco = "file_name" in json.first("images") || "image_id" in json.first("annotations");
    return isCoco || lists.length >= 2 ? CONFIDENCE.shaped : 0;
  },
  async folder({ access, folder, wanted, files, unknown }) {
    if (await isCocoRecordFolder(access, folder)) {
      const name = "lists of COCO in files of their own";
      return { name, files: [folder], confidence: CONFIDENCE.named, isWhole: true };
    }
    const found = await files();
    const roboflow = found.filter((path) => baseName(path) === "_annotations.coco.json");
    // A file of that name is meant to be COCO even where nothing is in it.
    const named = wanted === "labels" ? (await unknown()).filter(isNamed) : [];
    const all = [...found, ...named.map(({ path }) => path)].sort();
    return {
      ...{ name: "COCO files", files: roboflow.length > 0 ? roboflow : all },
      confidence: roboflow.length > 0 ? CONFIDENCE.named : CONFIDENCE.shaped,
      isBesideImages: true,
    };
  },
  read: {
    labels: ({ access, path, content }) =>
      content === null ? readCocoRecordFolder(access, path) : readCocoTruth(access, path),
    async objects({ access, path, content }, options) {
      const outlines = { outlines: options.outlines === true };
      const read =
        content === null
          ? await readCocoRecordFolder(access, path, outlines)
          : await readCocoObjects(access, path, outlines);
      return withReading(read, options);
    },
  },
  choices: ["boxes"],
  write: {
    ...oneFile("annotations.json", cocoPieces),
    holds: {
      ...NOTHING_HELD,
      ...{ name: "COCO", unit: "pixel", outlines: "all", crowd: "kept", ignored: "as-crowd" },
      ...{ area: true, empty: true, attributes: true, boxBesideOutline: true },
    },
  },
};

function isNamed({ path }: UnknownFile): boolean {
  return baseName(path).startsWith("instances");
}

/** What the reader of COCO leaves to others: names that are no paths, and a reading of boxes. */
function withReading(read: ObjectTruth, { boxes }: ReadObjectOptions): ObjectTruth {
  const odd = createProblemList();
  checkNames(read.file, read.source, odd);
  const truth = { ...read, problems: [...read.problems, ...odd.finish()] };
  if (boxes === undefined) return truth;
  return {
    ...truth,
    regions: reinterpretBoxes(truth.regions, boxes),
    roles: new Map([...truth.roles, ["boxes", `${boxes}, as asked for`]]),
  };
}
