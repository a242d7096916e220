import { HomegroundError } from "../../core/errors.js";
import { withSlashes } from "../delimited/table-cells.js";
import { createFieldCounter, namesField } from "../fields.js";
import { type FileAccess, folderOf } from "../file-access.js";
import type { Reader } from "../format.js";
import { createProblemList, quoted } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { isRecord, listOf } from "../json/json-values.js";
import { createRecordColumns } from "../json/record-columns.js";
import { readJsonList } from "../json/record-table.js";
import { namedFrom } from "../objects/image-names.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { CREATEML_FIELDS } from "./fields.js";

export const objects: Reader<"objects"> = ({ access, path }, options) =>
  readCreatemlTruth(access, path, options);

/**
 * Reads ground truth as Create ML takes it and Roboflow exports it (`_annotations.createml.json`): a
 * list with an entry for each image, `annotations` with a label and the centre, width and height of a
 * box in pixels. An image with an empty list is *empty*.
 *
 * Source: developer.apple.com, "Building an object detector data source".
 *
 * @throws HomegroundError `input/empty`, and as `readJsonList`
 */
export async function readCreatemlTruth(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const notRead = createFieldCounter(CREATEML_FIELDS);
  const columns = createRecordColumns();
  await readJsonList(access, path, problems, ({ record, line }) => {
    const where = `${path}, /${line - 1}`;
    const name = record["image"] ?? record["imagefilename"];
    if (typeof name !== "string" || name === "") {
      problems.add("labels/no-file", "an entry names no image; it is left out", where);
      return;
    }
    const list = record["annotations"] ?? record["annotation"];
    const file = namedFrom(folderOf(path), withSlashes(name));
    const state = Array.isArray(list) ? TRUTH_STATE.empty : TRUTH_STATE.unlabelled;
    const row = builder.image(file, { line, state });
    notRead.record("[].", record, where);
    for (const name in record) if (isAttribute("[].", name)) columns.set(row, name, record[name]);
    for (const [k, annotation] of listOf(list).entries()) {
      const at = `${where}/annotations/${k}`;
      if (isRecord(annotation)) notRead.record("[].annotations[].", annotation, at);
      const label = isRecord(annotation) ? annotation["label"] : undefined;
      const place = isRecord(annotation) ? annotation["coordinates"] : undefined;
      if (isRecord(place)) notRead.record("[].annotations[].coordinates.", place, at);
      const sides = ["x", "y", "width", "height"].map((key) =>
        isRecord(place) ? place[key] : undefined,
      );
      if (typeof label !== "string" || label === "") {
        problems.add("annotations/no-label", "an annotation has no label; it is left out", at);
        builder.lose(row);
      } else if (!sides.every((side) => typeof side === "number" && Number.isFinite(side))) {
        const what = `coordinates of ${quoted(label)} are not four finite numbers; it is left out`;
        problems.add("annotations/not-a-number", what, at);
        builder.lose(row);
      } else {
        const [x = 0, y = 0, width = 0, height = 0] = sides.map(Number);
        const box = [x - width / 2, y - height / 2, width, height];
        const said = Object.entries(annotation as Readonly<Record<string, unknown>>);
        const attributes = said.filter(([name]) => isAttribute("[].annotations[].", name));
        builder.add(row, builder.label(label), box, {
          id: k + 1,
          attributes: Object.fromEntries(attributes),
        });
      }
    }
  });
  if (builder.rowCount === 0) {
    throw new HomegroundError("input/empty", {
      what: "no entry names an image",
      where: path,
      fix: "Export again as Create ML JSON",
    });
  }
  return builder.finish({
    format: {
      id: "createml",
      reason: "a list of images with annotations and coordinates, as Create ML takes it",
    },
    source: path,
    unit: "pixel",
    written: "cxcywh",
    idWord: "annotation",
    roles: new Map([
      ["image", "image"],
      ["label", "annotations: label"],
      ["box", "annotations: coordinates, from the centre"],
    ]),
    columns: columns.finish(builder.rowCount),
    boxes: options.boxes,
    notRead: notRead.finish(),
  });
}

/** Whether a field that the format does not name is an attribute. */
function isAttribute(place: string, name: string): boolean {
  return !namesField(CREATEML_FIELDS, place + name);
}
