import { createFieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList } from "../import-problems.js";
import { isRecord, listOf } from "../json/json-values.js";
import { createRecordColumns } from "../json/record-columns.js";
import { createDetectionsBuilder } from "../objects/detections-builder.js";
import type { ObjectPredictions } from "../objects/object-types.js";
import { ATTRIBUTES, attributeOf, SPECIESNET_FIELDS } from "./fields.js";
import { labelOfDetection, SPECIESNET_LABELS } from "./labels.js";
import { readSpeciesNetRecords } from "./results-file.js";

/**
 * Reads the detections of a predictions file of SpeciesNet: animal, human and vehicle, in fractions of
 * the image. The prediction for the image as a whole is in the attributes. An image whose `failures` name
 * the detector, or that has no list of detections, was not processed: `failed`.
 *
 * Source: google/cameratrapai, README, "Output format".
 *
 * @throws HomegroundError as `readJsonRecords`
 */
export async function readSpeciesNetDetections(
  access: FileAccess,
  path: string,
): Promise<ObjectPredictions> {
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  const columns = createRecordColumns();
  const notRead = createFieldCounter(SPECIESNET_FIELDS);
  for (const label of SPECIESNET_LABELS.values()) builder.label(label);
  let classified = 0;

  const values = await readSpeciesNetRecords(access, path, problems, (read) => {
    const { record, file: name, number, where } = read;
    const detections = record["detections"];
    notRead.record("predictions[].", record, where);
    if (builder.has(name)) {
      const what = `${name} is predicted again; its ${listOf(detections).length} detections there are left out`;
      problems.add("predictions/duplicate", what, where);
      return;
    }
    const row = builder.image(name, number + 1);
    for (const field of ATTRIBUTES) columns.set(row, field, attributeOf(record, field));
    const failures = listOf(record["failures"]).filter((failure) => typeof failure === "string");
    if (failures.includes("DETECTOR") || !Array.isArray(detections)) {
      const why = failures.length > 0 ? `failed: ${failures.join(", ")}` : "no list of detections";
      const isClassified = failures.length === 0 && isRecord(record["classifications"]);
      if (isClassified) classified++;
      builder.fail(row, isClassified ? null : why, where);
      return;
    }
    for (const [k, detection] of detections.entries()) {
      const place = `${where}/detections/${k}`;
      const label = isRecord(detection) ? labelOfDetection(detection) : undefined;
      if (!isRecord(detection) || label === undefined) {
        const what = "a detection without label and category; it is left out";
        problems.add("predictions/missing-field", what, place);
        builder.lose(row);
        continue;
      }
      notRead.record("predictions[].detections[].", detection, place);
      const [x, y, width, height] = listOf(detection["bbox"]);
      builder.add(row, builder.label(label), detection["conf"], [x, y, width, height], place);
    }
  });
  for (const [key, value] of values) notRead.field("", key, value, `${path}, /${key}`);
  if (classified > 0) {
    const what = `${classified} images have classifications and no detections: the detector was not run on them`;
    problems.add("predictions/not-processed", what, path);
  }
  return builder.finish({
    format: {
      id: "speciesnet",
      reason: "an object with predictions that have a filepath, as SpeciesNet writes it",
    },
    source: path,
    unit: "fraction",
    columns: columns.finish(builder.rowCount),
    notRead: notRead.finish(),
    roles: new Map([
      ["image", "predictions[].filepath"],
      ["label", "detections[].label"],
      ["score", "detections[].conf"],
    ]),
  });
}
