import { HomegroundError } from "../../core/errors.js";
import { CONFLICT_RULES } from "../../dataset/conflict-rule.js";
import type { InputPlace } from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../evaluation/request.js";
import type { FileAccess } from "../../formats/file-access.js";
import { DROP_ROOT } from "../../session/drop-root.js";
import { severalLabelsOf, type Task } from "../../tasks/task.js";

/**
 * How images of a task are placed before anything else is asked.
 *
 * @param conflictingLabels as it was chosen, or as a project kept it: what is no rule is none
 */
export function placing(
  { id: task, truth }: Pick<Task, "id" | "truth">,
  conflictingLabels: string | undefined,
): EvaluateRequest {
  const severalLabels = severalLabelsOf({ truth });
  if (severalLabels !== null) return { ...DEFAULT_REQUEST, task, severalLabels };
  const rule = CONFLICT_RULES.find((one) => one === conflictingLabels);
  return { ...DEFAULT_REQUEST, task, conflictingLabels: rule ?? DEFAULT_REQUEST.conflictingLabels };
}

/** Files among those that were dropped, as they are called where something is wrong with them. */
export function placeOf(access: FileAccess, path: string): InputPlace {
  if (path === DROP_ROOT) return { access, path: "", source: "the text files" };
  return { access, path, source: path === "" ? "the folders" : path };
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
