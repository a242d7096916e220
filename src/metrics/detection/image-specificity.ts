import { metric, OBJECTS } from "../metric.js";
import { CLASS } from "../parameters.js";
import { AT_OPERATING_POINT } from "./operating-estimates.js";
import { presenceMethod } from "./presence-method.js";

export const IMAGE_SPECIFICITY = metric({
  id: "image-specificity",
  name: "image specificity",
  tasks: OBJECTS,
  kind: "ratio",
  needs: "operating point",
  parameters: [CLASS],
  nullUnits:
    "Images of which it is not known whether they hold one are left out. Undefined where every image holds one.",
  formula: `images without an object of the class (without class: any object) that have no detection of it / images without one. ${AT_OPERATING_POINT}`,
  source: "MegaDetector's image-level evaluation (oracle j, image_level)",
  words: {
    label: "Empty images seen right",
    phrase: "image specificity",
    sentence: "Of empty images, how many stayed empty.",
    short: "of empty images, how many",
    hit: { long: "stayed empty", short: "left empty" },
    about: "empty image",
  },
  definition: "the share of images without an object on which nothing was detected",
  shareOf: () => "some",
  isUnitMean: () => true,
  detections: presenceMethod("empty"),
});
