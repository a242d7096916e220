import { checkClaimsAnytime } from "../../claims/anytime-check.js";
import { boundedValues, clusterMeans } from "../../claims/anytime-values.js";
import type { Claim } from "../../claims/claim.js";
import { headlineReference } from "../../evaluation/estimates.js";
import { estimatorOf } from "../../evaluation/evaluated-outcomes.js";
import type { LiveLook } from "../../evaluation/live-look.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import { formatReference } from "../../metrics/reference-text.js";
import { outcomesOfPixels } from "../../outcomes/segmentation/mask-outcomes.js";
import type { ClassPixels } from "../../outcomes/segmentation/pixel-confusion.js";
import { anytimeInterval } from "../../statistics/anytime.js";
import type { EditorLookOptions } from "../editors/label-editor.js";
import type { LabelLook } from "../label-look.js";
import type { LabelledImage, LabellerState } from "../label-state.js";
import type { MaskClasses } from "./mask-score.js";

/** An image that is looked at; without pixels it may be anything. */
interface Unit {
  readonly kind: "labelled" | "undecided" | "passed-over" | "left-out";
  readonly pixels: ClassPixels | null;
  readonly seen: boolean;
  readonly sequence: string | null;
}

/** What is compared for an image: `unread` where the model has not read it, `none` where nothing can be. */
export type MaskCompared = ClassPixels | "unread" | "none";

/**
 * The mean over images of their overlap, its range and the verdict, by the rules that allow a look after each label
 * (METHODS §5): an image's overlap is in [0, 1], and they come in a random order. Images that were passed over, or that
 * the model has not read, are taken as nothing and as all of what there is.
 *
 * @returns null where the figure is no mean over images: over several labels it is a mean of means, each over
 *   images of its own, and no such rule is known for it
 */
export function lookAtMasks(
  state: LabellerState,
  options: EditorLookOptions,
  classes: MaskClasses,
  comparedOf: (image: string, labelled: LabelledImage) => MaskCompared,
): LabelLook | null {
  const { order, sequenceOf, claimsOf, level } = options;
  const units = unitsOf(state, order, sequenceOf, comparedOf);
  const claims = claimsOf(classes.names);
  const known = outcomesOfPixels([], classes);
  const reference = claims[0]?.reference ?? headlineReference(known);
  if (boundedValues(reference, known, new Int32Array()) === null) return null;
  const lookOf = (open: Completion): LiveLook | null =>
    lookAt(units, classes, claims, reference, level, open);
  const isOpen = units.some(
    ({ kind, pixels }) => kind === "passed-over" || (kind === "labelled" && pixels === null),
  );
  const now = lookOf("left-out");
  const ends = isOpen ? [lookOf("nothing"), lookOf("all")].flatMap((end) => end ?? []) : [];
  const count = (kind: Unit["kind"]): number => units.filter((unit) => unit.kind === kind).length;
  const undecided = count("undecided");
  const isLabelled = (image: string): boolean => (state.images.get(image)?.label ?? null) !== null;
  const counted = units.filter(({ kind }) => kind === "labelled");
  const sequences = new Set(counted.map(({ sequence }, i) => sequence ?? i));
  return {
    reached: units.length,
    labelled: count("labelled"),
    undecided,
    passedOver: count("passed-over"),
    leftOut: count("left-out"),
    seen: units.filter(({ kind, seen }) => kind === "labelled" && seen).length,
    ahead: order.slice(units.length).filter(isLabelled).length,
    groups: sequenceOf === undefined ? null : sequences.size,
    look: now === null ? null : widened(now, ends),
    undecidedWrong:
      undecided === 0 || now === null ? null : (now.value * now.n) / (now.n + undecided),
  };
}

function unitsOf(
  { images, skipped }: LabellerState,
  order: readonly string[],
  sequenceOf: EditorLookOptions["sequenceOf"],
  comparedOf: (image: string, labelled: LabelledImage) => MaskCompared,
): readonly Unit[] {
  const later = new Set(skipped);
  const units: Unit[] = [];
  for (const image of order) {
    const labelled = images.get(image);
    const said = labelled?.label ?? null;
    if (said === null && !later.has(image)) break;
    const base = { seen: labelled?.seen ?? false, sequence: sequenceOf?.(image) ?? null };
    if (said === null || labelled === undefined) {
      units.push({ ...base, kind: "passed-over", pixels: null });
    } else if (said.kind === "objects" || said.kind === "empty") {
      const compared = comparedOf(image, labelled);
      if (compared === "none") units.push({ ...base, kind: "left-out", pixels: null });
      else
        units.push({ ...base, kind: "labelled", pixels: compared === "unread" ? null : compared });
    } else {
      const kind = said.kind === "cannot-tell" ? "undecided" : "left-out";
      units.push({ ...base, kind, pixels: null });
    }
  }
  // A sequence that goes on behind the images reached is not whole.
  const next = order[units.length];
  const open = next === undefined ? null : (sequenceOf?.(next) ?? null);
  while (open !== null && units.at(-1)?.sequence === open) units.pop();
  return units;
}

