import { inPage, inText } from "./document-blocks.js";
import type { DocumentBlock } from "./document-types.js";
import { QUESTION_ORDER, type QuestionId } from "./question-order.js";
import type { FirstPart, ReportSection } from "./report-section.js";
import { QUESTION_TITLES } from "./words/questions.js";

/** Parts that every report has, whatever is analysed. */
export type OwnPart = "todo" | "figures" | "limits" | "listed" | "how";

/** Of a report's own parts, those that answer a question. */
const OWN_PARTS: { readonly [K in QuestionId]?: readonly OwnPart[] } = {
  "do-now": ["todo"],
  figures: ["figures"],
  untold: ["limits"],
  computed: ["listed", "how"],
};

/** A question with what answers it; folded in a page, a heading's worth of sections elsewhere. */
export interface ReportQuestion {
  readonly id: QuestionId;
  /** Id of the question in the page. */
  readonly anchor: string;
  readonly title: string;
  /** The answer in short, beside the question; null where only the whole of it answers. */
  readonly answer: string | null;
  /** Of the analyses, in the order of their list. */
  readonly sections: readonly ReportSection[];
  readonly own: readonly OwnPart[];
}

/**
 * Questions that something answers, in their order.
 *
 * @param answers to those that the report's own parts answer
 * @param firsts what stands beside the verdict: its sentences are not said again beside a question
 * @throws Error for a section of a question that nobody asks: it would be in no report
 */
export function questionsOf(
  sections: readonly ReportSection[],
  answers: { readonly [K in QuestionId]?: string | null },
  firsts: readonly FirstPart[] = [],
): readonly ReportQuestion[] {
  for (const { analysis, question } of sections) {
    if (QUESTION_ORDER.includes(question)) continue;
    throw new Error(`analysis ${analysis}: its section answers no question (${question})`);
  }
  return QUESTION_ORDER.flatMap((id): ReportQuestion[] => {
    const answering = sections.filter(({ question }) => question === id);
    const own = OWN_PARTS[id] ?? [];
    if (answering.length + own.length === 0) return [];
    const answer = answering.find((one) => one.answer !== null)?.answer ?? answers[id] ?? null;
    const isSaid = firsts.some(({ blocks }) =>
      blocks.some((block) => block.kind === "paragraph" && block.text === answer),
    );
    return [
      {
        id,
        anchor: `ask-${id}`,
        title: QUESTION_TITLES[id],
        answer: isSaid ? null : answer,
        sections: answering.map((one) => ({ ...one, blocks: unsaid(one.blocks, answer) })),
        own,
      },
    ];
  });
}

/** Blocks that a page leaves a sentence out of which it says beside the question; a text has it. */
function unsaid(blocks: readonly DocumentBlock[], said: string | null): readonly DocumentBlock[] {
  if (said === null) return blocks;
  return blocks.flatMap((block): readonly DocumentBlock[] => {
    switch (block.kind) {
      case "paragraph":
        return block.text === said && block.strong === undefined ? [inText(block)] : [block];
      case "list": {
        const items = block.items.filter(({ strong, text }) => strong !== "" || text !== said);
        if (items.length === block.items.length) return [block];
        return [...(items.length === 0 ? [] : [inPage({ ...block, items })]), inText(block)];
      }
      case "plot":
        return [block.frame.reading === said ? { ...block, unread: true } : block];
      case "columns":
        return [{ ...block, columns: block.columns.map((one) => unsaid(one, said)) }];
      case "choice":
        return [{ ...block, page: unsaid(block.page, said) }];
      default:
        return [block];
    }
  });
}
