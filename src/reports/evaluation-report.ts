import type { ReportInput } from "../results/report-input.js";
import type { ResultSampling, ResultVerdict, VerdictWord } from "../results/result.js";
import { type ActionView, actionViews } from "./actions-view.js";
import { type AnatomyView, anatomyView } from "./anatomy-view.js";
import { openingOf, ruleText, type Tone } from "./answer-view.js";
import { claimNotes } from "./claim-notes.js";
import { type ClassesView, classesView } from "./classes-view.js";
import { type ConfidenceView, confidenceView } from "./confidence-view.js";
import { basisFacts, eyebrowOf, type Fact, howFacts } from "./facts-view.js";
import { type FiguresPlot, figuresPlot } from "./figures-plot.js";
import { type FigureView, mainFigures, tableFigures } from "./figures-view.js";
import { type GapView, gapView } from "./gap-view.js";
import { type ImportView, importViews, type ListedView, listedView } from "./inputs-view.js";
import { intervalsOf } from "./intervals-view.js";
import { type LabelChangesView, labelChangesView } from "./label-changes-view.js";
import { limitsOf } from "./limits.js";
import { methodsSection } from "./methods-text.js";
import { type MistakesView, mistakesView } from "./mistakes-view.js";
import { type OperatingView, operatingView } from "./operating-view.js";
import { type PlacesView, placesView } from "./places-view.js";
import { type RankedView, rankedView } from "./ranked-view.js";
import { claimPlot, differencePlot, type RulerPlot } from "./ruler-plots.js";
import { estimateOf } from "./ruler-view.js";
import { type ScopeSection, scopeSection } from "./scope/section.js";
import { partsView, type SlicesView } from "./slices-view.js";
import { type TaxonomyView, taxonomyView } from "./taxonomy-view.js";
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
import type { UnusedGroup } from "./words/verdict-detail.js";
import { verdictWords } from "./words/verdicts.js";

export type { Tone } from "./answer-view.js";
export type { Fact } from "./facts-view.js";

/** One claim or requirement: the answer, and the picture of it. */
export interface AnswerView {
  readonly tone: VerdictWord;
  readonly label: string;
  readonly headline: string;
  readonly detail: string;
  readonly lines: readonly string[];
  readonly ruler: RulerPlot;
  readonly difference: RulerPlot | null;
  /** How the rule came to it, for the end of the report. */
  readonly rule: string;
}

