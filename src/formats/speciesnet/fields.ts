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
