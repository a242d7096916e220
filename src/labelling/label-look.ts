import type { Claim } from "../claims/claim.js";
import { EMPTY_LABEL } from "../dataset/image-set.js";
import { headlineReference } from "../evaluation/estimates.js";
import { type LiveLook, lookAt, outlookAt } from "../evaluation/live-look.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { metricOf } from "../metrics/lookup.js";
import { outcomesOfPairs } from "../outcomes/classification-types.js";
import type { DecisionOutlook } from "../statistics/anytime-outlook.js";
import { OTHER_LABEL } from "./label-events.js";
import type { LabelledImage, LabellerState } from "./label-state.js";

export interface LabelLookOptions {
  /** Images in the order in which they were drawn; those of a sequence follow one another. */
  readonly order: readonly string[];
  /** The sequence of an image, null for one of its own; left out where images are independent. */
  readonly sequenceOf?: (image: string) => string | null;
  /** Labels that the model can answer with, each once. */
  readonly modelLabels: readonly string[];
  /** What the model says of an image, one of its labels; null where it says nothing. */
  readonly predictionOf: (image: string) => string | null;
  /** What is claimed, where the names of all labels are these. */
  readonly claimsOf: (classes: readonly string[]) => readonly Claim[];
  readonly level: number;
}

/** How far the labels of one person have come, and what they say. */
export interface LabelLook {
  /** Images of the order that are looked at: as far as each has a label or was passed over. */
  readonly reached: number;
  /** Of these: with a label that counts. */
  readonly labelled: number;
  /** Nobody can tell: they are left out of the figure. */
  readonly undecided: number;
  /** Passed over for now. The verdict holds whatever they are, and the range is as wide as they can make it. */
  readonly passedOver: number;
  /** Left out because the picture cannot be opened, or it has several labels where one is asked for. */
  readonly leftOut: number;
  /** Labels that were given with the prediction in sight. */
  readonly seen: number;
  /** Labels of images further on, which count once the order has come to them. */
  readonly ahead: number;
  /** Sequences and images alone that the labelled ones come to; null where images count one by one. */
  readonly groups: number | null;
  /** Null before there is anything to say. */
  readonly look: LiveLook | null;
  /** The figure with the undecided ones counted as wrong; null where there are none, or no figure. */
  readonly undecidedWrong: number | null;
}

/**
 * The figure, its range and the verdict from the labels so far, by the rules that allow a look after
 * each label (METHODS §5).
 *
 * These rules ask for a random order, and a label that somebody puts off because it is hard breaks it.
 * So images count as far as the order is without a gap: labels given further on wait, an image that
 * was passed over is taken as right and as wrong, and a sequence counts when the whole of it is reached.
 */
export function lookAtLabels(state: LabellerState, options: LabelLookOptions): LabelLook {
  const { order, claimsOf, level } = options;
  const units = reachedUnits(state, options);
  const reached = units.length;
  const isOpen = units.some(({ kind }) => kind === "passed-over");
  const classes = classesOf(units, options.modelLabels, isOpen);
  const claims = claimsOf(classes);
  const outcomes = outcomesOf(units, classes, options);
  const reference = claims[0]?.reference ?? headlineReference(outcomes(() => null).outcomes);
  const lookOf = (truth: (unit: Unit) => string | null): LiveLook | null => {
    const made = outcomes(truth);
    return lookAt(made.outcomes, made.silent, claims, level);
  };
  const known = lookOf(({ truth }) => truth);
  const look =
    known === null || !isOpen
      ? known
      : widened(
          known,
          lookOf(completion(reference, classes, "worst")),
          lookOf(completion(reference, classes, "best")),
        );
  const count = (kind: Unit["kind"]): number => units.filter((unit) => unit.kind === kind).length;
  const undecided = count("undecided");
  const isLabelled = (image: string) => (state.images.get(image)?.label ?? null) !== null;
  return {
    reached,
    labelled: count("labelled"),
    undecided,
    passedOver: count("passed-over"),
    leftOut: count("left-out"),
    seen: units.filter((unit) => unit.kind === "labelled" && unit.seen).length,
    ahead: order.slice(reached).filter(isLabelled).length,
    groups: options.sequenceOf === undefined ? null : groupsOf(units),
    look,
    undecidedWrong:
      undecided === 0 || known === null ? null : (known.hits ?? 0) / (known.n + undecided),
  };
}

