import { textOf } from "../json/json-values.js";
import { idText } from "../megadetector/results-file.js";

/** Labels of SpeciesNet's detector by the number of its category. */
export const SPECIESNET_LABELS: ReadonlyMap<string, string> = new Map([
  ["1", "animal"],
  ["2", "human"],
  ["3", "vehicle"],
]);

/** The label of a detection, or what its category stands for. */
export function labelOfDetection(detection: Readonly<Record<string, unknown>>): string | undefined {
  const label = textOf(detection["label"]);
  if (label !== undefined && label !== "") return label;
  return SPECIESNET_LABELS.get(idText(detection["category"]) ?? "");
}
