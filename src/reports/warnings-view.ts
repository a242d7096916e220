import { type Surface, wordsFor } from "../core/sentence.js";
import type { ReportExtras } from "../results/report-input.js";
import type { EvaluationResult, ResultEstimate, ResultListed } from "../results/result.js";
import { differenceText, differenceWithUnit, valueText } from "./estimate-text.js";
import { hereEstimates, SEQUENCE } from "./figures-view.js";
import { counted, grouped, percent, plural } from "./numbers.js";
import type { FactsByWarning } from "./report-section.js";
import { capitalised, shown } from "./text.js";
import { BASIS_NOTES, BIAS, FIGURE_FACTS, UNNAMED } from "./words/basis.js";
import { guessedText } from "./words/card-guess.js";
import { clusterFacts } from "./words/cluster-facts.js";
import { metricName, metricWords } from "./words/metrics.js";
import { unansweredFacts } from "./words/unanswered.js";
import { biasedRangeWords, type WarningFacts, warningWords } from "./words/warnings.js";

/** A warning in plain words, with the figures it limits. */
export interface WarningView {
  /** The stable code, or an id of our own for notes on what the run can say at all. */
  readonly code: string;
  readonly title: string;
  readonly text: string;
  readonly todo: string;
  /** For a line of the terminal: `One site: this speaks about photos/site2 only.` */
  readonly line: string;
  /** For a log: `this speaks about photos/site2 only`. */
  readonly plain: string;
  /** The first few of the figures that carry it. */
  readonly on: readonly string[];
  readonly moreOn: number;
  /** Whether it may stand above the fold. */
  readonly prominent: boolean;
}

/** Shown as a note in the text, not as an alarm (METHODS §1.2), or true of every run. */
const QUIET = new Set(["clusters/unseen-kind", "interval/biased"]);
/** Figures with `interval/biased` and a range; those without a range are worded differently. */
const BIASED = "interval/biased";
const BIASED_WITH_RANGE = `${BIASED} with a range`;
/** Code of the note that no threshold does what one was chosen for. */
export const GOAL_UNREACHED = "threshold/goal-unreached";
const SUSPECT_CARD = "model/preprocess-suspect";
const NO_PROBABILITIES = "scores/no-probabilities";
/** What stands above notes that predictions look misread, each of which has a code of its own. */
const MISREAD = "predictions/misread";
const EXCHANGED_NAMES = "labels/exchanged";
const GUESSED_CARD = "model/guessed-card";
const BOXES_AS_LABELS = "predictions/boxes-collapsed";
const UNANSWERED = ["run/unanswered", "run/unanswered-wrong"] as const;
/** Notes of their own: {@link suspicionNotes}, {@link basisNotes}, and the page's part on slices. */
const SAID_ELSEWHERE = new Set([
  "clusters/not-used",
  "slices/simultaneous",
  BOXES_AS_LABELS,
  GUESSED_CARD,
  ...UNANSWERED,
]);
const MOST_NAMED = 6;

/**
 * What may explain every figure, so that it is read before them: names that look exchanged, a card that
 * seems wrong or was guessed, boxes that were not compared as such, images without an answer.
 */
