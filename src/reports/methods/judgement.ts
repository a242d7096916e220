import type { ReportInput } from "../../results/report-input.js";
import type { EvaluationResult, ResultVerdict } from "../../results/result.js";
import { signedDifference, toleranceText, valueText } from "../estimate-text.js";
import { counted, grouped, plural, shortPercent } from "../numbers.js";
import { estimateOf } from "../ruler-view.js";
import { shown } from "../text.js";
import { JUDGEMENT } from "../words/methods-section.js";
import { fieldName } from "../words/metric-definitions.js";
import { metricWords } from "../words/metrics.js";
import { imagesHave } from "../words/unanswered.js";
import { shortValue } from "../words/unseen-kind.js";
import { claimedText } from "../words/verdicts.js";
import type { Citations } from "../words/works.js";

/** So many claims are told one by one. */
const MOST_CLAIMS = 5;
/** Means by Student's law have no exact test beside their interval. */
const WITHOUT_GUARD: ReadonlySet<string> = new Set([
  ...["t", "t-cluster", "mean-failure-cluster", "z-jackknife", "z-jackknife-cluster"],
]);

/** The claims, the rule fixed beforehand, and what it gave; empty without a claim. */
export function judgementParagraph(input: ReportInput, { cite }: Citations): string {
  const { result, extras } = input;
  const { verdicts } = result;
  if (verdicts.length === 0) return "";
  const told = verdicts.slice(0, MOST_CLAIMS);
  const sentences = told.map((verdict) => claimSentence(verdict, input));
  const claims = verdicts.filter(({ claim }) => claim.kind === "claim");
  if (claims.length > 0) {
    sentences.push(JUDGEMENT.difference({ cites: cite(["newcombe1998", "zou2008"]) }));
    if (claims.some(({ claim }) => claim.low === null)) sentences.push(JUDGEMENT.publishedExact);
  }
  const judged = result.estimates.find(({ metric }) => metric === verdicts[0]?.metric);
  const clusters = judged?.clusters ?? null;
  sentences.push(
    JUDGEMENT.rule({
      of:
        claims.length === 0
          ? "requirements"
          : claims.length === verdicts.length
            ? "claims"
            : "both",
      alpha: shortPercent(1 - levelOf(result)),
      guard: verdicts.some(({ metric }) => hasGuard(result, metric)),
      cluster:
        clusters === null
          ? null
          : { name: shown(extras.clusterName ?? "cluster", 40), worst: worstStated(verdicts) },
    }),
  );
  if (verdicts.some(({ warnings }) => warnings.includes("interval/looked-before"))) {
    const level = shortPercent(1 - (1 - levelOf(result)) / 5);
    sentences.push(JUDGEMENT.lookedBefore({ level }));
  }
  const looks = verdicts.map(({ anytime }) => anytime ?? null).find((one) => one !== null);
  if (looks !== undefined) {
    const { of, order } = looks;
    const units = of === "units" ? result.unit : (extras.clusterName ?? "cluster");
    sentences.push(
      JUDGEMENT.anytime({
        order,
        seed: String(result.seed),
        units: plural(shown(units, 40)),
        cites: cite(["waudby2024", "ville1939"]),
      }),
    );
  }
  const unanswered = verdicts.find((verdict) => verdict.unanswered !== undefined)?.unanswered;
  if (unanswered !== undefined) {
    const { n, countedAs } = unanswered;
    sentences.push(JUDGEMENT.unanswered({ images: imagesHave(n), wrong: countedAs === "wrong" }));
  }
  if (verdicts.length > 1) {
    sentences.push(JUDGEMENT.holm({ count: grouped(verdicts.length), cites: cite(["holm1979"]) }));
  }
  sentences.push(...told.map((verdict) => outcomeSentence(verdict, levelOf(result))));
  if (verdicts.length > told.length) {
    sentences.push(JUDGEMENT.more({ count: grouped(verdicts.length - told.length) }));
  }
  return sentences.join(" ");
}

/** Of the run: intervals of differences are shown at it, whatever level a verdict was decided at. */
function levelOf({ estimates }: EvaluationResult): number {
  return estimates[0]?.level ?? 0.95;
}

/** The worst score that somebody stated, for the metric of the first verdict that has one. */
function worstStated(verdicts: readonly ResultVerdict[]): string | null {
  const stated = verdicts.find(({ worstSite }) => worstSite !== undefined);
  if (stated?.worstSite === undefined) return null;
  return shortValue(stated.metric, stated.worstSite);
}

function hasGuard(result: EvaluationResult, metric: string): boolean {
  const estimate = estimateOf(result, metric);
  return estimate !== null && !WITHOUT_GUARD.has(estimate.method);
}

function claimSentence(verdict: ResultVerdict, { extras }: ReportInput): string {
  const words = metricWords(verdict.metric);
  const measure = shown(fieldName(verdict.metric), 80);
  const { claim, tolerance } = verdict;
  if (claim.kind === "requirement") {
    return JUDGEMENT.requirement({
      measure,
      needed: claimedText(verdict, words),
      atMost: words.better === "lower",
    });
  }
  const place = extras.claimedPlace;
  return JUDGEMENT.claim({
    measure,
    claimed: publishedText(verdict),
    place: place === undefined ? null : shown(place, 60),
    tolerance: toleranceText(words.scale, tolerance),
    source: extras.question?.source === "given" ? JUDGEMENT.given : JUDGEMENT.byDefault,
  });
}

/** `84/89 = 94.4%`, `94.4% on 89 images`, `94.4%`. */
function publishedText({ metric, claim }: ResultVerdict): string {
  const { scale, hit } = metricWords(metric);
  const value = valueText(scale, claim.value, null);
  if (claim.n === null) return value;
  const k = claim.value * claim.n;
  const isCount =
    hit !== null && claim.low !== null && Math.abs(k - Math.round(k)) <= 1e-6 * claim.n;
  return isCount
    ? `${grouped(Math.round(k))}/${grouped(claim.n)} = ${value}`
    : `${value} on ${counted(claim.n, "image")}`;
}

function outcomeSentence(verdict: ResultVerdict, runLevel: number): string {
  const words = metricWords(verdict.metric);
  const { difference, low, high, claim } = verdict;
  const points = words.scale === "percent" || words.scale === "points" ? " points" : "";
  const level = Math.round(runLevel * 1000) / 10;
  const verdicts =
    claim.kind === "requirement" ? JUDGEMENT.requirementVerdicts : JUDGEMENT.claimVerdicts;
  return JUDGEMENT.outcome({
    measure: shown(fieldName(verdict.metric), 80),
    difference:
      difference === null ? "undefined" : signedDifference(words.scale, difference) + points,
    range:
      low === null || high === null
        ? null
        : `${level}% interval ${signedDifference(words.scale, low)} to ${signedDifference(words.scale, high)}`,
    verdict: verdicts[verdict.verdict],
  });
}
