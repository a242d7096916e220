import type { Reader } from "../format.js";
import { readCamtrapDetections } from "./camtrap-detections.js";
import { readCamtrapDpPredictions, readCamtrapDpTruth } from "./camtrap-dp.js";
import { readCamtrapObjects } from "./camtrap-objects.js";

export const labels: Reader<"labels"> = ({ access, path }) => readCamtrapDpTruth(access, path);

export const objects: Reader<"objects"> = ({ access, path }, options) =>
  readCamtrapObjects(access, path, options);

export const predictions: Reader<"predictions"> = ({ access, path }) =>
  readCamtrapDpPredictions(access, path);

export const detections: Reader<"detections"> = ({ access, path }) =>
  readCamtrapDetections(access, path);