export function suspicionNotes(
  result: EvaluationResult,
  surface: Surface = "command",
): WarningView[] {
  const { inputs, estimates, model } = result;
  const sayAll = (code: string, notes: readonly ResultListed[]): WarningView[] => {
    const text = capitalised(shown(notes.map(({ what }) => `${what}.`).join(" "), 600));
    return notes.length === 0 ? [] : [ofAll({ code, surface, prominent: true, text })];
  };
  const said = (code: string): WarningView[] => {
    const notes = inputs.notes.filter((note) => note.code === code);
    return sayAll(code, notes);
  };
  const guessed = model?.guessed ?? [];
  const guessFacts = new Map([["fields", shown(guessedText(guessed), 400)]]);
  const hasBoxes = estimates.some(({ warnings }) => warnings.includes(BOXES_AS_LABELS));
  const misread = inputs.notes.filter(({ code }) => /^predictions.looks-/.test(code));
  return [
    ...sayAll(MISREAD, misread),
    ...said(EXCHANGED_NAMES),
    ...said(SUSPECT_CARD),
    ...said(GOAL_UNREACHED),
    ...(guessed.length === 0
      ? []
      : [ofAll({ code: GUESSED_CARD, surface, prominent: true, facts: guessFacts })]),
    ...said(NO_PROBABILITIES),
    ...(hasBoxes ? [ofAll({ code: BOXES_AS_LABELS, surface, prominent: true })] : []),
    ...UNANSWERED.filter((code) => estimates.some(({ warnings }) => warnings.includes(code))).map(
      (code) => ofAll({ code, surface, prominent: true, facts: unansweredFacts(result).get(code) }),
    ),
  ];
}

interface NoteOnAll {
  readonly code: string;
  readonly surface: Surface;
  readonly prominent: boolean;
  /** Instead of the code's own. */
  readonly text?: string;
  readonly facts?: WarningFacts | undefined;
}

/** A note on the whole report. */
function ofAll({ code, surface, prominent, text, facts }: NoteOnAll): WarningView {
  const words = warningWords(code, facts, surface);
  const own = text ?? words.text;
  return {
    code,
    ...words,
    text: own,
    on: [],
    moreOn: 0,
    prominent,
    line: `${words.title}: ${lowered(own)}`,
    plain: lowered(own).replace(/\.$/, ""),
  };
}

/** Notes that follow from how the images were gathered, before any figure. */
export function basisNotes(result: EvaluationResult, extras: ReportExtras): WarningView[] {
  const notes: WarningView[] = [];
  const { sampling } = result;
  const { surface = "command" } = extras;
  const add = (code: string, { title, text, todo, name, ...note }: BasisNote): void => {
    const short = wordsFor(surface, note.short);
    notes.push({
      code,
      title,
      text,
      todo: wordsFor(surface, todo),
      line: BASIS_NOTES.line({ name, short }),
      plain: code === RELATED ? BASIS_NOTES.plain({ name, short }) : short,
      on: [],
      moreOn: 0,
      prominent: true,
    });
  };
  const what = samplingNote(result);
  if (what !== null) add(SAMPLING, what);
  if (result.question === "here") {
    const place = shown(extras.placeName ?? extras.place ?? UNNAMED.place, 60);
    const folder = shown(extras.place ?? extras.placeName ?? UNNAMED.place, 60);
    const { placesHere } = extras;
    if (placesHere !== undefined && placesHere.count > 1) {
      const name = shown(placesHere.name, 40);
      const words = { count: counted(placesHere.count, name), plural: plural(name) };
      add("these-sites", BASIS_NOTES.places({ ...words, place, folder }));
    } else {
      add("one-site", BASIS_NOTES.site({ place, folder }));
    }
  }
  const related = result.estimates.some((one) => one.warnings.includes("clusters/not-used"));
  const clustered = result.estimates.some((one) => one.clusters !== null);
  // What was asked for is said in the note on what counts.
  if (sampling?.chosen !== "none" && (related || !clustered)) {
    const candidate = extras.clusterCandidate;
    const group = shown(candidate ?? extras.groupWord ?? UNNAMED.group, 40);
    const note =
      candidate === undefined ? BASIS_NOTES.related({ group }) : BASIS_NOTES.notGrouped({ group });
    add(RELATED, note);
  }
  const imbalance = imbalanceNote(result, surface);
  return imbalance === null ? notes : [...notes, imbalance];
}

/** Id of the note on images that may be related. */
const RELATED = "related-images";
/** Id of the note on what counts once. */
export const SAMPLING = "what-counts";

