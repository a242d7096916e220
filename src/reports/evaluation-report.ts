import { type ActionView, actionViews } from "./actions-view.js";
import { type AnatomyView, anatomyView } from "./anatomy-view.js";
import { type ClassRecallView, classRecallView } from "./class-recall-view.js";
import { type ClassTable, classTable } from "./class-table.js";
import { type ConfidenceView, confidenceView } from "./confidence-view.js";
import { type ConfusionView, confusionView } from "./confusion-view.js";
import { type FigureView, figureView, mainFigures } from "./figures-view.js";
import { type GapView, gapView } from "./gap-view.js";
import {
  type ImportView,
  importViews,
  type ListedView,
  listedView,
  namesText,
} from "./inputs-view.js";
import { limitsOf } from "./limits.js";
import { methodsSection } from "./methods-text.js";
import { type MistakesView, mistakesView } from "./mistakes-view.js";
import { type MixUpsView, mixUpsView } from "./mix-ups-view.js";
import { bytesText, counted, grouped } from "./numbers.js";
import { type OperatingView, operatingView } from "./operating-view.js";
import { type PlacesView, placesView } from "./places-view.js";
import { positiveLabel } from "./positive-label.js";
import { type RankedView, rankedView } from "./ranked-view.js";
import type { ReportInput } from "./report-input.js";
import type { EvaluationResult, VerdictWord } from "./result.js";
import { claimRuler, differenceRuler, estimateOf, type RulerView } from "./ruler-view.js";
import { partsView, type SlicesView } from "./slices-view.js";
import { type TaxonomyView, taxonomyView } from "./taxonomy-view.js";
import { shellQuoted, shown, visible } from "./text.js";
import { basisNotes, suspicionNotes, type WarningView, warningViews } from "./warnings-view.js";
import { metricWords } from "./words/metrics.js";
import { hitsOf, verdictWords } from "./words/verdicts.js";

/** Colour and sign of an answer; `plain` where nothing was claimed or required. */
export type Tone = VerdictWord | "plain";

/** One claim or requirement: the answer, and the picture of it. */
export interface AnswerView {
  readonly tone: VerdictWord;
  readonly label: string;
  readonly headline: string;
  readonly detail: string;
  readonly lines: readonly string[];
  readonly ruler: RulerView;
  readonly difference: RulerView | null;
  /** How the rule came to it, for the end of the report. */
  readonly rule: string;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Set in the type of code. */
  readonly code: boolean;
}

/** Everything that the report says, in its order: pages, terminal and tables are made from this. */
export interface EvaluationReport {
  /** `Fails here: photos/site2`, for the title of the page. */
  readonly title: string;
  readonly eyebrow: string;
  readonly tone: Tone;
  readonly label: string;
  readonly headline: string;
  readonly detail: string;
  readonly lines: readonly string[];
  readonly answers: readonly AnswerView[];
  readonly basis: readonly Fact[];
  readonly actions: readonly ActionView[];
  /** What limits the answer most, at most two. */
  readonly notes: readonly WarningView[];
  readonly figures: readonly FigureView[];
  /** All estimates about all images, for the table behind the figures. */
  readonly table: readonly FigureView[];
  readonly moreInTable: number;
  readonly slices: readonly SlicesView[];
  /** What `slices` leaves out, as a sentence; null where nothing is. */
  readonly slicesLeft: string | null;
  readonly places: PlacesView | null;
  readonly gap: GapView | null;
  readonly confusion: ConfusionView | null;
  readonly classes: ClassTable | null;
  readonly mixUps: MixUpsView | null;
  /** How often classes are found, where there are many; null else. */
  readonly recalls: ClassRecallView | null;
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
  readonly how: readonly Fact[];
  readonly command: string | null;
  readonly version: string;
}

const MOST_TABLE_ROWS = 60;
const MOST_ANSWERS = 24;

