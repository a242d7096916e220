import { CORNERS } from "./box-kinds.js";
import { denseRecipe } from "./card-dense.js";
import { detector } from "./detector-family.js";
import { boxScorePair, scoresBy } from "./recognition.js";

/** Decoded boxes and the scores of all classes, before suppression: RetinaNet's and SSD's exports. */
export const boxesScores = detector("boxes-scores", {
  words: {
    models: "UltraFace and other SSDs and RetinaNets that decode their boxes, without suppression",
    outputs: "1 × N × 4 boxes and 1 × N × classes scores, perhaps one more for the background",
  },
  recipe: denseRecipe({
    boxes: CORNERS,
    activation: ["none", "softmax", "sigmoid"],
    background: "index",
  }),
  isByRatio: false,
  usual: { nmsIou: 0.5, clip: "before-nms", input: null },
  recognise(model) {
    const pair = boxScorePair(model);
    // Offsets to priors look the same; it is exponentials that make boxes of them.
    if (pair === null || !model.operators.has("Exp")) return null;
    const { boxes, scores, hasBackground } = pair;
    const kind = scoresBy(scores.madeBy);
    const activation = kind === "probabilities" ? "none" : hasBackground ? "softmax" : "sigmoid";
    return {
      decode: {
        outputs: { boxes: boxes.name, classes: scores.name },
        boxes: "xyxy",
        boxUnit: hasBackground ? "fraction" : "pixel",
        ...(hasBackground ? { background: 0 } : {}),
        score: "class",
        classes: model.labels.length,
        activation,
      },
      outputs: [boxes.name, scores.name],
      scores: kind,
      assumed: ["decode.boxes", "decode.boxUnit", "decode.background"],
      why: hasBackground
        ? "a box and a score for each label and the background, taken for the first, at each place"
        : "a box and a score for each label at each place",
    };
  },
  resembles: (model) => boxScorePair(model) !== null,
});