/** Everything that the report says, in its order: pages, terminal and tables are made from this. */
export interface EvaluationReport extends ClassesView {
  /** `Fails here: photos/site2`, for the title of the page. */
  readonly title: string;
  readonly eyebrow: string;
  readonly tone: Tone;
  readonly label: string;
  readonly headline: string;
  readonly detail: string;
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
  /** The headline with other labels; null where none was changed. */
  readonly labelChanges: LabelChangesView | null;
  readonly slices: readonly SlicesView[];
  /** What `slices` leaves out, as a sentence; null where nothing is. */
  readonly slicesLeft: string | null;
  /** A sentence for each attribute that was asked for and has no part with a range. */
  readonly slicesNone: readonly string[];
  readonly places: PlacesView | null;
  readonly gap: GapView | null;
  /** How far the images are like those of the claim's record; null without one. */
  readonly scope: ScopeSection | null;
  readonly taxonomy: TaxonomyView | null;
  /** How well scores tell labels apart; null where answers are not ranked. */
  readonly ranked: RankedView | null;
  readonly confidence: ConfidenceView | null;
  readonly mistakes: MistakesView | null;
  /** What a detector does at each threshold; null for other tasks. */
  readonly operating: OperatingView | null;
  readonly anatomy: AnatomyView | null;
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
export function evaluationReport({ result, extras }: ReportInput): EvaluationReport {
  const answers = result.verdicts.slice(0, MOST_ANSWERS).map((verdict, index): AnswerView => {
    const estimate = estimateOf(result, verdict.metric);
    const words = verdictWords(verdict, estimate, {
      question: result.question,
      cluster: extras.clusterName === undefined ? null : shown(extras.clusterName, 40),
      limitSource: extras.question?.source ?? null,
      unused: unusedGroup(result.sampling, verdict),
    });
    const rule = ruleText(verdict, estimate, extras.clusterName ?? null);
    return {
      tone: verdict.verdict,
      ...words,
      ruler: claimPlot(verdict, estimate, extras, index),
      difference: differencePlot(verdict, rule, index),
      rule,
    };
  });
  const section = methodsSection({ result, extras });
  const clusterName = extras.clusterName ?? null;
  const whole = result.estimates.filter((one) => one.slice === null);
  const figures = mainFigures(result, clusterName);
  const table = tableFigures(whole.slice(0, MOST_TABLE_ROWS), clusterName);
  const moreInTable = Math.max(0, whole.length - MOST_TABLE_ROWS);
  const basis = [...suspicionNotes(result), ...basisNotes(result, extras)];
  const warnings = warningViews(result, extras);
  // What somebody did to the labels is said before what the images are.
  const urgent = warnings.filter(({ code }) => code === "labels/changed");
  const prominent = warnings.filter((one) => one.prominent && !urgent.includes(one));
  const notes = [...urgent, ...basis, ...prominent].slice(0, 2);
  const said = [...urgent, ...basis, ...warnings.filter((one) => !urgent.includes(one))];
  const first = answers[0];
  const claimed = result.verdicts.find((one) => one.metric === result.gap?.metric);
  const local = result.gap === null ? null : estimateOf(result, result.gap.metric);
  const opening = openingOf(result, answers, extras.clusterName ?? null);
  const place = extras.placeName ?? extras.place;
  return {
    ...opening,
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
    actions: actionViews(result, extras),
    notes,
    figures,
    table,
    moreInTable,
    figuresPlot: figuresPlot(figures, table, moreInTable),
    labelChanges: labelChangesView(result),
    ...partsView(result.estimates, result.inputs.notes),
    places: placesView(extras.places, result),
    gap:
      result.gap === null ||
      result.gap.terms.length === 0 ||
      claimed === undefined ||
      local === null
        ? null
        : gapView(result.gap, claimed.claim.value, local, extras),
    scope: scopeSection(result),
    ...classesView({ result, extras }),
    taxonomy: extras.taxonomy === undefined ? null : taxonomyView(extras.taxonomy, result.unit),
    confidence: confidenceView(extras, result.unit),
    ranked: rankedOf({ result, extras }),
    operating: operatingOf(extras),
    anatomy: anatomyOf(extras),
    mistakes: extras.mistakes === undefined ? null : mistakesView(extras.mistakes),
    listed: listedView(result.inputs),
    imports: importViews(extras.imports ?? []),
    warnings: said,
    otherWarnings: said.filter((one) => !notes.includes(one)),
    limits: limitsOf(result, extras),
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
function unusedGroup(
  sampling: ResultSampling | undefined,
  { warnings }: ResultVerdict,
): UnusedGroup | null {
  const [first] = sampling?.notUsed ?? [];
  if (first === undefined || !warnings.includes("clusters/not-used")) return null;
  return { attribute: first.attribute, isAsked: sampling?.chosen === "none" };
}

function rankedOf({ result, extras }: ReportInput): RankedView | null {
  const chosenHere = result.estimates.some((one) => one.warnings.includes("threshold/same-data"));
  const more = extras.rankedMore ?? 0;
  return rankedView(extras.ranked ?? [], { unit: result.unit, chosenHere, more });
}

function operatingOf({ detection }: ReportInput["extras"]): OperatingView | null {
  if (detection === undefined || detection.curve.threshold.length === 0) return null;
  const { curve, now, threshold, unit, choice } = detection;
  return operatingView(curve, {
    ...{ threshold, unit, choice, className: null },
    ...(now === null ? {} : { now }),
  });
}

function anatomyOf({ detection }: ReportInput["extras"]): AnatomyView | null {
  if (detection === undefined) return null;
  return anatomyView(detection.costs, detection.all, detection.tables);
}
