import { counted, grouped, plural, shareInWords } from "./numbers.js";
import type { KeptFacts, ReportExtras } from "./report-input.js";
import type { EvaluationResult, ResultEstimate, ResultVerdict } from "./result.js";
import { estimateOf } from "./ruler-view.js";
import { capitalised, shown } from "./text.js";

/** One thing to do: what, in bold, and why. */
export interface ActionView {
  readonly what: string;
  readonly why: string;
}

/** What follows from the verdict and the figures, at most four things. */
export function actionViews(result: EvaluationResult, extras: ReportExtras): ActionView[] {
  const place = extras.placeName === undefined ? "here" : `at ${shown(extras.placeName, 60)}`;
  const accuracy = estimateOf(result, "accuracy");
  const actions: ActionView[] = [];
  const failing = result.verdicts.filter(({ verdict }) => verdict === "fails");
  const open = result.verdicts.filter(({ verdict }) => verdict === "cannot-tell");
  if (failing.length > 0) actions.push(whenFailing(accuracy, place));
  if (open[0] !== undefined) {
    const { what, why } = whenOpen(open[0], extras);
    const others = open.length > 1 ? " That is for the first claim; the others are above." : "";
    actions.push({ what, why: why + others });
  }
  if (result.verdicts.length > 0 && failing.length + open.length === 0) {
    actions.push({
      what: `The published figure may be used ${place}.`,
      why: "Check again when the camera, the season, the stain or the site changes.",
    });
  }
  if (result.verdicts.length === 0) {
    actions.push({
      what: "Decide what would be good enough, then ask for a verdict.",
      why: "Give the published figure as --claim, or what you need as --require.",
    });
  }
  const filter = confidenceAction(accuracy, extras.kept ?? []);
  if (filter !== null) actions.push(filter);
  if (failing.length > 0) {
    actions.push({
      what: `Compare other models on the same ${counted(result.inputs.scored, result.unit)}.`,
      why: "No more labels are needed for that.",
    });
  }
  if (result.inputs.listed.length > 0) {
    const n = result.inputs.listed.length;
    actions.push({
      what: `Look at the ${counted(n, "file")} left out.`,
      why: "Each is listed below with how to fix it.",
    });
  }
  return actions.slice(0, 4);
}

function whenFailing(accuracy: ResultEstimate | null, place: string): ActionView {
  const what =
    accuracy?.value !== undefined && accuracy.value !== null && accuracy.value < 0.9
      ? `Do not use its labels ${place} without checking each one.`
      : `Do not rely on the published figure ${place}.`;
  const why =
    accuracy === null || accuracy.value === null
      ? "It does not hold there."
      : `${capitalised(shareInWords(1 - accuracy.value))} ${accuracy.value <= 0.9 ? "are" : "is"} wrong.`;
  return { what, why };
}

function whenOpen(verdict: ResultVerdict, extras: ReportExtras): ActionView {
  const { moreLabels, moreClusters, reason } = verdict;
  if (reason === "verdict/no-interval" && moreLabels === null && moreClusters === null) {
    return {
      what: "Add images of other places and times.",
      why: "From so few there is no range at all, and without a range no verdict.",
    };
  }
  if (moreLabels !== null) {
    return {
      what: `Label about ${counted(moreLabels, "more image")}.`,
      why: "So many are likely to decide. Draw them at random: homeground sample does that.",
    };
  }
  if (moreClusters !== null) {
    const cluster = shown(extras.clusterName ?? "group", 40);
    return {
      what: `Add about ${counted(moreClusters, `more ${cluster}`)}.`,
      why: `More images of the same ${plural(cluster)} would not help.`,
    };
  }
  return {
    what: "Consider a wider limit, or accept not knowing.",
    why: "No number of labels that could be foreseen would decide.",
  };
}

/** Whether sure answers are right more often: it decides if filtering by confidence can help. */
function confidenceAction(
  accuracy: ResultEstimate | null,
  kept: readonly KeptFacts[],
): ActionView | null {
  if (accuracy === null || accuracy.value === null || accuracy.value > 0.97) return null;
  const sure = kept.filter(({ threshold, kept: n }) => threshold >= 0.9 && n >= 10)[0];
  if (sure === undefined || sure.kept === accuracy.n) return null;
  const share = sure.right / sure.kept;
  const counts = `${grouped(sure.right)} of ${grouped(sure.kept)} are right`;
  const percentage = `${grouped(sure.threshold * 100)}%`;
  if (share - accuracy.value < 0.05) {
    return {
      what: "Do not filter by confidence.",
      why: `Where the model is at least ${percentage} sure, ${counts}, hardly better than the rest.`,
    };
  }
  if (sure.low !== null && sure.low > accuracy.value) {
    return {
      what: "Have the unsure answers checked first.",
      why: `Where the model is at least ${percentage} sure, ${counts}.`,
    };
  }
  return null;
}
