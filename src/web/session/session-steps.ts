import { HomegroundError } from "../../core/errors.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../evaluation/request.js";

/** How images of a task are placed before anything else is asked. */
export function placing(task: EvaluateRequest["task"]): EvaluateRequest {
  const isMany = task === "multilabel" || task === "detection";
  return { ...DEFAULT_REQUEST, task, severalLabels: isMany ? "multilabel" : "list" };
}

/** What a step needs from one before it. */
export function due<T>(found: T | null, step: string): T {
  if (found !== null) return found;
  throw new HomegroundError("usage/bad-option", {
    what: `the step ${step} was not taken yet`,
    where: "session",
    fix: `Take the step ${step} first`,
  });
}
