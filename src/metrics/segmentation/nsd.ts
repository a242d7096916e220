import type { MaskOutcomes } from "../../outcomes/segmentation/mask-outcomes.js";
import type { MetricReference } from "../estimate-types.js";
import { type MetricParameter, metric } from "../metric.js";
import { notAvailable } from "../not-available.js";
import { CLASS, settingOf } from "../parameters.js";
import { maskMethod } from "./mask-method.js";
import { MASKS } from "./overlap.js";

const TOLERANCE = {
  name: "tolerance",
  kind: "number",
  low: 0,
  high: 1e9,
  default: "2",
  alwaysPrinted: true,
} as const satisfies MetricParameter;

export const NSD = metric({
  id: "nsd",
  name: "normalised surface distance",
  tasks: MASKS,
  kind: "additive",
  needs: "answers",
  parameters: [CLASS, TOLERANCE],
  nullUnits:
    "An image with a label neither in truth nor prediction is left out of that label's mean; in one alone: 0.",
  formula:
    "(|a in A: d(a, B) ≤ τ| + |b in B: d(b, A) ≤ τ|) / (|A| + |B|) of boundary pixels; mean over images, then over labels",
  source: "Nikolov et al. 2021; on pixels of boundaries, not weighted by length",
  aliases: [
    "surface-dice",
    "normalized-surface-dice",
    "normalised-surface-dice",
    "normalized-surface-distance",
  ],
  words: {
    label: "Edges within tolerance",
    phrase: "surface Dice",
    sentence: "Share of outline close enough.",
    short: "share of outline close enough",
    scale: "score",
  },
  works: [
    {
      key: "nikolov2021",
      cite: "Nikolov et al. 2021",
      entry:
        "Nikolov S, et al. Clinically applicable segmentation of head and neck anatomy for radiotherapy. Journal of Medical Internet Research 2021;23:e26151.",
    },
  ],
  definition: ({ parameters }) =>
    `the mean over images of the share of both boundaries that is within ${parameters.get("tolerance") ?? TOLERANCE.default} of the other${parameters.has("class") ? "" : ", averaged over labels but the background"}; in the unit of the spacing, else in pixels`,
  isUnitMean: () => true,
  isClassMean: (parameters) => !parameters.has("class"),
  images: maskMethod({ isOfLabels: true, isBounded: true, values: shares }),
});

/** @throws HomegroundError `metric/not-available` for a tolerance that was not looked at */
function shares(
  { nsd, tolerances, classes, unitCount }: MaskOutcomes,
  label: number,
  reference: MetricReference,
): Float64Array {
  const at = tolerances.indexOf(Number(settingOf(reference, TOLERANCE)));
  if (at < 0) {
    const what = `boundaries were looked at within ${tolerances.join(", ")}`;
    throw notAvailable(reference, what, "Ask for this tolerance when masks are compared");
  }
  const step = classes.length * tolerances.length;
  return Float64Array.from(
    { length: unitCount },
    (_, i) => nsd[i * step + label * tolerances.length + at]!,
  );
}
