import { metric, OBJECTS } from "../metric.js";
import { CLASS } from "../parameters.js";
import { AT_OPERATING_POINT } from "./operating-estimates.js";
import { presenceMethod } from "./presence-method.js";

export const IMAGE_SENSITIVITY = metric({
  id: "image-sensitivity",
  name: "image sensitivity",
  tasks: OBJECTS,
  kind: "ratio",
  needs: "operating point",
  parameters: [CLASS],
  nullUnits:
    "Images of which it is not known whether they hold one (objects flagged as ignored alone, or not looked for) are left out. Undefined where no image holds one.",
  formula: `images that hold an object of the class (without class: any object) and have a detection of it / images that hold one; overlap does not matter. ${AT_OPERATING_POINT}`,
  source: "MegaDetector's image-level evaluation (oracle j, image_level)",
  words: {
    label: "Images with something seen right",
    phrase: "image sensitivity",
    sentence: "Of images that hold one, how many got any box.",
    short: "of images that hold one, how many",
    hit: { long: "got a box", short: "seen" },
    about: "image that holds an object",
    ofOutlines: {
      sentence: "Of images that hold one, how many got any prediction.",
      hit: { long: "got a prediction", short: "seen" },
    },
  },
  definition:
    "the share of images holding an object on which anything of its kind was detected, wherever it was",
  shareOf: () => "some",
  isUnitMean: () => true,
  detections: presenceMethod("with-object"),
});
