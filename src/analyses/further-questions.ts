import type { EvaluateRequest } from "../evaluation/request.js";
import type { ReportSection } from "../reports/report-section.js";
import { ANALYSES } from "./registry.js";

/** What may be asked of a result beside what its report says unasked. Plain data, for a page. */
export interface FurtherQuestion {
  /** By which it is asked for. */
  readonly id: string;
  readonly question: string;
  /** What is looked at. */
  readonly lead: string;
  /** Whether a column may say which sites are meant. */
  readonly takesSite: boolean;
  /** Where the report says it; null where it was not asked. */
  readonly answered: { readonly anchor: string; readonly answer: string | null } | null;
}

/** Questions that can be asked of an evaluation, in the order of their sections. */
export function furtherQuestions(
  request: EvaluateRequest,
  sections: readonly Pick<ReportSection, "analysis" | "anchor" | "answer">[],
): FurtherQuestion[] {
  return ANALYSES.flatMap(({ id, asks }): FurtherQuestion[] => {
    if (asks === undefined || asks.isFor?.(request) === false) return [];
    const { question, lead, takesSite = false } = asks;
    const section = sections.find(({ analysis }) => analysis === id);
    const answered =
      section === undefined || !request.analyses.includes(id)
        ? null
        : { anchor: section.anchor, answer: section.answer };
    return [{ id, question, lead, takesSite, answered }];
  });
}
