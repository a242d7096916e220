import { firstTable, type ModelOutputs, type Recognised } from "./recognition.js";

/** [1, N, 6]: boxes that a YOLO has chosen itself. */
export function rowsOfSix(model: ModelOutputs, why: string): Recognised | null {
  const table = firstTable(model);
  if (table?.columns !== 6) return null;
  return {
    decode: {
      output: table.name,
      columns: { box: [0, 4], score: 4, label: 5 },
      boxes: "xyxy",
      boxUnit: "pixel",
      labelOffset: 0,
    },
    outputs: [table.name],
    scores: "probabilities",
    assumed: ["decode.labelOffset"],
    why,
  };
}
