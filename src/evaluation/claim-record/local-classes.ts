import type { LabelSet } from "../../core/label-set.js";
import type { TruthMap } from "../../dataset/truth-map.js";
import type { EvaluatedOutcomes } from "../evaluated-outcomes.js";
import type { LocalClasses } from "./claim-record.js";

/** The classes of an evaluation for the claims of records; null for anomalies, which have none. */
export function localClasses(
  outcomes: EvaluatedOutcomes,
  labels: LabelSet,
  map: Pick<TruthMap, "classNames">,
): LocalClasses | null {
  if (outcomes.kind === "anomaly") return null;
  const seen = new Uint8Array(outcomes.classes.length);
  if (outcomes.kind === "classification") for (const k of outcomes.truth) seen[k] = 1;
  if (outcomes.kind === "detection") {
    for (const k of outcomes.input.truth.label) if (k >= 0) seen[k] = 1;
  }
  if (outcomes.kind === "multilabel") {
    for (const [at, is] of outcomes.truth.entries()) if (is === 1) seen[at % seen.length] = 1;
  }
  const nameOf = new Map<string, string>();
  for (const [position, name] of map.classNames.entries()) {
    const label = labels.names[position];
    if (label !== undefined && label !== name) nameOf.set(label, name);
  }
  return { present: new Set(outcomes.classes.filter((_, k) => seen[k] === 1)), nameOf };
}