/**
 * When labels to come are likely to decide; null where they cannot, or a verdict is there. Images
 * that were passed over are not counted in: they come last, and keep a verdict back until then.
 */
export function labelOutlook(
  state: LabellerState,
  options: LabelLookOptions,
): DecisionOutlook | null {
  const { modelLabels, order, claimsOf, level } = options;
  const units = reachedUnits(state, options);
  const classes = classesOf(units, modelLabels, false);
  const { outcomes } = outcomesOf(units, classes, options)(({ truth }) => truth);
  return outlookAt(outcomes, claimsOf(classes), level, order.length - units.length);
}

/**
 * Images of which the labels may be evaluated by rules that allow a look after each: as far as the
 * order is without a gap. Where images that were passed over may still change the verdict, as far as
 * the first of them. These rules hold after any number of labels, and so wherever somebody stops.
 *
 * @param looked by {@link lookAtLabels} of this state and order
 */
export function imagesToEvaluate(
  { images, skipped }: LabellerState,
  order: readonly string[],
  { reached, passedOver, look }: LabelLook,
): readonly string[] {
  const isDecided = look?.verdict === "holds" || look?.verdict === "fails";
  if (passedOver === 0 || isDecided) return order.slice(0, reached);
  const later = new Set(skipped);
  const isOpen = (image: string) => later.has(image) && (images.get(image)?.label ?? null) === null;
  return order.slice(0, order.findIndex(isOpen));
}

/** An image that is looked at. */
export interface Unit {
  readonly kind: "labelled" | "undecided" | "passed-over" | "left-out";
  /** Its label, where it has one that counts. */
  readonly truth: string | null;
  readonly predicted: string | null;
  readonly sequence: string | null;
  readonly seen: boolean;
}

/** As far as each image of the order has a label or was passed over: unit i is of image i. */
function reachedUnits(
  { images, skipped }: LabellerState,
  {
    order,
    sequenceOf,
    predictionOf,
  }: Pick<LabelLookOptions, "order" | "sequenceOf" | "predictionOf">,
): readonly Unit[] {
  const later = new Set(skipped);
  const units: Unit[] = [];
  for (const image of order) {
    const labelled = images.get(image);
    const said = labelled?.label ?? null;
    if (said === null && !later.has(image)) break;
    const truth = truthOf(labelled);
    units.push({
      kind: said === null ? "passed-over" : truth !== null ? "labelled" : leftAs(said.kind),
      truth,
      predicted: predictionOf(image),
      sequence: sequenceOf?.(image) ?? null,
      seen: labelled?.seen ?? false,
    });
  }
  // A sequence that goes on behind the images reached is not whole.
  const next = order[units.length];
  const open = next === undefined ? null : (sequenceOf?.(next) ?? null);
  while (open !== null && units.at(-1)?.sequence === open) units.pop();
  return units;
}

/** Those with a label that counts, by their sequences. */
function groupsOf(units: readonly Unit[]): number {
  const counted = units.filter(({ kind }) => kind === "labelled");
  const names = counted.flatMap(({ sequence }) => sequence ?? []);
  return new Set(names).size + counted.length - names.length;
}

/** The one label of an image; null where it has none or several. */
export function truthOf(image: LabelledImage | undefined): string | null {
  const said = image?.label;
  if (said?.kind === "empty") return EMPTY_LABEL;
  if (said?.kind === "other") return OTHER_LABEL;
  return said?.kind === "labels" && said.labels.length === 1 ? said.labels[0]! : null;
}

