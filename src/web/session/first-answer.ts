import type { Evaluation } from "../../evaluation/evaluation.js";
import { type Opening, openingOf } from "../../reports/answer-view.js";
import { unusedGroup } from "../../reports/evaluation-report.js";
import { estimateOf } from "../../reports/ruler-view.js";
import { shown } from "../../reports/text.js";
import { verdictWords } from "../../reports/words/verdicts.js";

/**
 * The answer of an evaluation of which only headline figures and verdicts were computed, in the words of
 * its report.
 */
export function firstAnswer({ result, question }: Evaluation): Opening {
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
