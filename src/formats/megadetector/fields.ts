import { type FormatFields, fieldsInstead } from "../fields.js";

/**
 * Classes are answers for whole images; a file that is read for its boxes leaves them aside.
 *
 * Source: agentmorris/MegaDetector, "MegaDetector batch output format" 1.6.
 */
export const MEGADETECTOR_FIELDS: FormatFields = {
  places: {
    "": "file",
    "info.": "file",
    "images[].": "image",
    "images[].detections[].": "detection",
  },
  kept: {
    images: "images",
    info: "what the run says of itself",
    detection_categories: "labels",
    "info.format_version": "whether the file can be read",
    "info.detector": "the threshold at which scores are used",
    "info.detector_metadata": "the threshold at which scores are used",
    "images[].file": "path of the image",
    "images[].detections": "objects",
    "images[].failure": "an image that was not processed",
    "images[].max_detection_conf": "follows from the scores of the detections",
    "images[].width": "size of the image",
    "images[].height": "size of the image",
    "images[].datetime": "attribute `datetime` of the image",
    "images[].detections[].category": "label",
    "images[].detections[].conf": "score",
    "images[].detections[].bbox": "box",
  },
  notRead: [
    "classification_categories",
    "classification_category_descriptions",
    "info.classification_completion_time",
    "info.classifier",
    "info.classifier_metadata",
    "info.detection_completion_time",
    "info.summary_report",
    "images[].exif_metadata",
    "images[].frame_rate",
    "images[].frames_processed",
    "images[].latitude",
    "images[].location",
    "images[].longitude",
    "images[].sequence_id",
    "images[].detections[].classifications",
    "images[].detections[].track_id",
  ],
};

/** Fields of a file that is read for its answers. */
export const MEGADETECTOR_ANSWER_FIELDS = fieldsInstead(
  MEGADETECTOR_FIELDS,
  {
    classification_categories: "labels",
    "images[].detections[].classifications": "answer, where a classifier was run",
  },
  ["images[].width", "images[].height", "images[].datetime"],
);
