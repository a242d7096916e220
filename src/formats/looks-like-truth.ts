import { HomegroundError } from "../core/errors.js";

/** Annotations that were given where predictions are wanted. */
export function looksLikeTruth(where: string): HomegroundError {
  return new HomegroundError("predictions/looks-like-ground-truth", {
    what: "the file holds annotations, not what a model said",
    where,
    fix: {
      command: "Give it with --labels, and the model's predictions with --predictions",
      app: "Give it as your labels, and a file of the model's answers beside it",
    },
  });
}
