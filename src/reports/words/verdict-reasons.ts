import { METRICS } from "../../metrics/registry.js";
import type { ResultEstimate, ResultFewLabels, ResultVerdict } from "../../results/result.js";
import { isOfPool } from "../../results/unequal-draws.js";
import { valueText } from "../estimate-text.js";
import { counted, grouped, listed } from "../numbers.js";
import { shown } from "../text.js";
import { DETAIL, HEADLINE, OPEN } from "./answer.js";
import { clusterFacts } from "./cluster-facts.js";
import { FEW } from "./few-labels.js";
import { type MetricWords, metricName, metricWords } from "./metrics.js";
import { imagesHave, isOfUnanswered, unansweredBounds, unansweredSentence } from "./unanswered.js";
import { unseenKindText } from "./unseen-kind.js";
import { claimedText, hitsOf, limitOf, rangeSide, type VerdictContext } from "./verdict-detail.js";
import { warningWords } from "./warnings.js";

/** Reasons that more data would take away: the plan says how many. */
const PLANS: ReadonlySet<string> = new Set(["verdict/more-labels", "verdict/more-clusters"]);

/**
 * Why there is no verdict, as a sentence made of the numbers of verdict and figure; null where the range
 * decides and more data would settle it.
 *
 * @param cluster what clusters are called; null where units are separate
 */
export function reasonText(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  cluster: string | null,
): string | null {
  const { reason } = verdict;
  if (verdict.verdict !== "cannot-tell" || reason === null || PLANS.has(reason)) return null;
  const facts = new Map(clusterFacts(cluster, estimate));
  const words = metricWords(verdict.metric);
  facts.set("metric", shown(words.phrase, 60));
  const unless = unseenKindText(verdict, estimate, cluster);
  if (unless !== null) facts.set("unless", unless);
  if (verdict.fewLabels !== undefined) {
    facts.set("rare", rareText(verdict.metric, verdict.fewLabels));
  }
  if (verdict.claim.kind === "requirement") facts.set("size", FEW.ofLimit);
  if (verdict.unanswered !== undefined) facts.set("subject", imagesHave(verdict.unanswered.n));
  const { text } = warningWords(reason, facts);
  return isOfUnanswered(verdict) ? `${text} ${unansweredBounds(verdict, words)}` : text;
}

/** `37 of 61 labels (boar, lynx, owl and others) have fewer than 3 images`. */
function rareText(metric: string, { few, of, names, least }: ResultFewLabels): string {
  const { id } = metricName(metric);
  const evidence = METRICS.get(id)?.evidence;
  const has =
    evidence === "objects"
      ? FEW.objects
      : evidence === "answers"
        ? FEW.answers({ least })
        : evidence === "images-either-way"
          ? FEW.eitherWay({ least })
          : FEW.images({ least });
  const told = names.map((name) => shown(name, 40));
  if (of === 1) return FEW.one({ name: told[0] ?? null, has });
  return FEW.several({
    few: grouped(few),
    of: counted(of, FEW.label),
    has,
    names: told.length === 0 ? null : listed(few > told.length ? [...told, FEW.others] : told),
  });
}

/** The same inside a sentence; null also where the claim's own range is what is too wide. */
export function refusalText(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  cluster: string | null,
): string | null {
  if (verdict.reason === "verdict/claim-too-uncertain") return null;
  const text = reasonText(verdict, estimate, cluster);
  return text === null ? null : text.charAt(0).toLowerCase() + text.slice(1);
}

/**
 * The sentence of a claim that cannot be told yet. It says that the claim may or may not hold only
 * where the limit lies inside the range; else what is missing, from the numbers of the verdict.
 *
 * @param isBeside whether a ruler stands beside it, which has range and limit
 */
