import type { DocumentSection } from "./document-types.js";
import type { MethodsPart } from "./methods/methods-part.js";
import type { QuestionId } from "./question-order.js";
import type { SelectionPart } from "./selection-part.js";

/** What an analysis shows in a report: data alone, which a worker can send to the page. */
export interface ReportSection extends DocumentSection {
  /** Id of the analysis. */
  readonly analysis: string;
  /** Id of the section in the page; unique there. */
  readonly anchor: string;
  /** What it answers, and the answer in short; null where only the whole of it answers. */
  readonly question: QuestionId;
  readonly answer: string | null;
  /** What of it stands beside the verdict; null: nothing. */
  readonly first: FirstPart | null;
  /** Its heading in the page. */
  readonly pageTitle: string;
  /** What the marks of its drawings and tables stand for. */
  readonly marks: MarkParts;
  /** Sentences of the summary in a terminal or a log, after those on the claims. */
  readonly summary: readonly string[];
  /** Sentences below the figures in a terminal; a log goes without. */
  readonly findings: readonly string[];
}

/** What a report shows at first, in the order of its parts. */
export const FIRST_ORDER = ["places", "pictures", "reason"] as const;

/** What of an analysis stands beside the verdict, before anything is asked. */
export interface FirstPart extends DocumentSection {
  readonly part: (typeof FIRST_ORDER)[number];
  /** The same in a terminal or a log, a sentence each. */
  readonly lines: readonly string[];
}

/** By figure: of each row the images that its mark stands for; null where it stands for none. */
export type MarkParts = ReadonlyMap<string, readonly (SelectionPart | null)[]>;

/** Values for the placeholders of warnings, by code. */
export type FactsByWarning = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What a report cannot tell: of this run, or of any that there could be. */
export interface LimitView {
  readonly of: "run" | "every-run";
  readonly text: string;
}

/** One thing to do: what, in bold, and why. */
export interface ActionView {
  readonly what: string;
  readonly why: string;
}

/** What analyses add to a report. */
export interface AnalysisParts {
  readonly sections: readonly ReportSection[];
  /** Values for the words of their warnings. */
  readonly warningFacts: readonly FactsByWarning[];
  /** Codes of the warnings that are said before what the images are. */
  readonly urgent: ReadonlySet<string>;
  /** Their sentences in the methods text. */
  readonly methods: readonly MethodsPart[];
  readonly limits: readonly LimitView[];
  /** What follows from them, after what follows from the verdicts. */
  readonly actions: readonly ActionView[];
  /** Sentences for the limitations in the methods text. */
  readonly limitations: readonly string[];
}
