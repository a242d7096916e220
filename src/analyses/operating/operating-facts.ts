import { levelledAttributes } from "../../claims/attribute-levels.js";
import { CHOSEN_HERE } from "../../evaluation/detection/chosen-threshold.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import type { ReportExtras } from "../../results/report-input.js";
import { countedErrors, detectionFacts } from "../../tasks/detection/detection-facts.js";
import { levelOf } from "../level-of.js";

/** What a detector does at each threshold, and what is wrong at the one in use. */
export function operatingFacts({
  outcomes,
  result,
  attributes,
  request,
}: Pick<Evaluation, "outcomes" | "result" | "attributes" | "request">): Pick<
  ReportExtras,
  "detection"
> {
  if (!haveObjects(outcomes)) return {};
  const names = new Set(result.estimates.flatMap(({ slice }) => slice?.attribute ?? []));
  const levelled = levelledAttributes(attributes.table, attributes.rows, null);
  // The attributes whose parts the result has figures of.
  const parts = levelled.filter(({ name }) => names.has(name));
  const choice = result.inputs.notes.find(({ code }) => code === CHOSEN_HERE)?.what ?? null;
  return {
    detection: detectionFacts(outcomes, countedErrors(outcomes), parts, {
      level: levelOf(result),
      hasIntervals: request.interval !== "none",
      choice,
    }),
  };
}
