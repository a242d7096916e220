import type { MetricReference } from "../../metrics/estimate-types.js";
import { parameterOf } from "../../metrics/lookup.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { matchDetections } from "../../outcomes/detection/match-detections.js";
import { VOC_RULES } from "../../outcomes/detection/match-rules.js";
import { onUnits } from "../../outcomes/detection/on-units.js";
import type { DetectionOutcomes, MatchRules } from "../../outcomes/detection-types.js";

/** Tables of outcomes by other rules: what changes the match is matched once (DESIGN §2). */
const tables = new WeakMap<EvaluatedDetections, Map<string, DetectionOutcomes>>();

/**
 * The outcomes that a metric is a function of: those at hand, or a match by the rule and at the
 * overlap that the reference names.
 */
export function tableFor(
  outcomes: EvaluatedDetections,
  reference: MetricReference,
): DetectionOutcomes {
  const rules = rulesFor(outcomes.rules, reference);
  if (rules === outcomes.rules) return outcomes;
  const known = tables.get(outcomes) ?? new Map<string, DetectionOutcomes>();
  tables.set(outcomes, known);
  const key = JSON.stringify(rules);
  const table = known.get(key) ?? matched(outcomes, rules);
  known.set(key, table);
  return table;
}

function matched(outcomes: EvaluatedDetections, rules: MatchRules): DetectionOutcomes {
  const { input, unitOfImage, classes, modelClassCount, threshold } = outcomes;
  const table = matchDetections(input, rules, { classes, modelClassCount, threshold });
  return onUnits(table, unitOfImage, outcomes);
}

function rulesFor(rules: MatchRules, reference: MetricReference): MatchRules {
  const rule = parameterOf(reference, "rule") ?? "coco";
  const iou = Number(parameterOf(reference, "iou") ?? Number.NaN);
  const areas = rules.areas.slice(0, 1);
  switch (rule) {
    case "voc":
    case "voc-2007":
      return { ...VOC_RULES, areas, thresholds: [Number.isNaN(iou) ? 0.5 : iou] };
    case "centre": {
      const distance = Number(parameterOf(reference, "distance"));
      return { ...rules, matching: "centre", areas, thresholds: [distance] };
    }
    default: {
      const isThere =
        Number.isNaN(iou) || rules.thresholds.some((known) => Math.abs(known - iou) < 1e-9);
      return isThere ? rules : { ...rules, thresholds: [iou] };
    }
  }
}
