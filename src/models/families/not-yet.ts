import type { OutputFamily } from "./family.js";

/** Families that cards may name and whose predictions cannot be read yet. */
export const NOT_YET: readonly OutputFamily[] = [
  notYet("mask2former", null, "Mask2Former, OneFormer", "classes and a mask for each query"),
];

function notYet(
  id: string,
  task: OutputFamily["task"],
  models: string,
  outputs: string,
): OutputFamily {
  return { id, task, words: { models, outputs }, predictions: null };
}
