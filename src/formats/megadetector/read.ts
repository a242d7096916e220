import type { Reader } from "../format.js";
import { readMegaDetector } from "./megadetector.js";
import { readMegaDetectorDetections } from "./megadetector-detections.js";

export const predictions: Reader<"predictions"> = ({ access, path }, options) =>
  readMegaDetector(access, path, options);

export const detections: Reader<"detections"> = ({ access, path }, options) =>
  readMegaDetectorDetections(access, path, options);
