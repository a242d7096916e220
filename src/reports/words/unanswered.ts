import type {
  EvaluationResult,
  ResultCompletedFigure,
  ResultVerdict,
} from "../../results/result.js";
import { intervalText, valueText } from "../estimate-text.js";
import { grouped } from "../numbers.js";
import type { MetricWords } from "./metrics.js";

/** Sentences about images without an answer. Values are text already. */
const UNANSWERED = {
  bounds: (v: { worst: string; best: string }) =>
    `If all of them are wrong it is ${v.worst}; if all are right, ${v.best}.`,
  unbounded: "Nobody can say how much they could change it.",
  stillHolds: (v: { images: string; worst: string }) =>
    `${v.images} no answer. It holds even if all of them are wrong: ${v.worst}.`,
  stillFails: (v: { images: string; best: string }) =>
    `${v.images} no answer. It fails even if all of them are right: ${v.best}.`,
  none: (v: { images: string; bounds: string }) => `${v.images} no answer. ${v.bounds}`,
  wrong: (v: { images: string; one: boolean }) =>
    `${v.images} no answer and ${v.one ? "counts" : "count"} as wrong, as was asked.`,
} as const;

/** `1 image has`, `120 images have`. */
export function imagesHave(n: number): string {
  return n === 1 ? "1 image has" : `${grouped(n)} images have`;
}

/** Facts of the codes that speak of images without an answer. */
export function unansweredFacts({
  inputs,
}: Pick<EvaluationResult, "inputs">): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const n = inputs.unanswered ?? 0;
  if (n === 0) return new Map();
  const facts = new Map([["subject", imagesHave(n)]]);
  const codes = ["verdict/unanswered", "run/unanswered", "run/unanswered-wrong"];
  return new Map(codes.map((code) => [code, facts]));
}

/** Whether images without an answer are what leaves a verdict open. */
export function isOfUnanswered({ reason }: ResultVerdict): boolean {
  return reason === "verdict/unanswered";
}

/** The figure with all of them wrong, and with all of them right. */
export function unansweredBounds({ unanswered }: ResultVerdict, { scale }: MetricWords): string {
  const { worst = null, best = null } = unanswered ?? {};
  return worst === null || best === null
    ? UNANSWERED.unbounded
    : UNANSWERED.bounds({ worst: completedText(worst, scale), best: completedText(best, scale) });
}

/**
 * What images without an answer can do to a verdict; empty where every image has one, or where the
 * reason of the verdict has said it.
 */
export function unansweredSentence(verdict: ResultVerdict, words: MetricWords): string {
  const { unanswered } = verdict;
  if (unanswered === undefined || isOfUnanswered(verdict)) return "";
  const { n, countedAs, worst, best } = unanswered;
  const images = imagesHave(n);
  if (countedAs === "wrong") return UNANSWERED.wrong({ images, one: n === 1 });
  if (verdict.verdict === "holds" && worst !== null) {
    return UNANSWERED.stillHolds({ images, worst: completedText(worst, words.scale) });
  }
  if (verdict.verdict === "fails" && best !== null) {
    return UNANSWERED.stillFails({ images, best: completedText(best, words.scale) });
  }
  return UNANSWERED.none({ images, bounds: unansweredBounds(verdict, words) });
}

/** `70.0% [65.3, 74.3]`. */
function completedText(
  { value, low, high, n }: ResultCompletedFigure,
  scale: MetricWords["scale"],
): string {
  const range = intervalText(scale, low, high, n);
  return `${valueText(scale, value, n)}${range === null ? "" : ` ${range}`}`;
}
