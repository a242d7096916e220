import type { ReportInput } from "../results/report-input.js";
import type { ResultSampling, ResultVerdict, VerdictWord } from "../results/result.js";
import { actionViews } from "./actions-view.js";
import { type FindsView, findsView, openingOf, ruleText, type Tone } from "./answer-view.js";
import { claimNotes } from "./claim-notes.js";
import { basisFacts, eyebrowOf, type Fact, howFacts } from "./facts-view.js";
import { type FiguresPlot, figuresPlot } from "./figures-plot.js";
import { type FigureView, mainFigures, tableFigures } from "./figures-view.js";
import { type ImportView, importViews, type ListedView, listedView } from "./inputs-view.js";
import { intervalsOf } from "./intervals-view.js";
import { limitsOf } from "./limits.js";
import { methodsSection } from "./methods-text.js";
import { listed } from "./numbers.js";
import { questionsOf, type ReportQuestion } from "./questions.js";
import {
  type ActionView,
  type AnalysisParts,
  FIRST_ORDER,
  type FirstPart,
  type ReportSection,
} from "./report-section.js";
import { claimPlot, differencePlot, type RulerPlot } from "./ruler-plots.js";
import { estimateOf } from "./ruler-view.js";
import { capitalised, shellQuoted, shown, visible } from "./text.js";
import {
  basisNotes,
  GOAL_UNREACHED,
  SAMPLING,
  suspicionNotes,
  type WarningView,
  warningViews,
} from "./warnings-view.js";
import { BASIS } from "./words/answer.js";
import { PAGE } from "./words/page.js";
import { ASKED } from "./words/questions.js";
import type { UnusedGroup } from "./words/verdict-detail.js";
import { verdictWords } from "./words/verdicts.js";

export type { Tone } from "./answer-view.js";
export type { Fact } from "./facts-view.js";

/** One claim or requirement: the answer, and the picture of it. */
export interface AnswerView {
  /** Whose figure is judged, as in `result.json`. */
  readonly metric: string;
  readonly tone: VerdictWord;
  readonly label: string;
  readonly headline: string;
  /** {@link headline} beside a ruler, which has the range. */
  readonly brief: string;
  readonly detail: string;
  readonly lead: string;
  readonly lines: readonly string[];
  readonly ruler: RulerPlot;
  readonly difference: RulerPlot | null;
  /** How the rule came to it, for the end of the report. */
  readonly rule: string;
}

/** A way to a part of the page, for somebody at a keyboard. */
export interface SkipLink {
  readonly anchor: string;
  readonly name: string;
}

/** Everything that the report says, in its order: pages, terminal and tables are made from this. */
export interface EvaluationReport {
  /** `Fails here: photos/site2`, for the title of the page. */
  readonly title: string;
  /** At the head of its page: to what is seen first, and to the questions. */
  readonly skips: readonly SkipLink[];
  readonly eyebrow: string;
  readonly tone: Tone;
  readonly label: string;
  readonly headline: string;
  /** {@link headline} beside a ruler, which has the range. */
  readonly brief: string;
  readonly detail: string;
  /** {@link detail} beside a ruler. */
  readonly lead: string;
  /** Of detectors: what they find, unless the headline says it, and what is to be known of it; null else. */
  readonly finds: FindsView | null;
  readonly lines: readonly string[];
  /** What counts once, as a line for a terminal; null where each unit does, as nothing says otherwise. */
  readonly whatCounts: string | null;
  readonly answers: readonly AnswerView[];
  /** How claims of records were brought to these images, a sentence each. */
  readonly claimNotes: readonly string[];
  /** What a terminal says before the answer: that something was asked which cannot be. */
  readonly first: readonly string[];
  readonly basis: readonly Fact[];
  readonly actions: readonly ActionView[];
  /** What limits the answer most, at most two. */
  readonly notes: readonly WarningView[];
  readonly figures: readonly FigureView[];
  /** All estimates about all images, for the table behind the figures. */
  readonly table: readonly FigureView[];
  readonly moreInTable: number;
  /** `figures` as they are drawn, `table` behind them. */
  readonly figuresPlot: FiguresPlot;
  /** What stands beside the verdict, before anything is asked. */
  readonly opening: readonly FirstPart[];
  /** Everything else, under what it answers, in the order in which it is asked. */
  readonly questions: readonly ReportQuestion[];
  /** What the analyses show, in the order of the questions. */
  readonly sections: readonly ReportSection[];
  readonly listed: ListedView;
  readonly imports: readonly ImportView[];
  readonly warnings: readonly WarningView[];
  /** Those that are not among `notes`. */
  readonly otherWarnings: readonly WarningView[];
  readonly limits: readonly string[];
  /** Paragraphs with an empty line between them, to copy into a paper. */
  readonly methods: string;
  /** Works that `methods` cites, in the order of authors. */
  readonly references: readonly string[];
  /** How the intervals of its figures were made, each method once. */
  readonly intervals: readonly { readonly label: string; readonly sentence: string }[];
  readonly how: readonly Fact[];
  readonly command: string | null;
  readonly version: string;
}

