import { HomegroundError } from "../../../core/errors.js";
import { createCardSources } from "../../card/card-guesses.js";
import { describeShape } from "../../card/fit-card.js";
import { frameOf } from "../../card/model-frame.js";
import type { OnnxInspection, OnnxOutput, OnnxValue } from "../../onnx/onnx-inspect.js";
import { detectorSize } from "./guess-detector.js";
import { type LikelyFamily, likelyFamilies } from "./recognise-detector.js";
import { type FrameSize, gridOutputs } from "./recognition.js";

/**
 * What to say of a model without a card that looks like a detector and is none of a family, with the labels
 * that there are: what was seen, and which families it is like.
 *
 * @param labels how many there are; null where nothing says
 * @param input the model's one image input
 * @returns null where it does not look like a detector
 */
export function unknownDetector(
  inspection: OnnxInspection,
  input: OnnxValue,
  labels: number | null,
  where: string,
): HomegroundError | null {
  const size = detectorSize(inspection, frameOf(input, where, createCardSources()));
  const likely = likelyFamilies(inspection, size);
  if (likely.length === 0 && !looksLikeOne(inspection, size)) return null;
  const seen = inspection.outputs.slice(0, 8).map(({ name, shape }) => {
    return `${name} ${describeShape(shape)}`;
  });
  const more = inspection.outputs.length > 8 ? ", …" : "";
  const given =
    labels === 1 ? "there is 1 label" : `there are ${labels === null ? "no" : labels} labels`;
  return new HomegroundError(labels === null ? "model/no-card" : "model/wrong-outputs", {
    what: `the model looks like a detector: ${seen.join(", ")}${more}; ${given}, and ${fitting(likely)}`,
    where,
    fix: {
      command:
        "Put a labels.txt with as many lines beside the model, or a card that names its family, or the family custom-detector and in decode which output holds what",
      app: "Drop a labels.txt with as many lines with the model, or a card that names its family, or the family custom-detector and in decode which output holds what",
    },
  });
}

/** How many labels a detector of a known family may have by its outputs, ascending; empty where it is none. */
export function detectorLabelCounts(
  inspection: OnnxInspection,
  input: OnnxValue,
  where: string,
): readonly number[] {
  const size = detectorSize(inspection, frameOf(input, where, createCardSources()));
  const counts = likelyFamilies(inspection, size).flatMap(({ labels }) => labels);
  return [...new Set(counts)].sort((a, b) => a - b);
}

const SHOWN = 4;

function fitting(likely: readonly LikelyFamily[]): string {
  if (likely.length === 0) return "no family has such outputs";
  const shown = likely.slice(0, SHOWN).map(({ family, labels }) => {
    const counts = labels.slice(0, 3).join(" or ");
    return `${family.id} (${counts} ${counts === "1" ? "label" : "labels"})`;
  });
  const more = likely.length > SHOWN ? ", …" : "";
  return `its outputs are like those of ${shown.join(", ")}${more}`;
}

/** Boxes of four numbers beside another output, or outputs on several grids of the input. */
function looksLikeOne({ outputs }: OnnxInspection, size: FrameSize): boolean {
  const isBoxes = ({ shape }: OnnxOutput) =>
    shape !== null && shape.length >= 2 && (shape.at(-1) === 4 || shape.at(-2) === 4);
  if (outputs.length > 1 && outputs.some(isBoxes)) return true;
  const grids = gridOutputs({ outputs, labels: [], size, operators: new Set() });
  return new Set(grids.map(({ stride }) => stride)).size > 1;
}
