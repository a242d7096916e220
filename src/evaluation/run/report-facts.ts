import type { AnalysisFacts } from "../../analyses/analysis.js";
import { ANALYSES } from "../../analyses/registry.js";
import { merged } from "../../core/merged.js";
import type { ImageSet } from "../../dataset/image-set.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import { countClasses } from "../../outcomes/count-classes.js";
import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import type { ReportExtras } from "../../results/report-input.js";
import { weighsUnequally } from "../../results/unequal-draws.js";
import type { Evaluation } from "../evaluation.js";
import { detectionWarningFacts, warningFacts } from "./warning-facts.js";

/** What a report shows of the outcomes beyond `result.json`; pictures of mistakes are still to make. */
export function reportFacts(evaluation: Evaluation, images: ImageSet): AnalysisFacts {
  const isWeighted = weighsUnequally(evaluation.result);
  const facts = ANALYSES.map((one) =>
    isWeighted && one.weighsNothing !== true ? undefined : one.facts?.(evaluation, images),
  );
  return merged<AnalysisFacts>([...facts, wordsOfWarnings(evaluation)]);
}

function wordsOfWarnings({
  outcomes,
}: Pick<Evaluation, "outcomes">): Pick<ReportExtras, "warningFacts"> {
  if (haveObjects(outcomes)) return { warningFacts: detectionWarningFacts(outcomes) };
  if (!haveOneLabel(outcomes)) return {};
  return { warningFacts: warningFacts(outcomes, countClasses(outcomes).size) };
}
