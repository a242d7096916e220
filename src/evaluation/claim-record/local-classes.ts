import type { LabelSet } from "../../core/label-set.js";
import type { TruthMap } from "../../dataset/truth-map.js";
import { taskOf } from "../../tasks/registry.js";
import type { EvaluatedOutcomes } from "../evaluated-outcomes.js";
import type { LocalClasses } from "./claim-record.js";

/** The classes of an evaluation for the claims of records; null for anomalies, which have none. */
export function localClasses(
  outcomes: EvaluatedOutcomes,
  labels: LabelSet,
  map: Pick<TruthMap, "classNames">,
): LocalClasses | null {
  const seen = taskOf(outcomes.kind).classesSeen(outcomes);
  if (seen === null) return null;
  const nameOf = new Map<string, string>();
  for (const [position, name] of map.classNames.entries()) {
    const label = labels.names[position];
    if (label !== undefined && label !== name) nameOf.set(label, name);
  }
  return { present: new Set(outcomes.classes.filter((_, k) => seen[k] === 1)), nameOf };
}
