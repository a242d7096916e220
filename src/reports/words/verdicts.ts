import { wordsFor } from "../../core/sentence.js";
import type { ResultEstimate, ResultVerdict } from "../../results/result.js";
import { isOfPool } from "../../results/unequal-draws.js";
import {
  differenceText,
  differenceWithUnit,
  roundedText,
  toleranceText,
  valueText,
} from "../estimate-text.js";
import { counted, grouped } from "../numbers.js";
import { capitalised, shown } from "../text.js";
import { DETAIL, HEADLINE, LABELS, LINES, WHERE } from "./answer.js";
import { CARD_GUESS } from "./card-guess.js";
import { type MetricWords, metricName, metricWords } from "./metrics.js";
import { worstSiteText } from "./unseen-kind.js";
import {
  claimedText,
  comparison,
  countsBehind,
  figureText,
  hitsOf,
  restsOn,
  sideOf,
  type VerdictContext,
} from "./verdict-detail.js";
import { advice, openSentence } from "./verdict-reasons.js";

export { claimedText, hitsOf, limitOf, type VerdictContext } from "./verdict-detail.js";
export { refusalText } from "./verdict-reasons.js";

/** A verdict in words; the same sentences on the page and in the terminal. */
export interface VerdictWords {
  /** `Fails here`. */
  readonly label: string;
  /** The sentence that answers the question. */
  readonly headline: string;
  /** The same beside a ruler, which has the range. */
  readonly brief: string;
  /** What it rests on, in one paragraph. */
  readonly detail: string;
  /** The same where a ruler stands beside it: without the figures that this one shows. */
  readonly lead: string;
  /** At most 78 characters a line, for the terminal. */
  readonly lines: readonly string[];
}

/** The verdict on one claim or requirement. @param estimate the local figure that it judges */
export function verdictWords(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  context: VerdictContext,
): VerdictWords {
  const words = metricWords(verdict.metric);
  const label = labelOf(verdict, context);
  const requirement = verdict.claim.kind === "requirement";
  const condition = restsOnGuess(verdict) ? [CARD_GUESS.condition] : [];
  const sentences = (isBeside: boolean): string[] => {
    const figure =
      isBeside && estimate !== null ? { ...estimate, low: null, high: null } : estimate;
    if (requirement) return [requirementSentence(verdict, figure, words, context)];
    return [
      claimSentence(verdict, estimate, words, context, isBeside),
      figureSentence(verdict, figure, words),
    ];
  };
  const rests = restsOn(verdict, estimate, words, context);
  // What was asked, then how far off the figure is.
  const compared = requirement ? [] : comparison(verdict, estimate, words, context);
  const further = [
    ...takenForGranted(verdict, context),
    ...advice(verdict, estimate, context, !requirement && verdict.reason !== null),
    ...aboutUnused(verdict, context),
  ];
  const counts =
    verdict.verdict === "cannot-tell" ? rests : countsBehind(verdict, estimate, words, context);
  return {
    label,
    headline: sentencesOf([...sentences(false), ...condition]),
    brief: sentencesOf([...sentences(true), ...condition]),
    detail: sentencesOf([rests, ...compared, ...further]),
    lead: sentencesOf([counts, ...compared.slice(0, 1), ...further]),
    lines: [...terminalLines(verdict, estimate, words, context), ...condition],
  };
}