/** What counts once, unless it is each image for want of anything else. */
function samplingNote({ sampling }: EvaluationResult): BasisNote | null {
  if (sampling === undefined) return null;
  const { attribute, kind, chosen, groups, notUsed } = sampling;
  if (chosen === "none") {
    const group = notUsed.find(({ kind }) => kind === "subject" || kind === "sequence");
    return BASIS_NOTES.apart({ group: group === undefined ? null : shown(group.attribute, 40) });
  }
  const isChain = kind === "subject-and-sequence";
  if (attribute === null || groups === null || !(isChain || kind === "subject")) return null;
  const column = shown(attribute, 40);
  const name = isChain ? "group" : column;
  return BASIS_NOTES.subjects({ count: counted(groups, name), name, column, isChain });
}

type BasisNote = ReturnType<typeof BASIS_NOTES.site>;

/** From this share of the commonest class up, naming it always is worth comparing with (UX §7). */
const DOMINANT = 0.5;

/** The score of always predicting the commonest class; null where no class dominates. */
function imbalanceNote({ confusion }: EvaluationResult, surface: Surface): WarningView | null {
  if (confusion === null || confusion.labels.length < 3) return null;
  const sizes = confusion.counts.map((row) => row.reduce((sum, n) => sum + n, 0));
  const all = sizes.reduce((sum, n) => sum + n, 0);
  const most = Math.max(...sizes);
  if (all === 0 || most / all <= DOMINANT || most === all) return null;
  const code = "labels/imbalance";
  const facts = new Map([
    ["share", percent(most / all, 0)],
    ["class", shown(confusion.labels[sizes.indexOf(most)] ?? "", 40)],
  ]);
  return ofAll({ code, surface, prominent: false, facts });
}

/** The carrier of a warning: a figure, or a verdict or split of its metric. */
interface Carrier {
  readonly metric: string;
  readonly estimate: ResultEstimate | null;
}

/**
 * Every warning of the estimates and verdicts once, those of headline figures first.
 *
 * @param more values for the words of warnings that an analysis gives
 */
export function warningViews(
  result: EvaluationResult,
  extras: ReportExtras,
  more: readonly FactsByWarning[],
): WarningView[] {
  const carriers = new Map<string, Carrier[]>();
  const add = (code: string, metric: string, estimate: ResultEstimate | null): void => {
    if (SAID_ELSEWHERE.has(code)) return;
    const key = code === BIASED && (estimate?.low ?? null) !== null ? BIASED_WITH_RANGE : code;
    const own = carriers.get(key);
    if (own === undefined) carriers.set(key, [{ estimate, metric }]);
    else own.push({ estimate, metric });
  };
  for (const role of ["headline", "detail"] as const) {
    for (const estimate of result.estimates) {
      if (estimate.role !== role) continue;
      for (const code of estimate.warnings) add(code, estimate.metric, estimate);
    }
  }
  for (const verdict of result.verdicts) {
    for (const code of verdict.warnings) add(code, verdict.metric, null);
  }
  for (const code of result.gap?.warnings ?? []) add(code, result.gap?.metric ?? "", null);
  const { surface = "command" } = extras;
  const cluster = extras.clusterName ?? null;
  const here = hereEstimates(result.estimates);
  return [...carriers].map(([key, all]): WarningView => {
    const isBiasedRange = key === BIASED_WITH_RANGE;
    const code = isBiasedRange ? BIASED : key;
    const [first] = all;
    const estimate = first?.estimate ?? null;
    const name = estimate !== null && here.has(estimate) ? SEQUENCE : cluster;
    const facts = new Map(clusterFacts(name, estimate, surface));
    const figures = [...new Set(all.map(figureName))];
    // With several figures, each has its own number.
    if (figures.length > 1) facts.delete("clusterCount");
    const isWhole = (estimate?.slice ?? null) === null;
    if (first !== undefined && figures.length === 1 && isWhole) {
      addFigureFacts(facts, first.metric, first.estimate);
    } else if (!isWhole) facts.set("metric", FIGURE_FACTS.ofParts);
    else if (figures.length > 1) facts.set("metric", FIGURE_FACTS.these);
    if (all.every(({ estimate }) => estimate?.role === "detail")) {
      facts.set("behind", FIGURE_FACTS.behind({ metric: facts.get("metric") ?? "" }));
    }
    if (isBiasedRange) addBias(facts, all);
    for (const [name, value] of (isBiasedRange ? null : extras.warningFacts?.get(code)) ?? []) {
      facts.set(name, shown(value, 60));
    }
    for (const own of more) for (const [name, value] of own.get(code) ?? []) facts.set(name, value);
    const words = isBiasedRange
      ? biasedRangeWords(facts, surface)
      : warningWords(code, facts, surface);
    return {
      code: shown(code, 60),
      ...words,
      line: `${words.title}: ${lowered(words.text)}`,
      plain: lowered(words.text).replace(/\.$/, ""),
      on: figures.slice(0, MOST_NAMED),
      moreOn: Math.max(0, figures.length - MOST_NAMED),
      prominent:
        !QUIET.has(key) &&
        !code.startsWith("gap/") &&
        all.some(({ estimate }) => estimate === null || estimate.role === "headline"),
    };
  });
}

