import { bareValue, signedDifference, toleranceText, valueText } from "./estimate-text.js";
import { mainEstimates } from "./figures-view.js";
import { counted, grouped, listed } from "./numbers.js";
import type { ReportInput } from "./report-input.js";
import type { ResultEstimate } from "./result.js";
import { estimateOf } from "./ruler-view.js";
import { capitalised, shown } from "./text.js";
import { methodName } from "./words/methods.js";
import { metricWords } from "./words/metrics.js";
import { hitsOf } from "./words/verdicts.js";

/** A methods section to copy: what was evaluated, with which intervals, and how it was judged. */
export function methodsText({ result, extras }: ReportInput): string {
  const sentences = [whatWasEvaluated({ result, extras })];
  sentences.push(...figureSentences(mainEstimates(result.estimates)));
  for (const verdict of result.verdicts.slice(0, 5)) {
    const words = metricWords(verdict.metric);
    const { claim, difference, low, high, tolerance } = verdict;
    const judged = {
      holds: "so the claim was judged to hold",
      fails: "so the claim was judged not to hold",
      "cannot-tell": "so whether the claim holds could not be told",
    }[verdict.verdict];
    const claimed = valueText(words.scale, claim.value, null);
    const k = claim.n === null ? null : claim.value * claim.n;
    const counts =
      claim.n === null || k === null || Math.abs(k - Math.round(k)) > 1e-6 * claim.n
        ? claimed
        : `${grouped(Math.round(k))}/${grouped(claim.n)} = ${claimed}`;
    const range =
      low === null || high === null
        ? ""
        : `, ${Math.round(verdict.level * 1000) / 10}% interval ${signedDifference(words.scale, low)} to ${signedDifference(words.scale, high)}`;
    const units = words.scale === "percent" || words.scale === "points" ? " points" : "";
    const found = difference === null ? "undefined" : signedDifference(words.scale, difference);
    const against =
      claim.kind === "requirement"
        ? `A requirement of ${claimed} on ${shown(words.phrase, 60)} was tested`
        : `The published ${shown(words.phrase, 60)} (${counts}${extras.claimedPlace === undefined ? "" : ` on ${shown(extras.claimedPlace, 60)}`}) was tested against a tolerance of ${toleranceText(words.scale, tolerance)} fixed before the results were seen`;
    const mode = verdict.mode === "anytime" ? " by anytime-valid betting processes" : "";
    const outcome = claim.kind === "requirement" ? judged.replace("claim", "requirement") : judged;
    sentences.push(
      `${against}${mode}; the difference was ${found}${units} (positive is better${range}), ${outcome}.`,
    );
  }
  if (result.verdicts.length > 1) {
    sentences.push(
      `The ${grouped(result.verdicts.length)} verdicts were held together by Holm’s procedure.`,
    );
  }
  if (result.gap !== null) {
    sentences.push(
      "The gap was split by class and attribute after Kitagawa with symmetric weights.",
    );
  }
  const engine = result.software.engine;
  sentences.push(
    `Computed with Homeground ${result.software.version}${engine === null ? "" : ` (${shown(engine, 80)})`}, seed ${result.seed}.`,
  );
  return sentences.join(" ");
}

function whatWasEvaluated({ result, extras }: ReportInput): string {
  const { model, inputs } = result;
  const what =
    model === null
      ? "the given predictions"
      : `the model ${shown(model.name, 80)} (SHA-256 ${model.sha256.slice(0, 8)}…${model.sha256.slice(-6)})`;
  const place = extras.placeName ?? extras.place;
  const where = place === undefined ? "" : ` of ${shown(place, 60)}`;
  const left = inputs.listed.length;
  const out =
    left === 0 ? "" : `; ${grouped(left)} of ${grouped(inputs.images)} were left out, with reasons`;
  const clusters = estimateOf(result, "accuracy")?.clusters ?? null;
  const groups =
    clusters === null
      ? `, counted as independent ${result.unit}s`
      : ` in ${counted(clusters, shown(extras.clusterName ?? "cluster", 40))}`;
  return `We evaluated ${what} on ${counted(inputs.scored, `labelled ${result.unit}`)}${where}${groups}${out}.`;
}

/** Figures by interval method: `Accuracy was 22/73 = 30.1% (20.8 to 41.4), with …, 95%.` */
function figureSentences(estimates: readonly ResultEstimate[]): string[] {
  const byMethod = new Map<string, ResultEstimate[]>();
  for (const estimate of estimates) {
    if (estimate.value === null) continue;
    const method = estimate.low === null ? "none" : estimate.method;
    const own = byMethod.get(method);
    if (own === undefined) byMethod.set(method, [estimate]);
    else own.push(estimate);
  }
  return [...byMethod].map(([method, own]) => {
    const figures = own.map((one, i) => figureText(one, i === 0));
    const level = Math.round((own[0]?.level ?? 0.95) * 1000) / 10;
    const how = method === "none" ? "without an interval" : `with ${level}% ${methodName(method)}`;
    return `${capitalised(listed(figures))}, ${how}.`;
  });
}

function figureText(estimate: ResultEstimate, first: boolean): string {
  const words = metricWords(estimate.metric);
  const { value, low, high, n } = estimate;
  const hits = hitsOf(estimate, words);
  const figure = value === null ? "undefined" : valueText(words.scale, value, n);
  const counts = hits === null ? figure : `${grouped(hits)}/${grouped(n)} = ${figure}`;
  const range =
    low === null || high === null
      ? ""
      : ` (${bareValue(words.scale, low, n)} to ${bareValue(words.scale, high, n)})`;
  return `${shown(words.phrase, 80)} ${first ? "was " : ""}${counts}${range}`;
}
