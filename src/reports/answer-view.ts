import { ACCURACY } from "../metrics/predictions/accuracy.js";
import type { DetectionFacts } from "../results/report-input.js";
import type {
  EvaluationResult,
  ResultEstimate,
  ResultVerdict,
  VerdictWord,
} from "../results/result.js";
import { isOfPool } from "../results/unequal-draws.js";
import { figureView, overallEstimate } from "./figures-view.js";
import { findsOf } from "./finds-text.js";
import { counted, grouped } from "./numbers.js";
import { shown } from "./text.js";
import { DETAIL, LABELS, RULE, WHOLE } from "./words/answer.js";
import { CARD_GUESS } from "./words/card-guess.js";
import { metricWords } from "./words/metrics.js";
import { hitsOf, refusalText, restsOnGuess } from "./words/verdicts.js";

/** Colour and sign of an answer; `plain` where nothing was claimed or required. */
export type Tone = VerdictWord | "plain";

/** Tone, label, headline and paragraph of the whole. */
export interface Opening {
  readonly tone: Tone;
  readonly label: string;
  readonly headline: string;
  /** {@link headline} beside a ruler, which has the range. */
  readonly brief: string;
  readonly detail: string;
  /** {@link detail} beside a ruler. */
  readonly lead: string;
}

/**
 * @param answers of the verdicts, in their order
 * @param cluster what clusters are called, or null
 * @param detection of detectors: where nothing is claimed, what they find comes first
 */
export function openingOf(
  result: EvaluationResult,
  answers: readonly Opening[],
  cluster: string | null,
  detection?: DetectionFacts,
): Opening {
  const [first] = answers;
  if (first !== undefined && answers.length === 1) {
    const { tone, label, headline, brief, detail, lead } = first;
    return { tone, label, headline, brief, detail, lead };
  }
  return first === undefined ? withoutClaim(result, detection) : together(result, cluster);
}

/** What a detector finds, beside its verdict or below the headline that says it. */
export interface FindsView {
  /** Null where the headline says it. */
  readonly sentence: string | null;
  /** From which sureness on boxes count. */
  readonly at: string;
  /** The figure over all thresholds, and what it is; null where a verdict is on it. */
  readonly average: { readonly figure: string; readonly text: string } | null;
  /** Kinds that are too few to judge, and their names; null where there are none. */
  readonly few: { readonly text: string; readonly names: string } | null;
}

/** Null for other tasks, and where no threshold is in use and scores are no shares. */
export function findsView(
  { estimates, verdicts, task }: EvaluationResult,
  detection: DetectionFacts | undefined,
): FindsView | null {
  const finds = detection === undefined ? null : findsOf(detection);
  if (finds === null) return null;
  const main = overallEstimate(estimates);
  const isJudged = verdicts.some(({ metric }) => metric === main?.metric);
  const figure = main === null || isJudged ? null : figureView(main, null, task);
  return {
    sentence: verdicts.length === 0 ? null : finds.sentence,
    at: finds.at,
    average:
      figure === null || figure.value === null
        ? null
        : {
            figure: [figure.label, figure.valueText, figure.intervalText ?? ""].join(" ").trim(),
            text: DETAIL.average({ sentence: figure.sentence, basis: figure.basis }),
          },
    few: finds.few,
  };
}

function together({ verdicts, question }: EvaluationResult, cluster: string | null): Opening {
  const count = (word: VerdictWord): number =>
    verdicts.filter(({ verdict }) => verdict === word).length;
  const holds = count("holds");
  const fails = count("fails");
  const open = count("cannot-tell");
  const all = verdicts.length;
  const claims = verdicts.filter(({ claim }) => claim.kind === "claim").length;
  const label = (word: string): string =>
    question === "here"
      ? LABELS.here({ word })
      : LABELS.elsewhere({ word, cluster: cluster ?? DETAIL.site });
  const opening =
    fails > 0
      ? ({ tone: "fails", label: fails === all ? label(LABELS.fails) : LABELS.inPart } as const)
      : open > 0
        ? ({ tone: "cannot-tell", label: LABELS.open } as const)
        : ({ tone: "holds", label: label(LABELS.holds) } as const);
  const headline = WHOLE.counts({
    holds,
    failing: fails,
    all: grouped(all),
    fails: fails === 0 ? null : grouped(fails),
    open: open === 0 ? null : grouped(open),
    of: claims === all ? "claims" : claims === 0 ? "requirements" : "both",
  });
  const detail = WHOLE.together({ all: grouped(all) });
  return {
    ...opening,
    ...(verdicts.some(restsOnGuess) && open < all
      ? { label: CARD_GUESS.ifRight({ label: opening.label }) }
      : {}),
    headline,
    brief: headline,
    detail,
    lead: detail,
  };
}