/** The direction of the error where all figures share it, and its size where there is one figure. */
function addBias(facts: Map<string, string>, all: readonly Carrier[]): void {
  const biases = all.map(({ estimate }) => estimate?.bias ?? 0);
  const [first = 0] = biases;
  if (biases.every((bias) => bias > 0)) facts.set("high", BIAS.high);
  if (biases.every((bias) => bias < 0)) facts.set("high", BIAS.low);
  const carrier = all[0];
  if (carrier === undefined || all.length > 1) return;
  const { scale } = metricWords(carrier.metric);
  const text = differenceWithUnit(scale, differenceText(scale, Math.abs(first)));
  facts.set("excess", BIAS.about({ text }));
}

/** Name of a figure that carries a warning, with the part of the data where it is not the whole. */
function figureName({ metric, estimate }: Carrier): string {
  const label = shown(metricWords(metric).label, 60);
  return (estimate?.slice ?? null) === null ? label : FIGURE_FACTS.inParts({ label });
}

function addFigureFacts(
  facts: Map<string, string>,
  metric: string,
  estimate: ResultEstimate | null,
): void {
  const words = metricWords(metric);
  const { parameters } = metricName(metric);
  facts.set("metric", shown(words.phrase, 60));
  const about = parameters.get("class") ?? words.about;
  if (about !== null) facts.set("class", shown(about, 40));
  if (estimate === null) return;
  const { value, low, high, n } = estimate;
  facts.set("n", grouped(n));
  if (value === null || low === null || high === null) return;
  const text = (limit: number): string => valueText(words.scale, limit, n);
  facts.set("still", FIGURE_FACTS.anywhere({ low: text(low), high: text(high) }));
  if (words.hit === null || (value !== 0 && value !== 1)) return;
  if (value === 0) {
    facts.set("found", FIGURE_FACTS.none({ n: grouped(n), hit: words.hit.short }));
    facts.set("still", FIGURE_FACTS.asHigh({ high: text(high) }));
  } else if (words.hit.short === "right") {
    facts.set("found", FIGURE_FACTS.noMistakes({ n: grouped(n) }));
    facts.set("still", FIGURE_FACTS.upTo({ error: text(1 - low) }));
  } else {
    facts.set("found", FIGURE_FACTS.all({ n: grouped(n), hit: words.hit.short }));
    facts.set("still", FIGURE_FACTS.asLow({ low: text(low) }));
  }
}

/** The first word in lower case, but for abbreviations and names with capitals inside. */
function lowered(text: string): string {
  return /^[A-Z][a-z]*[ ,;]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
