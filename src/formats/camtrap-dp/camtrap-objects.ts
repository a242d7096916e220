import { agreed } from "../../core/agreed.js";
import { HomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { WAY } from "../../core/ways.js";
import { parsePlainText } from "../delimited/decimal.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { labelsOfPackage } from "./camtrap-dp.js";
import { POSITION_FIELDS } from "./fields.js";
import {
  BLANK,
  noteUnnamed,
  observationIsOfEvent,
  observationLabels,
  packageText,
  readPackage,
  SIDES,
} from "./package.js";

/**
 * Reads the boxes of a Camtrap DP package, in fractions of the image: those of observations of media
 * that people made. Observations by a machine are predictions, those of events say nothing of a
 * single image; both are counted and left out. `blank` makes an image *empty*. An image in which
 * people saw something and did not mark it is unlabelled, its other boxes left out: what is not
 * marked there is unknown. What was seen there are labels of the image.
 *
 * Source: camtrap-dp.tdwg.org 1.0, table observations.
 *
 * @param path of `datapackage.json`
 * @throws HomegroundError `annotations/no-objects` where no person marked a box, and as
 *   `readPackage`
 */
export async function readCamtrapObjects(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  const tables = await readPackage(access, path);
  const { observations, images, imageOf } = tables;
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  for (const [row, { file, line }] of images.entries()) {
    builder.image(file, { line, attributesFrom: row });
  }
  const text = (name: string) => packageText(observations, name);
  const [method, mediaId] = [text("classificationMethod"), text("mediaID")];
  const isOfEvent = observationIsOfEvent(observations);
  const [id, sides] = [text("observationID"), SIDES.map(text)];
  const labelOf = observationLabels(observations);
  const seen = { machine: 0, events: 0, noImage: 0, noBox: 0, boxes: 0, unnamed: 0 };
  const found: { readonly row: number; readonly image: number; readonly label: string }[] = [];
  const unmarked = new Set<number>();
  const blank = new Set<number>();
  const unclear = new Set<number>();
  for (let row = 0; row < observations.table.rowCount; row++) {
    const label = labelOf(row);
    const image = imageOf.get(mediaId(row) ?? "");
    const hasBox = sides.some((side) => side(row) !== null);
    if (method(row) === "machine") seen.machine += hasBox ? 1 : 0;
    else if (isOfEvent(row)) seen.events++;
    else if (image === undefined) seen.noImage++;
    else if (label === BLANK) blank.add(image);
    else if (label !== null && hasBox) found.push({ row, image, label });
    else if (label !== null) {
      seen.noBox++;
      unmarked.add(image);
      builder.labelImage(image, label);
    } else {
      seen.unnamed++;
      unclear.add(image);
    }
  }
  if (found.length === 0) throw noBoxes(path, seen.machine);
  for (const image of blank) builder.setState(image, TRUTH_STATE.empty);
  for (const image of unclear) builder.setState(image, TRUTH_STATE.unlabelled);
  let leftOut = 0;
  for (const { row, image, label } of found) {
    const where = `${path}, observations, line ${observations.line[row]}`;
    const box = sides.map((side) => parsePlainText(side(row) ?? ""));
    if (unmarked.has(image)) {
      leftOut++;
      builder.lose(image);
      builder.labelImage(image, label);
    } else if (box.every(Number.isFinite)) {
      builder.add(image, builder.label(label), box, { id: id?.(row) ?? row + 1 });
    } else {
      const what = `a box of ${quoted(label)} is not four numbers; it is left out`;
      problems.add("annotations/not-a-number", what, where);
      builder.lose(image);
    }
  }
  noteUnnamed(seen.unnamed, path, problems);
  noteLeftOut({ ...seen, images: unmarked.size, leftOut }, path, problems);
  const read = builder.finish({
    format: { id: "camtrap-dp", reason: "a data package with boxes that people marked" },
    source: path,
    unit: "fraction",
    written: "xywh",
    idWord: "observation",
    roles: new Map([
      ["image", "media: filePath or fileName"],
      ["label", "observations: observationType and scientificName"],
      ["box", `observations: ${SIDES.join(", ")}`],
    ]),
    columns: labelsOfPackage(tables, path).attributes.columns,
    problems: tables.problems,
    notRead: tables.notRead,
    boxes: options.boxes,
  });
  return { ...read, unwritten: POSITION_FIELDS };
}

function noteLeftOut(
  seen: {
    readonly machine: number;
    readonly events: number;
    readonly noImage: number;
    readonly noBox: number;
    readonly images: number;
    readonly leftOut: number;
  },
  path: string,
  problems: ProblemList,
): void {
  if (seen.machine > 0) {
    const what = agreed(
      seen.machine,
      `box was made by a machine; it is no ground truth`,
      `boxes were made by a machine; they are no ground truth`,
    );
    problems.add("labels/machine", what, path);
  }
  if (seen.events > 0) {
    const what = `${seen.events} observations are of events and were left out; those of media are taken`;
    problems.add("labels/event-level", what, path);
  }
  if (seen.noImage > 0) {
    const what = `${seen.noImage} observations belong to no image of the package`;
    problems.add("annotations/unknown-image", what, path);
  }
  if (seen.noBox > 0) {
    const what = `${agreed(seen.noBox, "observation has", "observations have")} no box: ${agreed(seen.images, "image is", "images are")} unlabelled, and ${agreed(seen.leftOut, "box there is", "boxes there are")} left out`;
    problems.add("annotations/no-box", what, path);
  }
}

function noBoxes(path: string, fromMachine: number): HomegroundError {
  const machine =
    fromMachine > 0 ? `; ${fromMachine} were made by a machine, which are predictions` : "";
  return new HomegroundError("annotations/no-objects", {
    what: `no observation of an image has a box that a person marked${machine}`,
    where: path,
    fix: say`${WAY.imageLabels}, or mark boxes with classificationMethod human`,
  });
}