export function openSentence(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  words: MetricWords,
  cluster: string | null,
  isBeside = false,
): string {
  const claim = `${claimedText(verdict, words)} ${shown(words.phrase)}`;
  if (estimate === null || estimate.value === null) return HEADLINE.claim({ claim });
  const { low, high, n } = estimate;
  const so = figureSaid(estimate, words);
  const why = reasonText(verdict, estimate, cluster);
  if (low === null || high === null) {
    const start = OPEN.noRange({ so });
    // That there is none is said already.
    if (why === null || verdict.reason === "verdict/no-interval") {
      return `${start}. ${HEADLINE.claim({ claim })}`;
    }
    return OPEN.because({ so: start, why });
  }
  const limits = { low: valueText(words.scale, low, n), high: valueText(words.scale, high, n) };
  const likely = isBeside ? so : OPEN.likely({ so, ...limits });
  if (verdict.reason === "verdict/claim-too-uncertain") {
    return uncertainClaim(verdict, words, claim, likely) ?? OPEN.because({ so: likely, why: why! });
  }
  if (why !== null) return OPEN.because({ so: likely, why });
  if (rangeSide(verdict, estimate, words) === "both") {
    return OPEN.inside({ so, ...(isBeside ? { low: null, high: null } : limits), claim });
  }
  return OPEN.outside({
    so: likely,
    above: low > limitOf(verdict, words),
    limit: isBeside ? null : valueText(words.scale, limitOf(verdict, words), null),
    but: missing(verdict, estimate, words),
  });
}

/** `10 labelled, 5 right`, `On your 73 images, macro F1 is 0.27`. */
function figureSaid(estimate: ResultEstimate, words: MetricWords): string {
  const { value, n, unit } = estimate;
  const hits = hitsOf(estimate, words);
  if (hits !== null && words.hit !== null) {
    return HEADLINE.labelled({ n: grouped(n), hits: grouped(hits), hit: words.hit.short });
  }
  const said = { measure: shown(words.phrase), value: valueText(words.scale, value ?? 0, n) };
  return isOfPool(estimate)
    ? DETAIL.figureOfPool(said)
    : HEADLINE.measured({ items: counted(n, unit), ...said });
}

/** The claim's own range, where it has one. */
function claimRange({ claim }: ResultVerdict, { scale }: MetricWords) {
  if (claim.low === null || claim.high === null) return null;
  return { low: valueText(scale, claim.low, claim.n), high: valueText(scale, claim.high, claim.n) };
}

function uncertainClaim(
  verdict: ResultVerdict,
  words: MetricWords,
  claim: string,
  so: string,
): string | null {
  const range = claimRange(verdict, words);
  if (range === null) return null;
  const { n } = verdict.claim;
  const images = n === null ? null : counted(n, "image");
  return OPEN.uncertain({ so, claim, images, ...range });
}

/** What keeps a range that lies wholly on one side of the limit from a verdict. */
function missing(verdict: ResultVerdict, estimate: ResultEstimate, words: MetricWords): string {
  const { low, high, tolerance } = verdict;
  const range = claimRange(verdict, words);
  const decides = low !== null && high !== null && (low > -tolerance || high < -tolerance);
  if (!decides && range !== null) return OPEN.claimRange(range);
  return verdict.level > estimate.level ? OPEN.stricter : OPEN.guard;
}

/**
 * Why it cannot be told yet, unless that is said already, what is likely to decide, and what images
 * without an answer could change.
 */
export function advice(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  { cluster }: VerdictContext,
  isSaid = false,
): string[] {
  const unanswered = unansweredSentence(verdict, metricWords(verdict.metric));
  const more = unanswered === "" ? [] : [unanswered];
  if (verdict.verdict !== "cannot-tell") return more;
  const { moreLabels, moreClusters } = verdict;
  const sentences: string[] = [];
  const why = reasonText(verdict, estimate, cluster);
  if (why !== null && !isSaid) sentences.push(why);
  if (moreLabels !== null) {
    sentences.push(DETAIL.moreLabels({ n: counted(moreLabels, DETAIL.moreLabel) }));
    if (moreLabels > 10 * (estimate?.n ?? 0)) sentences.push(DETAIL.many);
  } else if (moreClusters !== null) {
    const name = DETAIL.moreCluster({ cluster: cluster ?? DETAIL.group });
    sentences.push(DETAIL.moreClusters({ n: counted(moreClusters, name) }));
    if (moreClusters > 10 * (estimate?.clusters ?? 0)) sentences.push(DETAIL.many);
  }
  return [...sentences, ...more];
}
