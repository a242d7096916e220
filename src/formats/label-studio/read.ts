import type { Reader } from "../format.js";
import { readLabelStudioPredictions, readLabelStudioTruth } from "./label-studio.js";
import { readLabelStudioDetections } from "./label-studio-detections.js";
import { readLabelStudioObjects } from "./label-studio-objects.js";

export const labels: Reader<"labels"> = ({ access, path }) => readLabelStudioTruth(access, path);

export const objects: Reader<"objects"> = ({ access, path }, options) =>
  readLabelStudioObjects(access, path, options);

export const predictions: Reader<"predictions"> = ({ access, path }) =>
  readLabelStudioPredictions(access, path);

export const detections: Reader<"detections"> = ({ access, path }, { points = false }) =>
  readLabelStudioDetections(access, path, points !== false);