function withoutClaim(
  { estimates, task, sampling }: EvaluationResult,
  detection?: DetectionFacts,
): Opening {
  const estimate = estimates.find((one) => one.role === "headline" && one.slice === null) ?? null;
  const base = { tone: "plain", label: LABELS.plain } as const;
  if (estimate === null || estimate.value === null) {
    const headline = WHOLE.nothing;
    return { ...base, headline, brief: headline, detail: WHOLE.none, lead: WHOLE.none };
  }
  const words = metricWords(estimate.metric, task);
  const finds = detection === undefined ? null : findsOf(detection);
  const { valueText, intervalText } = figureView(estimate, null, task);
  const figure = intervalText === null ? valueText : `${valueText} ${intervalText}`;
  const design = sampling?.design;
  // Of a drawn list the sentence is about all that was drawn, whatever of it has what the metric is of.
  const n = design !== undefined && isOfPool(estimate) ? design.counted : estimate.n;
  const items = counted(n, estimate.unit);
  const pool = design === undefined ? null : counted(design.pool, estimate.unit);
  const hits = hitsOf(estimate, words);
  const counts =
    hits === null || words.hit === null
      ? []
      : [WHOLE.hits({ hits: grouped(hits), items, did: words.hit.long })];
  const headline =
    estimate.metric === ACCURACY.id
      ? pool !== null
        ? WHOLE.rightOfPool({ items, figure, pool })
        : WHOLE.rightOf({ items, figure })
      : pool !== null && isOfPool(estimate)
        ? WHOLE.figureOfPool({ items, measure: shown(words.phrase), figure, pool })
        : WHOLE.figure({ items, measure: shown(words.phrase), figure });
  if (finds !== null) {
    const few = finds.few === null ? [] : [finds.few.brief];
    const detail = [finds.at, headline, words.sentence, ...few, WHOLE.none].join(" ");
    const { sentence } = finds;
    const lead = `${finds.at} ${WHOLE.none}`;
    return { ...base, headline: sentence, brief: sentence, detail, lead };
  }
  const detail = [...counts, WHOLE.none].join(" ");
  return { ...base, headline, brief: headline, detail, lead: detail };
}

/**
 * How the rule came to a verdict, for the end of the report.
 *
 * @param estimate the figure that it judges @param cluster what clusters are called, or null
 */
export function ruleText(
  judged: ResultVerdict,
  estimate: ResultEstimate | null,
  cluster: string | null,
): string {
  const { metric, claim, verdict } = judged;
  const { scale } = metricWords(metric);
  const points = scale === "percent" || scale === "points";
  const isRequired = claim.kind === "requirement";
  const against = isRequired
    ? RULE.needed({ points })
    : claim.n === null || claim.low === null
      ? RULE.exact({ points })
      : RULE.counted({ points, images: counted(claim.n, "image") });
  const refused = refusalText(judged, estimate, cluster);
  if (refused !== null) return `${against}. ${RULE.refused({ reason: refused })}`;
  const line = isRequired ? RULE.zero : RULE.limit;
  const { low, high, tolerance } = judged;
  // The range that is shown may be wider than the one that decides.
  const isShown = verdict === "holds" ? (low ?? 0) > -tolerance : (high ?? 0) < -tolerance;
  if (verdict !== "cannot-tell" && !isShown) {
    return `${against}. ${RULE.corrected({ line, holds: verdict === "holds" })}`;
  }
  const end = { holds: RULE.holds, fails: RULE.fails, "cannot-tell": RULE.open }[verdict];
  return `${against}. ${end({ line })}`;
}
