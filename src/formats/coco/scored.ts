import type { JsonHead } from "../json/json-head.js";

/**
 * Whether the annotations of a data set have scores, as a model's have: some tools write predictions
 * in the form of a data set. A person who is sure writes 1.
 */
export function isScored(json: JsonHead): boolean {
  const { score } = json.first("annotations");
  return typeof score === "number" && score !== 1;
}
