import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import { WAY } from "../core/ways.js";
import { taskOf } from "../tasks/registry.js";
import type { EvaluateRequest } from "./request.js";

/**
 * The class that `--positive` names, which metrics of one class are about where they name none.
 *
 * @param classes of the evaluation; null where they are not known yet
 * @returns null where none is named, and for boxes, whose metrics are of all classes
 * @throws HomegroundError `labels/no-positive` where no class has the name
 */
export function positiveClass(
  { task, positive }: Pick<EvaluateRequest, "task" | "positive">,
  classes: readonly string[] | null,
): string | null {
  const { hasPositive, own } = taskOf(task);
  if (positive === null || !hasPositive) return null;
  if (own !== null) return own.looksFor(positive);
  if (classes === null || classes.includes(positive)) return positive;
  const near = nearestName(positive, classes);
  throw new HomegroundError("labels/no-positive", {
    what: `there is no class ${JSON.stringify(positive)}`,
    where: WAY.positive,
    fix:
      near === null ? `Name one of: ${classes.slice(0, 12).join(", ")}` : `Did you mean ${near}?`,
  });
}
