import { wordsFor } from "../core/sentence.js";
import { ACCURACY } from "../metrics/predictions/accuracy.js";
import type { ReportExtras, ReportInput } from "../results/report-input.js";
import type { EvaluationResult, ResultEstimate, ResultVerdict } from "../results/result.js";
import { counted, plural, shareInWords } from "./numbers.js";
import type { ActionView } from "./report-section.js";
import { estimateOf } from "./ruler-view.js";
import { capitalised, shown } from "./text.js";
import { ACTIONS } from "./words/actions.js";
import { clusterFacts } from "./words/cluster-facts.js";
import { imagesHave } from "./words/unanswered.js";
import { warningWords } from "./words/warnings.js";

const MOST_ACTIONS = 4;

/**
 * What follows from verdicts and figures, at most four things.
 *
 * @param own what follows from the analyses
 */
export function actionViews(
  { result, extras }: ReportInput,
  own: readonly ActionView[],
): readonly ActionView[] {
  const { surface = "command" } = extras;
  const place = placeOf(result, extras);
  const accuracy = estimateOf(result, ACCURACY.id);
  const actions: ActionView[] = [];
  if ((result.model?.guessed ?? []).length > 0) {
    actions.push({ what: ACTIONS.checkGuess, why: ACTIONS.checkGuessWhy });
  }
  const failing = result.verdicts.filter(({ verdict }) => verdict === "fails");
  const open = result.verdicts.filter(({ verdict }) => verdict === "cannot-tell");
  if (failing[0] !== undefined) actions.push(whenFailing(failing[0], accuracy, place));
  if (open[0] !== undefined) {
    const estimate = estimateOf(result, open[0].metric);
    const { what, why } = whenOpen(open[0], estimate, extras);
    actions.push({ what, why: why + (open.length > 1 ? ACTIONS.others : "") });
  }
  if (result.verdicts.length > 0 && failing.length + open.length === 0) {
    const claimed = result.verdicts.some(({ claim }) => claim.kind === "claim");
    const what = claimed ? ACTIONS.mayUse({ place }) : ACTIONS.enough({ place });
    actions.push({ what, why: ACTIONS.checkAgain });
  }
  if (result.verdicts.length === 0)
    actions.push({ what: ACTIONS.decide, why: wordsFor(surface, ACTIONS.ask) });
  actions.push(...own);
  if (failing.length > 0) {
    const items = counted(result.inputs.scored, "image");
    actions.push({ what: ACTIONS.compare({ items }), why: ACTIONS.compareWhy });
  }
  if (result.inputs.listed.length > 0) {
    const files = counted(result.inputs.listed.length, "file");
    actions.push({ what: ACTIONS.left({ files }), why: ACTIONS.leftWhy });
  }
  return actions.slice(0, MOST_ACTIONS);
}

/** Where an answer is acted on: `here`, `at site 2`, `at another camera`. */
function placeOf({ question }: EvaluationResult, { placeName, clusterName }: ReportExtras): string {
  if (question === "another-site") {
    return ACTIONS.elsewhere({ cluster: shown(clusterName ?? ACTIONS.site, 40) });
  }
  return placeName === undefined ? ACTIONS.here : ACTIONS.at({ place: shown(placeName, 60) });
}

function whenFailing(
  { claim }: ResultVerdict,
  accuracy: ResultEstimate | null,
  place: string,
): ActionView {
  const isRequired = claim.kind === "requirement";
  if (accuracy === null || accuracy.value === null) {
    return isRequired
      ? { what: ACTIONS.notEnough({ place }), why: ACTIONS.missed }
      : { what: ACTIONS.doNotRely({ place }), why: ACTIONS.doesNotHold };
  }
  const share = capitalised(shareInWords(1 - accuracy.value));
  const why = ACTIONS.wrong({ share, most: accuracy.value <= 0.9 });
  if (accuracy.value < 0.9) return { what: ACTIONS.checkEach({ place }), why };
  const what = isRequired ? ACTIONS.notEnough({ place }) : ACTIONS.doNotRely({ place });
  return { what, why };
}

function whenOpen(
  verdict: ResultVerdict,
  estimate: ResultEstimate | null,
  extras: ReportExtras,
): ActionView {
  const { surface = "command" } = extras;
  const { moreLabels, moreClusters, reason } = verdict;
  if (reason === "verdict/no-interval" && moreLabels === null && moreClusters === null) {
    return { what: ACTIONS.noRange, why: ACTIONS.noRangeWhy };
  }
  if (moreLabels !== null) {
    const n = counted(moreLabels, ACTIONS.moreImage);
    return { what: ACTIONS.label({ n }), why: wordsFor(surface, ACTIONS.labelWhy) };
  }
  const cluster = shown(extras.clusterName ?? ACTIONS.group, 40);
  if (moreClusters !== null) {
    const n = counted(moreClusters, ACTIONS.moreOf({ cluster }));
    return { what: ACTIONS.add({ n }), why: ACTIONS.addWhy({ clusters: plural(cluster) }) };
  }
  // A reason that no number of labels takes away says itself what to do.
  if (reason !== null && reason !== "verdict/more-labels" && reason !== "verdict/more-clusters") {
    const facts = new Map(clusterFacts(extras.clusterName ?? null, estimate, surface));
    if (verdict.unanswered !== undefined) facts.set("subject", imagesHave(verdict.unanswered.n));
    const { todo, text } = warningWords(reason, facts, surface);
    return { what: todo, why: text };
  }
  return { what: ACTIONS.wider, why: ACTIONS.widerWhy };
}