/** View model of a report. Pure: the same input gives the same words and numbers everywhere. */
export function evaluationReport({ result, extras }: ReportInput): EvaluationReport {
  const answers = result.verdicts.slice(0, MOST_ANSWERS).map((verdict): AnswerView => {
    const estimate = estimateOf(result, verdict.metric);
    const words = verdictWords(verdict, estimate, {
      question: result.question,
      cluster: extras.clusterName === undefined ? null : shown(extras.clusterName, 40),
      limitSource: extras.question?.source ?? null,
    });
    return {
      tone: verdict.verdict,
      ...words,
      ruler: claimRuler(verdict, estimate, extras),
      difference: differenceRuler(verdict),
      rule: ruleText(verdict),
    };
  });
  const section = methodsSection({ result, extras });
  const clusterName = extras.clusterName ?? null;
  const whole = result.estimates.filter((one) => one.slice === null);
  const figures = mainFigures(result.estimates, clusterName);
  const basis = [...suspicionNotes(result), ...basisNotes(result, extras)];
  const warnings = warningViews(result, extras);
  const notes = [...basis, ...warnings.filter(({ prominent }) => prominent)].slice(0, 2);
  const first = answers[0];
  const claimed = result.verdicts.find((one) => one.metric === result.gap?.metric);
  const local = result.gap === null ? null : estimateOf(result, result.gap.metric);
  const opening = openingOf(result, answers);
  const place = extras.placeName ?? extras.place;
  return {
    ...opening,
    title: place === undefined ? opening.label : `${opening.label}: ${shown(place, 60)}`,
    eyebrow: eyebrowOf({ result, extras }),
    answers,
    lines: answers.length === 1 ? (first?.lines ?? []) : [opening.headline],
    basis: basisFacts({ result, extras }),
    actions: actionViews(result, extras),
    notes,
    figures,
    table: whole.slice(0, MOST_TABLE_ROWS).map((one) => figureView(one, clusterName)),
    moreInTable: Math.max(0, whole.length - MOST_TABLE_ROWS),
    ...partsView(result.estimates),
    places: placesView(extras.places, result),
    gap:
      result.gap === null ||
      result.gap.terms.length === 0 ||
      claimed === undefined ||
      local === null
        ? null
        : gapView(result.gap, claimed.claim.value, local, extras),
    confusion:
      result.confusion === null
        ? null
        : confusionView(result.confusion, {
            unit: shown(result.unit, 40),
            positive: positiveLabel(result, extras.ranked),
          }),
    classes: classTable(result.estimates, result.confusion),
    mixUps: mixUpsView(result.confusion, shown(result.unit, 40)),
    recalls: classRecallView(result.estimates, result.confusion, shown(result.unit, 40)),
    taxonomy: extras.taxonomy === undefined ? null : taxonomyView(extras.taxonomy, result.unit),
    confidence: confidenceView(extras, result.unit),
    ranked: rankedOf({ result, extras }),
    operating: operatingOf(extras),
    anatomy: anatomyOf(extras),
    mistakes: extras.mistakes === undefined ? null : mistakesView(extras.mistakes),
    listed: listedView(result.inputs),
    imports: importViews(extras.imports ?? []),
    warnings: [...basis, ...warnings],
    otherWarnings: [...basis, ...warnings].filter((one) => !notes.includes(one)),
    limits: limitsOf(result, extras),
    methods: section.paragraphs.join("\n\n"),
    references: section.references,
    how: howFacts({ result, extras }),
    command:
      extras.command === undefined
        ? null
        : ["homeground", ...extras.command.map((part) => shellQuoted(visible(part)))].join(" "),
    version: result.software.version,
  };
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

/** Tone, label, headline and paragraph of the whole. */
function openingOf(
  result: EvaluationResult,
  answers: readonly AnswerView[],
): Pick<EvaluationReport, "tone" | "label" | "headline" | "detail"> {
  const [first] = answers;
  if (first !== undefined && answers.length === 1) {
    const { tone, label, headline, detail } = first;
    return { tone, label, headline, detail };
  }
  if (first === undefined) return withoutClaim(result);
  const count = (word: VerdictWord): number =>
    result.verdicts.filter(({ verdict }) => verdict === word).length;
  const holds = count("holds");
  const fails = count("fails");
  const open = count("cannot-tell");
  const all = result.verdicts.length;
  const parts = [`${grouped(holds)} of ${grouped(all)} claims ${holds === 1 ? "holds" : "hold"}`];
  if (fails > 0) parts.push(`${grouped(fails)} ${fails === 1 ? "fails" : "fail"}`);
  if (open > 0) parts.push(`${grouped(open)} cannot be told yet`);
  const sentence = `${parts.join(", ")}.`;
  return {
    tone: fails > 0 ? "fails" : open > 0 ? "cannot-tell" : "holds",
    label:
      fails > 0
        ? fails === all
          ? "Fails here"
          : "Fails in part"
        : open > 0
          ? "Cannot tell yet"
          : "Holds here",
    headline: sentence,
    detail: `The verdicts allow for ${grouped(all)} looks at once: together they are wrong no more often than one would be.`,
  };
}

function withoutClaim(
  result: EvaluationResult,
): Pick<EvaluationReport, "tone" | "label" | "headline" | "detail"> {
  const estimate =
    result.estimates.find((one) => one.role === "headline" && one.slice === null) ?? null;
  const base = { tone: "plain", label: "Measured here" } as const;
  const none = "Nothing was claimed or required, so there is no verdict.";
  if (estimate === null || estimate.value === null) {
    return { ...base, headline: "No figure could be computed.", detail: none };
  }
  const words = metricWords(estimate.metric);
  const figure = figureView(estimate, null);
  const hits = hitsOf(estimate, words);
  const counts =
    hits === null || words.hit === null
      ? `It rests on ${counted(estimate.n, estimate.unit)}`
      : `${grouped(hits)} of your ${counted(estimate.n, estimate.unit)} ${words.hit.long}`;
  const range =
    figure.intervalText === null
      ? ""
      : `, and the true figure for images like these is likely in ${figure.intervalText}`;
  return {
    ...base,
    headline: `On your images ${shown(words.phrase)} is ${figure.valueText}.`,
    detail: `${counts}${range}. ${none}`,
  };
}

function eyebrowOf({ result, extras }: ReportInput): string {
  const parts = ["Local evaluation"];
  if (extras.madeAt !== undefined) parts.push(dateText(extras.madeAt));
  if (result.model !== null) parts.push(`model ${shown(result.model.name, 60)}`);
  const place = extras.placeName ?? extras.place;
  const images = counted(result.inputs.scored, "image");
  parts.push(place === undefined ? images : `${images} from ${shown(place, 60)}`);
  return parts.join(" · ");
}

const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];

