import type { Reader } from "../format.js";
import { readSpeciesNet } from "./speciesnet.js";
import { readSpeciesNetDetections } from "./speciesnet-detections.js";

export const predictions: Reader<"predictions"> = ({ access, path }, options) =>
  readSpeciesNet(access, path, options);

export const detections: Reader<"detections"> = ({ access, path }) =>
  readSpeciesNetDetections(access, path);
