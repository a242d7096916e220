import type { OnnxOutput } from "../../onnx/onnx-inspect.js";
import { listRecipe } from "./card-list.js";
import { detector } from "./detector-family.js";

/** torchvision's detectors: Faster R-CNN, RetinaNet, FCOS, SSD; suppression inside. */
export const torchvisionDetection = detector("torchvision-detection", {
  words: {
    models: "torchvision's Faster R-CNN, RetinaNet, FCOS, SSD",
    outputs: "boxes N × 4, labels N, scores N",
  },
  recipe: listRecipe(null),
  isByRatio: false,
  usual: { nmsIou: null, clip: "after-nms", input: { whose: "torchvision", as: "stretch" } },
  recognise({ outputs, labels }) {
    const named = ["boxes", "scores", "labels"].every((name) =>
      outputs.some((output) => output.name === name),
    );
    const names = named ? { boxes: "boxes", scores: "scores", labels: "labels" } : byTypes(outputs);
    if (names === null) return null;
    const hasBackground = /background/i.test(labels[0] ?? "");
    return {
      decode: {
        outputs: names,
        boxes: "xyxy",
        boxUnit: "pixel",
        labelOffset: hasBackground ? 0 : 1,
        background: 0,
      },
      outputs: Object.values(names),
      scores: "probabilities",
      assumed: ["decode.labelOffset"],
      why: named
        ? "outputs are called boxes, scores and labels, as torchvision calls them; label 0 is nothing"
        : "boxes, whole numbers and scores of the same length, as torchvision has them; label 0 is nothing",
    };
  },
});

/** Exports without names: [n, 4] and [n] of numbers, [n] of whole numbers. */
function byTypes(outputs: readonly OnnxOutput[]) {
  const isReal = ({ type }: OnnxOutput): boolean => type.startsWith("float");
  const of = (test: (output: OnnxOutput) => boolean) => {
    const found = outputs.filter(test);
    return found.length === 1 ? found[0]?.name : undefined;
  };
  const boxes = of((one) => isReal(one) && one.shape?.length === 2 && one.shape[1] === 4);
  const scores = of((one) => isReal(one) && one.shape?.length === 1);
  const labels = of((one) => one.type === "int64" && one.shape?.length === 1);
  if (boxes === undefined || scores === undefined || labels === undefined) return null;
  return { boxes, scores, labels };
}
