import { HomegroundError } from "../core/errors.js";
import type { EvaluationResult } from "./result.js";

/** Whether the figures of a result rest on images that stand for differently many others. */
export function weighsUnequally({ sampling }: Pick<EvaluationResult, "sampling">): boolean {
  return sampling?.design?.unequal === true;
}

/** @param why in words, after a colon */
export function designIgnored(
  { source }: { readonly source: string },
  why: string,
): HomegroundError {
  return new HomegroundError("plan/design-ignored", {
    what: `the labelled images were drawn unequally, and that would go unused: ${why}`,
    where: source,
    fix: {
      command:
        "Ask without it, or label a list drawn with --design random; --ignore-design counts every image alike all the same, and the figures say so",
      app: "Label images in random order for that",
    },
  });
}