/** `2026-11-25T10:42:07Z` → `25 November 2026`; anything else as it is. */
function dateText(iso: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso) ?? [];
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? shown(iso, 40) : `${Number(day)} ${name} ${year}`;
}

function basisFacts({ result, extras }: ReportInput): Fact[] {
  const { inputs, question } = result;
  const place = shown(extras.placeName ?? extras.place ?? "these images", 60);
  const cluster = shown(extras.clusterName ?? "group", 40);
  const clusters = result.estimates.find((one) => one.clusters !== null)?.clusters ?? null;
  const fact = (name: string, value: string): Fact => ({ name, value, code: false });
  const facts = [
    fact(
      "The question",
      question === "here"
        ? `How does it do here, at ${place}?`
        : `How would it do at another ${cluster}?`,
    ),
    fact(
      "Images",
      `${grouped(inputs.images)} = ${grouped(inputs.scored)} scored + ${grouped(inputs.listed.length)} listed`,
    ),
    fact("Counted as separate", clusters === null ? `${result.unit}s` : counted(clusters, cluster)),
  ];
  return facts;
}

function ruleText(verdict: EvaluationResult["verdicts"][number]): string {
  const words = metricWords(verdict.metric);
  const points = words.scale === "percent" || words.scale === "points";
  const unit = points ? ", in percentage points" : "";
  const { claim } = verdict;
  const against =
    claim.kind === "requirement"
      ? `Yours minus what you need${unit}`
      : claim.n === null
        ? `Yours minus published${unit}, taking the published figure as exact`
        : `Yours minus published${unit}, allowing for the ${counted(claim.n, "image")} behind the published figure`;
  const line = claim.kind === "requirement" ? "zero" : "your limit";
  const end = {
    holds: `All of it lies on the better side of ${line}, so it holds.`,
    fails: `All of it lies on the worse side of ${line}, so it fails.`,
    "cannot-tell": `The rule for a verdict is not met on either side of ${line}, so it cannot be told yet.`,
  }[verdict.verdict];
  return `${against}. ${end}`;
}

function howFacts({ result, extras }: ReportInput): Fact[] {
  const facts: Fact[] = [];
  const add = (name: string, value: string, code = false): void => {
    facts.push({ name, value: shown(value, 400), code });
  };
  const { question, model } = extras;
  if (result.verdicts.length > 0 && question !== undefined) {
    const when = question.fixedAt === null ? "" : `${question.fixedAt}, `;
    const source = question.source === "default" ? "the default, " : "";
    add("Limit fixed", `${source}${when}before any result was shown`);
  }
  if (result.model !== null) {
    add("Model", result.model.name);
    if (model !== undefined) {
      const size = model.sizeBytes === null ? "" : `, ${bytesText(model.sizeBytes)}`;
      add("Model file", `${model.source}${size}`);
    }
    add("SHA-256 of the model", result.model.sha256, true);
    for (const { name, value } of (model?.card ?? []).slice(0, 20)) add(shown(name, 60), value);
  }
  if (extras.names !== undefined) add("Names of labels", namesText(extras.names));
  const engine = result.software.engine ?? "predictions from a file";
  const seconds =
    extras.seconds === undefined
      ? ""
      : `, ${grouped(extras.seconds, extras.seconds < 10 ? 1 : 0)} s`;
  add("Made by", `Homeground ${result.software.version}, ${engine}, seed ${result.seed}${seconds}`);
  if (extras.madeAt !== undefined) add("Made at", extras.madeAt);
  return facts;
}