function leftAs(kind: string): "undecided" | "left-out" {
  return kind === "cannot-tell" ? "undecided" : "left-out";
}

/** A label that no model has and nobody gives: a space ends no name. An image may always turn out to be it. */
const ANOTHER = "another label ";

function classesOf(
  units: readonly Unit[],
  modelLabels: readonly string[],
  isOpen: boolean,
): readonly string[] {
  const given = units.flatMap(({ truth }) => truth ?? []);
  return [...new Set([...modelLabels, ...given, ...(isOpen ? [ANOTHER] : [])])];
}

/** Outcomes of the units to which `truth` gives a label. */
function outcomesOf(
  units: readonly Unit[],
  classes: readonly string[],
  { modelLabels, sequenceOf }: LabelLookOptions,
) {
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  const clusterOf = new Map<string, number>();
  const clusters = units.map(({ sequence }, i) => {
    const name = sequence === null ? `${i}` : `:${sequence}`;
    if (!clusterOf.has(name)) clusterOf.set(name, clusterOf.size);
    return clusterOf.get(name)!;
  });
  return (truth: (unit: Unit) => string | null) => {
    const rows: { readonly truth: number; readonly predicted: number; readonly cluster: number }[] =
      [];
    const silent: { readonly truth: number; readonly cluster: number; readonly place: number }[] =
      [];
    for (const [i, unit] of units.entries()) {
      const own = codeOf.get(truth(unit) ?? "");
      if (own === undefined) continue;
      const cluster = clusters[i]!;
      const predicted = codeOf.get(unit.predicted ?? "");
      if (predicted === undefined) silent.push({ truth: own, cluster, place: rows.length });
      else rows.push({ truth: own, predicted, cluster });
    }
    const outcomes = outcomesOfPairs({
      classes,
      modelClassCount: modelLabels.length,
      truth: Int32Array.from(rows, (row) => row.truth),
      predicted: Int32Array.from(rows, (row) => row.predicted),
      cluster: sequenceOf === undefined ? null : Int32Array.from(rows, (row) => row.cluster),
      clusterCount: sequenceOf === undefined ? 0 : clusterOf.size,
    });
    const without = {
      truth: Int32Array.from(silent, (one) => one.truth),
      places: silent.map((one) => one.place),
      cluster: Int32Array.from(silent, (one) => one.cluster),
    };
    return { outcomes, silent: without };
  };
}

/**
 * The label that makes most, or least, of the figure for an image that was passed over: one that is a
 * hit (or none), else one that leaves the image out.
 */
function completion(
  reference: MetricReference,
  classes: readonly string[],
  side: "worst" | "best",
): (unit: Unit) => string | null {
  const hit = metricOf(reference).images?.unitHit?.(reference, classes) ?? null;
  const codes = Array.from(classes.keys());
  return ({ kind, truth, predicted }) => {
    if (kind !== "passed-over") return truth;
    if (hit === null) return null;
    const said = classes.indexOf(predicted ?? "");
    // Without a prediction any label will do that counts: the verdict stands whatever would be said.
    if (said < 0) return classes[codes.find((own) => hit(own, own) !== null) ?? 0] ?? null;
    const found =
      codes.find((own) => hit(own, said) === (side === "best")) ??
      codes.find((own) => hit(own, said) === null);
    return found === undefined ? null : classes[found]!;
  };
}

/** The verdict that both extremes agree in, and a range from one to the other. */
function widened(known: LiveLook, worst: LiveLook | null, best: LiveLook | null): LiveLook {
  const ends = [worst, best].flatMap((look) => look ?? []);
  const agree = ends.every(({ verdict }) => verdict === ends[0]?.verdict);
  return {
    ...known,
    low: Math.min(known.low, ...ends.map(({ low }) => low)),
    high: Math.max(known.high, ...ends.map(({ high }) => high)),
    verdict: known.verdict === null ? null : agree ? (ends[0]?.verdict ?? null) : "cannot-tell",
  };
}
