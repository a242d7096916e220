import type { ReportInput } from "../../results/report-input.js";
import type { Citations } from "../words/works.js";

/** What the methods text says of an evaluation beyond its figures, in this order. */
const METHODS_SUBJECTS = ["difference", "parts", "threshold"] as const;

/** Sentences of an analysis in the methods text. */
export interface MethodsPart {
  readonly about: (typeof METHODS_SUBJECTS)[number];
  /** None where there is nothing to say. */
  sentences(input: ReportInput, citations: Citations): readonly string[];
}

/** What analyses say, one paragraph; empty without any. */
export function partsParagraph(
  input: ReportInput,
  parts: readonly MethodsPart[],
  citations: Citations,
): string {
  const ordered = METHODS_SUBJECTS.flatMap((subject) =>
    parts.filter(({ about }) => about === subject),
  );
  return ordered.flatMap((one) => one.sentences(input, citations)).join(" ");
}
