import type { FormatFields } from "../fields.js";

/** Source: docs.ultralytics.com, "Datasets overview"; what Roboflow adds to `data.yaml`. */
export const YOLO_FIELDS: FormatFields = {
  places: { "data.yaml: ": "data file", "line: ": "line" },
  kept: {
    "data.yaml: names": "labels",
    "data.yaml: nc": "whether there are as many names",
    "data.yaml: path": "where the parts are",
    "data.yaml: train": "attribute `split` of the image",
    "data.yaml: val": "attribute `split` of the image",
    "data.yaml: valid": "attribute `split` of the image",
    "data.yaml: test": "attribute `split` of the image",
    "data.yaml: kpt_shape": "what the numbers of a line are",
    "data.yaml: kpt_names": "names of points",
    "data.yaml: task": "what the numbers of a line are",
    "line: class": "label",
    "line: box": "box",
    "line: polygon": "outline",
    "line: keypoints": "points of an object",
    "line: confidence": "score of a prediction",
  },
  notRead: ["data.yaml: download", "data.yaml: flip_idx", "data.yaml: roboflow"],
};
