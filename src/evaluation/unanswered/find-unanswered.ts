import { taskOf } from "../../tasks/registry.js";
import type { Unanswered, UnansweredBasis } from "../../tasks/unanswered/unanswered.js";
import { unansweredImages } from "../../tasks/unanswered/unanswered-images.js";

/** @returns null where every labelled image has an answer */
export function findUnanswered(basis: UnansweredBasis): Unanswered | null {
  const { images, outcomes } = basis;
  const unanswered = unansweredImages(images, basis.unanswered);
  if (unanswered.file.length === 0) return null;
  return taskOf(outcomes.kind).unanswered(basis, outcomes, unanswered);
}
