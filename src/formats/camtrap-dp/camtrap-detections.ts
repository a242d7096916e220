import { HomegroundError } from "../../core/errors.js";
import { parsePlainText } from "../delimited/decimal.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList } from "../import-problems.js";
import { createDetectionsBuilder } from "../objects/detections-builder.js";
import type { ObjectPredictions } from "../objects/object-types.js";
import {
  BLANK,
  observationIsOfEvent,
  observationLabels,
  packageText,
  readPackage,
  SIDES,
} from "./package.js";

/**
 * Reads the observations of a Camtrap DP package that a machine made as detections, in fractions of
 * the image: those of media (not of events) that have a box. The images are those with an observation
 * by a machine; `blank` says that it found nothing. One without a box or a probability is left out and
 * listed.
 *
 * Source: camtrap-dp.tdwg.org 1.0, table observations.
 *
 * @param path of `datapackage.json`
 * @throws HomegroundError as `readPackage`; `predictions/empty` when no observation of an
 *   image was made by a machine
 */
export async function readCamtrapDetections(
  access: FileAccess,
  path: string,
): Promise<ObjectPredictions> {
  const tables = await readPackage(access, path);
  const { observations, images, imageOf } = tables;
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  const text = (name: string) => packageText(observations, name);
  const [method, mediaId] = [text("classificationMethod"), text("mediaID")];
  const isOfEvent = observationIsOfEvent(observations);
  const probability = text("classificationProbability");
  const sides = SIDES.map(text);
  const labelOf = observationLabels(observations);
  const number = (cell: string | null) => (cell === null ? undefined : parsePlainText(cell));
  let ofEvents = 0;
  let ofNoImage = 0;
  for (let row = 0; row < observations.table.rowCount; row++) {
    if (method(row) !== "machine") continue;
    if (isOfEvent(row)) {
      ofEvents++;
      continue;
    }
    const image = images[imageOf.get(mediaId(row) ?? "") ?? -1];
    if (image === undefined) {
      ofNoImage++;
      continue;
    }
    const line = observations.line[row]!;
    const found = builder.image(image.file, line);
    const label = labelOf(row);
    if (label === BLANK) continue;
    const where = `${path}, observations, line ${line}`;
    const [x, y, width, height] = sides.map((cell) => number(cell(row)));
    if (label === null || x === undefined) {
      const what = `an observation of ${image.file} without ${label === null ? "a label" : "a box"}; it is left out`;
      problems.add("predictions/missing-field", what, where);
      continue;
    }
    const score = number(probability(row));
    builder.add(found, builder.label(label), score, [x, y, width, height], where);
  }
  if (ofEvents > 0) {
    const what = `${ofEvents} observations by a machine are of events; those of media are taken`;
    problems.add("labels/event-level", what, path);
  }
  if (ofNoImage > 0) {
    const what = `${ofNoImage} observations by a machine belong to no image of the package`;
    problems.add("predictions/unknown-image", what, path);
  }
  if (builder.rowCount === 0) {
    throw new HomegroundError("predictions/empty", {
      what: "no observation of an image was made by a machine",
      where: path,
      fix: "Give a package with observations whose classificationMethod is machine",
    });
  }
  return builder.finish({
    format: { id: "camtrap-dp", reason: "a data package with observations made by a machine" },
    source: path,
    namesOnlyFound: true,
    unit: "fraction",
    problems: tables.problems,
    notRead: tables.notRead,
    roles: new Map([
      ["image", "media: filePath or fileName"],
      ["label", "observations: observationType and scientificName"],
      ["score", "observations: classificationProbability"],
    ]),
  });
}
