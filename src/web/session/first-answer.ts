import type { Evaluation } from "../../evaluation/evaluation.js";
import { type Opening, openingOf } from "../../reports/answer-view.js";
import { unusedGroup } from "../../reports/evaluation-report.js";
import { estimateOf } from "../../reports/ruler-view.js";
import { shown } from "../../reports/text.js";
import { verdictWords } from "../../reports/words/verdicts.js";

/**
 * The answer of an evaluation of which only headline figures and verdicts were computed; null where the
 * report begins with something else: without a claim, what a detector finds comes first.
 */
export function firstAnswer({ result, question }: Evaluation): Opening | null {
  if (result.verdicts.length === 0 && result.unit !== "image") return null;
  const cluster = question.clusters?.name ?? null;
  const answers = result.verdicts.map((verdict) => {
    const words = verdictWords(verdict, estimateOf(result, verdict.metric), {
      question: result.question,
      cluster: cluster === null ? null : shown(cluster, 40),
      limitSource: null,
      surface: "app",
      unused: unusedGroup(result.sampling, verdict),
    });
    return { tone: verdict.verdict, ...words };
  });
  return openingOf(result, answers, cluster);
}
