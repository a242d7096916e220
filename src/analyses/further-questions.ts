import type { EvaluateRequest } from "../evaluation/request.js";
import type { ReportSection } from "../reports/report-section.js";
import type { AskedHere, TakenWithQuestion } from "./analysis.js";
import { ANALYSES } from "./registry.js";

/** What may be asked of a result beside what its report says unasked. Plain data, for a page. */
export interface FurtherQuestion {
  /** By which it is asked for. */
  readonly id: string;
  readonly question: string;
  /** What is looked at. */
  readonly lead: string;
  /** What somebody may say with it; null for nothing. */
  readonly takes: TakenWithQuestion | null;
  /** How often the model looks at each image again for it, at most; absent in results of before. */
  readonly looks?: number;
  /** Why it cannot be asked here; null where it can. */
  readonly why: string | null;
  /** Where the report says it; null where it was not asked. */
  readonly answered: { readonly anchor: string; readonly answer: string | null } | null;
}

/** Questions that can be asked of an evaluation, and why others cannot, in the order of their sections. */
export function furtherQuestions(
  request: EvaluateRequest,
  sections: readonly Pick<ReportSection, "analysis" | "anchor" | "answer">[],
  here: AskedHere,
): FurtherQuestion[] {
  return ANALYSES.flatMap(({ id, asks, wantsFeatures = false }): FurtherQuestion[] => {
    if (asks === undefined) return [];
    const { question, lead, of, takes = null } = asks;
    const looks = asks.looks ?? (wantsFeatures && here.hasFeatures ? 1 : 0);
    const section = sections.find(({ analysis }) => analysis === id);
    const answered =
      section === undefined || !(request.analyses.includes(id) || takes === "trained-at")
        ? null
        : { anchor: section.anchor, answer: section.answer };
    const why = of === undefined || of.is(request, here) ? null : of.otherwise;
    return [{ id, question, lead, takes, looks, why, answered }];
  });
}