/** What images are taken for of which nothing can be said yet. */
type Completion = "left-out" | "nothing" | "all";

/** An image of one pixel of each label: found, or missed. */
function onePixel({ names }: MaskClasses, isFound: boolean): ClassPixels {
  const one = new Float64Array(names.length).fill(1);
  const none = new Float64Array(names.length);
  return {
    pixels: names.length,
    truth: one,
    predicted: isFound ? one : none,
    shared: isFound ? one : none,
  };
}

function lookAt(
  units: readonly Unit[],
  classes: MaskClasses,
  claims: readonly Claim[],
  reference: MetricReference,
  level: number,
  open: Completion,
): LiveLook | null {
  const taken: { readonly pixels: ClassPixels; readonly group: string | number }[] = [];
  for (const [i, { kind, pixels, sequence }] of units.entries()) {
    const group = sequence ?? i;
    if (pixels !== null) taken.push({ pixels, group });
    else if (open !== "left-out" && (kind === "labelled" || kind === "passed-over")) {
      taken.push({ pixels: onePixel(classes, open === "all"), group });
    }
  }
  const hasClusters = units.some(({ sequence }) => sequence !== null);
  const groups = [...new Set(taken.map(({ group }) => group))];
  const groupOf = new Map(groups.map((group, g) => [group, g]));
  const cluster = Int32Array.from(taken, ({ group }) => groupOf.get(group)!);
  const outcomes = outcomesOfPixels(
    taken.map(({ pixels }) => pixels),
    classes,
    hasClusters ? cluster : null,
    hasClusters ? groups.length : 0,
  );
  const order = Int32Array.from(taken.keys());
  const valuesOf = (of: MetricReference): Float64Array | null => {
    const found = boundedValues(of, outcomes, order);
    if (found === null || !hasClusters) return found?.values ?? null;
    return clusterMeans(
      found.values,
      found.units.map((unit) => cluster[unit]!),
    );
  };
  const each = boundedValues(reference, outcomes, order);
  const values = valuesOf(reference);
  if (each === null || values === null || values.length === 0) return null;
  const figure = {
    metric: formatReference(reference),
    n: each.values.length,
    hits: null,
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
  };
  const [first] = checkClaimsAnytime(
    claims.map((claim) => ({
      claim,
      local: estimatorOf(outcomes, claim.reference),
      values: valuesOf(claim.reference),
      of: hasClusters ? ("cluster-means" as const) : ("units" as const),
      hasClusters,
      order: "random" as const,
      changed: false,
      pool: null,
    })),
    { level },
  );
  if (first === undefined) {
    const range = anytimeInterval(values, level);
    return {
      ...figure,
      ...range,
      claim: null,
      verdict: null,
      moreLabels: null,
      moreClusters: null,
    };
  }
  if (first.anytime === null) return null;
  const { kind, value, low, high } = first.claim;
  return {
    ...figure,
    low: first.anytime.low,
    high: first.anytime.high,
    claim: { kind, value, low, high, tolerance: first.tolerance },
    verdict: first.verdict,
    moreLabels: first.moreLabels,
    moreClusters: first.moreClusters,
  };
}

/** The verdict that all agree in, and a range from the least to the greatest. */
function widened(known: LiveLook, ends: readonly LiveLook[]): LiveLook {
  if (ends.length === 0 || known.verdict === null) {
    return {
      ...known,
      low: Math.min(known.low, ...ends.map(({ low }) => low)),
      high: Math.max(known.high, ...ends.map(({ high }) => high)),
    };
  }
  const agree = ends.every(({ verdict }) => verdict === ends[0]!.verdict);
  return {
    ...known,
    low: Math.min(known.low, ...ends.map(({ low }) => low)),
    high: Math.max(known.high, ...ends.map(({ high }) => high)),
    verdict: agree ? ends[0]!.verdict : "cannot-tell",
  };
}