function sentencesOf(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

/** Whether a verdict is so only if the guess is right; one that is open says nothing that could fall. */
export function restsOnGuess({ verdict, warnings }: ResultVerdict): boolean {
  return verdict !== "cannot-tell" && warnings.includes("model/guessed-card");
}

function labelOf(verdict: ResultVerdict, context: VerdictContext): string {
  const label = plainLabelOf(verdict, context);
  return restsOnGuess(verdict) ? CARD_GUESS.ifRight({ label }) : label;
}

function plainLabelOf(
  { verdict }: ResultVerdict,
  { question, cluster, at }: VerdictContext,
): string {
  if (verdict === "cannot-tell") return LABELS.open;
  const word = verdict === "holds" ? LABELS.holds : LABELS.fails;
  if (at !== undefined) return LABELS.at({ word, at });
  return question === "here"
    ? LABELS.here({ word })
    : LABELS.elsewhere({ word, cluster: cluster ?? DETAIL.site });
}

function claimSentence(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
  { question, cluster, unused }: VerdictContext,
  isBeside = false,
): string {
  const value = claimedText(verdict, words);
  const measure = shown(words.phrase);
  const published = HEADLINE.published({ value, measure });
  const place =
    question === "here" ? WHERE.here : WHERE.elsewhere({ cluster: cluster ?? DETAIL.site });
  const group = unused == null ? null : shown(unused.attribute, 40);
  const where = group === null ? place : WHERE.unrelated({ where: place, group });
  switch (verdict.verdict) {
    case "holds": {
      const allowed = toleranceText(words.scale, verdict.tolerance);
      return HEADLINE.holds({ published, where, allowed });
    }
    case "fails":
      return HEADLINE.fails({ published, where });
    case "cannot-tell":
      return openSentence(verdict, estimate, words, cluster, isBeside);
    default:
      return never(verdict.verdict);
  }
}

/** What the figure is, behind a claim that holds or fails; empty where there is none. */
function figureSentence(
  { verdict }: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
): string {
  const value = estimate?.value ?? null;
  if (estimate === null || value === null || verdict === "cannot-tell") return "";
  if (verdict === "fails") {
    return HEADLINE.about({ value: roundedText(words.scale, value, estimate.n) });
  }
  const said = figureText(estimate, words);
  return isOfPool(estimate)
    ? HEADLINE.ofPool({ value: said })
    : HEADLINE.is({ value: said, items: counted(estimate.n, estimate.unit) });
}

function requirementSentence(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
  { unused }: VerdictContext,
): string {
  const figure = estimate === null ? HEADLINE.notKnown : figureText(estimate, words);
  const className = metricName(verdict.metric).parameters.get("class");
  const { moreLabels } = verdict;
  const group = unused == null ? null : shown(unused.attribute, 40);
  const ends = {
    holds: group === null ? HEADLINE.enough : HEADLINE.enoughIf({ group }),
    fails: group === null ? HEADLINE.notEnough : HEADLINE.notEnoughIf({ group }),
    "cannot-tell": HEADLINE.open({ more: moreLabels === null ? null : grouped(moreLabels) }),
  };
  return HEADLINE.needed({
    start:
      words.finds === true && className !== undefined
        ? HEADLINE.finds({ figure, of: shown(className) })
        : HEADLINE.measureIs({ measure: capitalised(shown(words.phrase)), figure }),
    value: claimedText(verdict, words),
    atMost: words.better === "lower",
    end: ends[verdict.verdict],
  });
}

function terminalLines(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
  context: VerdictContext,
): string[] {
  const { scale } = words;
  if (verdict.claim.kind === "requirement") {
    return [
      requirementSentence(verdict, estimate, words, context),
      ...takenForGranted(verdict, context),
      ...advice(verdict, estimate, context),
      ...aboutUnused(verdict, context),
    ];
  }
  const open = HEADLINE.claim({ claim: `${claimedText(verdict, words)} ${shown(words.phrase)}` });
  const isOpen = verdict.verdict === "cannot-tell";
  const lines = [isOpen ? open : claimSentence(verdict, null, words, context)];
  if (estimate === null || estimate.value === null) {
    lines.push(DETAIL.noFigure({ measure: shown(words.phrase) }));
  } else {
    const { n, low, high } = estimate;
    const hits = hitsOf(estimate, words);
    lines.push(
      LINES.here({
        value: valueText(scale, estimate.value, n),
        counts:
          hits === null || words.hit === null
            ? LINES.on({ items: counted(n, estimate.unit) })
            : LINES.counts({ hits: grouped(hits), n: grouped(n), hit: words.hit.short }),
        range:
          low === null || high === null
            ? null
            : LINES.likely({ low: valueText(scale, low, n), high: valueText(scale, high, n) }),
      }),
    );
  }
  const { difference, low, high } = verdict;
  if (difference !== null) {
    const turn = difference < 0 ? -1 : 1;
    const limits = turn < 0 ? [high, low] : [low, high];
    const range =
      low === null || high === null
        ? null
        : `[${limits.map((limit) => differenceText(scale, turn * (limit ?? 0))).join(", ")}]`;
    lines.push(
      LINES.away({
        away: differenceWithUnit(scale, differenceText(scale, Math.abs(difference))),
        side: sideOf(difference, words),
        range,
        allowed: toleranceText(scale, verdict.tolerance).replace(/ points?$/, ""),
      }),
    );
  }
  return [
    ...lines,
    ...takenForGranted(verdict, context),
    ...advice(verdict, estimate, context),
    ...aboutUnused(verdict, context),
  ];
}

function takenForGranted(verdict: ResultVerdict, { cluster }: VerdictContext): string[] {
  const text = worstSiteText(verdict, cluster);
  return text === null ? [] : [text];
}

/** What to do about images that a given verdict takes as unrelated. */
function aboutUnused(
  { verdict }: ResultVerdict,
  { unused, surface = "command" }: VerdictContext,
): string[] {
  if (unused == null || verdict === "cannot-tell") return [];
  if (unused.isAsked) return [wordsFor(surface, DETAIL.relatedAsked)];
  const name = shown(unused.attribute, 40);
  const option = /[\s"']/.test(name) ? JSON.stringify(name) : name;
  return [wordsFor(surface, DETAIL.related({ option }))];
}

function never(value: never): never {
  throw new TypeError(`not a verdict: ${String(value)}`);
}