const MOST_TABLE_ROWS = 60;
const MOST_ANSWERS = 24;

/** View model of a report. Pure: the same input gives the same words and numbers everywhere. */
export function reportOf({ result, extras }: ReportInput, parts: AnalysisParts): EvaluationReport {
  const { surface } = extras;
  const answers = result.verdicts.slice(0, MOST_ANSWERS).map((verdict, index): AnswerView => {
    const estimate = estimateOf(result, verdict.metric);
    const words = verdictWords(verdict, estimate, {
      question: result.question,
      cluster: extras.clusterName === undefined ? null : shown(extras.clusterName, 40),
      limitSource: extras.question?.source ?? null,
      surface,
      unused: unusedGroup(result.sampling, verdict),
    });
    const rule = ruleText(verdict, estimate, extras.clusterName ?? null);
    return {
      metric: verdict.metric,
      tone: verdict.verdict,
      ...words,
      ruler: claimPlot(verdict, estimate, extras, index),
      difference: differencePlot(verdict, rule, index),
      rule,
    };
  });
  const section = methodsSection({ result, extras }, parts);
  const clusterName = extras.clusterName ?? null;
  const whole = result.estimates.filter((one) => one.slice === null);
  const figures = mainFigures(result, clusterName);
  const table = tableFigures(whole.slice(0, MOST_TABLE_ROWS), clusterName, result.task);
  const moreInTable = Math.max(0, whole.length - MOST_TABLE_ROWS);
  const basis = [...suspicionNotes(result, surface), ...basisNotes(result, extras)];
  const warnings = warningViews(result, extras, parts.warningFacts);
  const urgent = warnings.filter(({ code }) => parts.urgent.has(code));
  const prominent = warnings.filter((one) => one.prominent && !urgent.includes(one));
  const notes = [...urgent, ...basis, ...prominent].slice(0, 2);
  const said = [...urgent, ...basis, ...warnings.filter((one) => !urgent.includes(one))];
  const first = answers[0];
  const opening = openingOf(result, answers, extras.clusterName ?? null, extras.detection);
  const actions = actionViews({ result, extras }, parts.actions);
  const firsts = FIRST_ORDER.flatMap((part) => {
    const own = parts.sections.find(({ first }) => first?.part === part)?.first;
    return own == null ? [] : [own];
  });
  const answersInShort = {
    "do-now": actions[0]?.what ?? null,
    figures: ASKED.figures({
      labels: listed(figures.map(({ label }) => label)),
      one: figures.length === 1,
    }),
  };
  const questions = questionsOf(parts.sections, answersInShort, firsts);
  const place = extras.placeName ?? extras.place;
  return {
    ...opening,
    finds: findsView(result, extras.detection),
    skips: [
      {
        anchor: "verdict",
        name: answers.length === 0 ? PAGE.skips.answer : PAGE.skips.verdict,
      },
      ...firsts.map(({ part }) => ({ anchor: `first-${part}`, name: PAGE.skips[part] })),
      { anchor: "questions", name: PAGE.skips.questions },
    ],
    title:
      place === undefined
        ? opening.label
        : BASIS.title({ label: opening.label, place: shown(place, 60) }),
    eyebrow: eyebrowOf({ result, extras }),
    answers,
    first: result.inputs.notes.flatMap(({ code, what }) =>
      code === GOAL_UNREACHED ? [`${capitalised(shown(what, 300))}.`] : [],
    ),
    claimNotes: claimNotes(result.inputs.notes),
    lines: answers.length === 1 ? (first?.lines ?? []) : [opening.headline],
    whatCounts: basis.find(({ code }) => code === SAMPLING)?.line ?? null,
    basis: basisFacts({ result, extras }),
    actions,
    notes,
    figures,
    table,
    moreInTable,
    figuresPlot: figuresPlot(figures, table, moreInTable),
    opening: firsts,
    questions,
    sections: questions.flatMap(({ id }) => parts.sections.filter((one) => one.question === id)),
    listed: listedView(result.inputs, surface),
    imports: importViews(extras.imports ?? [], surface),
    warnings: said,
    otherWarnings: said.filter((one) => !notes.includes(one)),
    limits: limitsOf({ result, extras }, parts.limits),
    methods: section.paragraphs.join("\n\n"),
    references: section.references,
    intervals: intervalsOf(whole),
    how: howFacts({ result, extras }),
    command:
      extras.command === undefined
        ? null
        : ["homeground", ...extras.command.map((part) => shellQuoted(visible(part)))].join(" "),
    version: result.software.version,
  };
}

/** The column whose groups a verdict takes as unrelated, where it warns of that. */
export function unusedGroup(
  sampling: ResultSampling | undefined,
  { warnings }: ResultVerdict,
): UnusedGroup | null {
  const [first] = sampling?.notUsed ?? [];
  if (first === undefined || !warnings.includes("clusters/not-used")) return null;
  return { attribute: first.attribute, isAsked: sampling?.chosen === "none" };
}
