import { type FormatFields, fieldsInstead } from "../fields.js";

/** Fields of a prediction that become attributes; coordinates stay out. */
export const ATTRIBUTES = [
  "country",
  "admin1_region",
  "prediction",
  "prediction_score",
  "prediction_source",
  "model_version",
] as const;

/** The version of a model that stands in files that are written here: of none. */
export const WRITTEN_VERSION = "converted by homeground";

/** A field of a prediction; undefined where it is not there, or says nothing of a model. */
export function attributeOf(record: Readonly<Record<string, unknown>>, field: string): unknown {
  const value = record[field];
  return value === WRITTEN_VERSION ? undefined : value;
}

const attributes = ATTRIBUTES.map((name) => [
  `predictions[].${name}`,
  `attribute \`${name}\` of the image`,
]);

/**
 * Classifications are answers for whole images; a file that is read for its boxes leaves them aside.
 *
 * Source: google/cameratrapai, README, "Output format".
 */
export const SPECIESNET_FIELDS: FormatFields = {
  places: {
    "": "file",
    "predictions[].": "image",
    "predictions[].detections[].": "detection",
  },
  kept: {
    predictions: "images",
    "predictions[].filepath": "path of the image",
    "predictions[].failures": "an image that was not processed",
    "predictions[].detections": "objects",
    ...Object.fromEntries(attributes),
    "predictions[].detections[].category": "label, where there is no name of one",
    "predictions[].detections[].label": "label",
    "predictions[].detections[].conf": "score",
    "predictions[].detections[].bbox": "box",
  },
  notRead: ["predictions[].classifications", "predictions[].latitude", "predictions[].longitude"],
};

/** Fields of a file that is read for its answers. */
export const SPECIESNET_ANSWER_FIELDS = fieldsInstead(SPECIESNET_FIELDS, {
  "predictions[].classifications": "answer, and the next ones",
});
