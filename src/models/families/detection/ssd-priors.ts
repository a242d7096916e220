import { denseRecipe } from "./card-dense.js";
import { detector } from "./detector-family.js";
import { boxScorePair, scoresBy } from "./recognition.js";

/** Liu et al., SSD, ECCV 2016; Lin et al., RetinaNet, ICCV 2017: offsets to priors, undecoded. */
export const ssdPriors = detector("ssd-priors", {
  words: {
    models: "SSD, RetinaNet and others whose boxes are offsets to priors (anchors)",
    outputs:
      "1 × N × 4 offsets, 1 × N × classes, and the priors: 1 × N × 4, or Caffe's 1 × 2 × 4·N; priors may be in the card instead",
  },
  recipe: denseRecipe({
    boxes: ["prior-offsets"],
    activation: ["none", "softmax", "sigmoid"],
    background: "index",
  }),
  isByRatio: false,
  usual: { nmsIou: 0.45, clip: "before-nms", input: null },
  recognise(model) {
    const { outputs, labels } = model;
    const priors = outputs.find(({ name }) => /prior|anchor/i.test(name));
    const pair = priors === undefined ? null : boxScorePair(model, [priors]);
    if (priors === undefined || pair === null) return null;
    const { boxes, scores, hasBackground } = pair;
    const isCaffe = priors.shape?.length === 3 && priors.shape[1] === 2;
    const kind = scoresBy(scores.madeBy);
    const activation = kind === "probabilities" ? "none" : hasBackground ? "softmax" : "sigmoid";
    return {
      decode: {
        outputs: { boxes: boxes.name, classes: scores.name },
        priors: priors.name,
        priorBoxes: isCaffe ? "xyxy" : "cxcywh",
        boxes: "prior-offsets",
        boxUnit: "fraction",
        ...(isCaffe ? {} : { variances: [0.1, 0.1, 0.2, 0.2] }),
        ...(hasBackground ? { background: 0 } : {}),
        score: "class",
        classes: labels.length,
        activation,
      },
      outputs: [boxes.name, scores.name, priors.name],
      scores: kind,
      assumed: ["decode.priorBoxes", "decode.boxUnit", "decode.variances", "decode.background"],
      why: "an output of priors, one of offsets to them and one of class scores",
    };
  },
  resembles: (model) => boxScorePair(model) !== null,
});
