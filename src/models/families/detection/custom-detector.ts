import { ANY_DENSE } from "./card-dense.js";
import { eitherRecipe } from "./card-list.js";
import { detector } from "./detector-family.js";

/** A detector of no family: its card says which output holds what, and how. */
export const customDetector = detector("custom-detector", {
  words: {
    models: "any other detector",
    outputs: "whatever `decode` says of them",
  },
  recipe: eitherRecipe(ANY_DENSE, null),
  isByRatio: false,
  usual: { nmsIou: 0.5, clip: "before-nms", input: null },
  recognise: () => null,
});
