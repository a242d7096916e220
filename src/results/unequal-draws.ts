import { HomegroundError } from "../core/errors.js";
import type { EvaluationResult, ResultEstimate } from "./result.js";

const BY_DESIGN: ReadonlySet<string> = new Set(["stratified", "hansen-hurwitz", "lure"]);

/** Whether a figure is of the pool that a list was drawn from, and not of the images that are labelled. */
export function isOfPool({ method }: Pick<ResultEstimate, "method">): boolean {
  return BY_DESIGN.has(method ?? "");
}

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
