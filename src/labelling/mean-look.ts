import { type AnytimeCheck, anytimeRule, checkClaimsAnytime } from "../claims/anytime-check.js";
import { clusterMeans } from "../claims/anytime-values.js";
import type { Claim } from "../claims/claim.js";
import { type LiveLook, outlookOf } from "../evaluation/live-look.js";
import type { Estimator, MetricReference } from "../metrics/estimate-types.js";
import { metricOf } from "../metrics/lookup.js";
import { formatReference } from "../metrics/reference-text.js";
import { anytimeInterval } from "../statistics/anytime.js";
import type { DecisionOutlook } from "../statistics/anytime-outlook.js";
import type { EditorLookOptions } from "./editors/label-editor.js";
import type { LabelLook } from "./label-look.js";
import type { LabelledImage, LabellerState } from "./label-state.js";

/** What is compared for an image: `unread` where the model has not read it, `none` where nothing can be. */
export type Compared<T> = T | "unread" | "none";

/** Images with a value each in [0, 1], of which a figure is the mean. @typeParam T what is compared for an image */
export interface ValuedImages<T> {
  /** The figure where no claim names one. */
  readonly measure: MetricReference;
  /** Names of all labels. */
  readonly names: readonly string[];
  /** Of an image with a label. */
  compared(image: string, labelled: LabelledImage): Compared<T>;
  /** What an image is like of which nothing is known, at worst and at best. */
  readonly anything: { readonly worst: T; readonly best: T };
  of(images: readonly T[], cluster: Int32Array | null, clusterCount: number): ValuedFigures;
}

/** Figures of some images. */
export interface ValuedFigures {
  estimator(reference: MetricReference): Estimator;
  /** The value of each image, NaN where it does not count; null where the figure is no mean of such. */
  values(reference: MetricReference): Float64Array | null;
}

/** An image that is looked at; without something compared it may be anything. */
interface Unit<T> {
  readonly kind: "labelled" | "undecided" | "passed-over" | "left-out";
  readonly compared: T | null;
  readonly seen: boolean;
  readonly sequence: string | null;
}

/**
 * A mean over images, its range and the verdict, by the rules that allow a look after each label (METHODS §5): images
 * come in a random order, and of those where the figure is defined they do too. Images that were passed over, or that the
 * model has not read, are taken as bad and as good as can be.
 *
 * @returns null where the figure is no such mean
 */
export function lookAtMeans<T extends object>(
  state: LabellerState,
  options: EditorLookOptions,
  images: ValuedImages<T>,
): LabelLook | null {
  const { order, sequenceOf, claimsOf } = options;
  const claims = claimsOf(images.names);
  const none = images.of([], null, 0);
  const shown = claims.findIndex(({ reference }) => none.values(reference) !== null);
  if (shown < 0 && none.values(images.measure) === null) return null;
  const units = unitsOf(state, options, images);
  const lookOf = (open: Completion): LiveLook | null =>
    lookAt(taken(units, images, open), images, claims, shown, options.level);
  const isOpen = units.some(
    ({ kind, compared }) => kind === "passed-over" || (kind === "labelled" && compared === null),
  );
  const now = lookOf("left-out");
  const ends = isOpen ? [lookOf("worst"), lookOf("best")].flatMap((end) => end ?? []) : [];
  const count = (kind: Unit<T>["kind"]): number =>
    units.filter((unit) => unit.kind === kind).length;
  const undecided = count("undecided");
  const isLabelled = (image: string): boolean => (state.images.get(image)?.label ?? null) !== null;
  const counted = units.filter(({ kind }) => kind === "labelled");
  const sequences = new Set(counted.map(({ sequence }, i) => sequence ?? i));
  return {
    reached: units.length,
    labelled: counted.length,
    undecided,
    passedOver: count("passed-over"),
    leftOut: count("left-out"),
    seen: counted.filter(({ seen }) => seen).length,
    ahead: order.slice(units.length).filter(isLabelled).length,
    groups: sequenceOf === undefined ? null : sequences.size,
    look: now === null ? null : widened(now, ends),
    undecidedWrong:
      undecided === 0 || now === null ? null : (now.value * now.n) / (now.n + undecided),
  };
}

/**
 * When labels to come are likely to decide: of images that are hits or misses; null for others, and as
 * `labelOutlook`.
 */
export function outlookOfMeans<T extends object>(
  state: LabellerState,
  options: EditorLookOptions,
  images: ValuedImages<T>,
): DecisionOutlook | null {
  const { order, claimsOf, level } = options;
  const claims = claimsOf(images.names);
  const units = unitsOf(state, options, images);
  const found = checksOf(taken(units, images, "left-out"), images, claims);
  const check = found.checks.find(({ values }) => values !== null);
  if (check === undefined || check.values?.length === 0) return null;
  const rule = anytimeRule(check, level, claims.length);
  return rule === null ? null : outlookOf(rule, order.length - units.length);
}

function unitsOf<T extends object>(
  { images, skipped }: LabellerState,
  { order, sequenceOf }: EditorLookOptions,
  { compared: comparedOf }: ValuedImages<T>,
): readonly Unit<T>[] {
  const later = new Set(skipped);
  const units: Unit<T>[] = [];
  for (const image of order) {
    const labelled = images.get(image);
    const said = labelled?.label ?? null;
    if (said === null && !later.has(image)) break;
    const base = { seen: labelled?.seen ?? false, sequence: sequenceOf?.(image) ?? null };
    if (said === null || labelled === undefined) {
      units.push({ ...base, kind: "passed-over", compared: null });
    } else if (said.kind === "cannot-tell") {
      units.push({ ...base, kind: "undecided", compared: null });
    } else {
      const compared = said.kind === "unreadable" ? "none" : comparedOf(image, labelled);
      if (compared === "none") units.push({ ...base, kind: "left-out", compared: null });
      else {
        const known = compared === "unread" ? null : compared;
        units.push({ ...base, kind: "labelled", compared: known });
      }
    }
  }
  // A sequence that goes on behind the images reached is not whole.
  const next = order[units.length];
  const open = next === undefined ? null : (sequenceOf?.(next) ?? null);
  while (open !== null && units.at(-1)?.sequence === open) units.pop();
  return units;
}

/** What images are taken for of which nothing can be said yet. */
type Completion = "left-out" | "worst" | "best";

/** Images that count, and what each is counted with; null where each is by itself. */
interface Taken<T> {
  readonly images: readonly T[];
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
}

function taken<T extends object>(
  units: readonly Unit<T>[],
  { anything }: ValuedImages<T>,
  open: Completion,
): Taken<T> {
  const images: T[] = [];
  const groups: (string | number)[] = [];
  for (const [i, { kind, compared, sequence }] of units.entries()) {
    const isOpen = kind === "labelled" || kind === "passed-over";
    const image = compared ?? (isOpen && open !== "left-out" ? anything[open] : null);
    if (image === null) continue;
    images.push(image);
    groups.push(sequence ?? i);
  }
  if (units.every(({ sequence }) => sequence === null)) {
    return { images, cluster: null, clusterCount: 0 };
  }
  const numbers = new Map([...new Set(groups)].map((group, g) => [group, g]));
  const cluster = Int32Array.from(groups, (group) => numbers.get(group)!);
  return { images, cluster, clusterCount: numbers.size };
}

/** Claims with the values that they are held against, and how many images have one. */
function checksOf<T>(
  { images, cluster, clusterCount }: Taken<T>,
  { of, measure }: ValuedImages<T>,
  claims: readonly Claim[],
) {
  const figures = of(images, cluster, clusterCount);
  const valuesOf = (reference: MetricReference) => {
    const all = figures.values(reference);
    if (all === null) return null;
    const units = [...all.keys()].filter((i) => Number.isFinite(all[i]!));
    const each = Float64Array.from(units, (i) => all[i]!);
    const groups = cluster === null ? null : Int32Array.from(units, (i) => cluster[i]!);
    return { each, values: groups === null ? each : clusterMeans(each, groups) };
  };
  const checks = claims.map(({ reference, ...claim }): AnytimeCheck => {
    const values = valuesOf(reference)?.values ?? null;
    return {
      claim: { ...claim, reference },
      // Of a claim without values nothing is asked but how many claims there are.
      local: figures.estimator(values === null ? measure : reference),
      values,
      of: cluster === null ? "units" : "cluster-means",
      hasClusters: cluster !== null,
      order: "random",
      changed: false,
      pool: null,
    };
  });
  return { checks, valuesOf };
}

function lookAt<T>(
  of: Taken<T>,
  images: ValuedImages<T>,
  claims: readonly Claim[],
  shown: number,
  level: number,
): LiveLook | null {
  const { checks, valuesOf } = checksOf(of, images, claims);
  const reference = claims[shown]?.reference ?? images.measure;
  const found = valuesOf(reference);
  if (found === null || found.values.length === 0) return null;
  const { each, values } = found;
  const areHits = each.every((value) => value === 0 || value === 1);
  const figure = {
    metric: formatReference(reference),
    n: each.length,
    hits: areHits && metricOf(reference).shareOf?.(reference) === "all" ? sumOf(each) : null,
    value: sumOf(values) / values.length,
  };
  const first = shown < 0 ? undefined : checkClaimsAnytime(checks, { level })[shown];
  if (first === undefined) {
    const nothing = { claim: null, verdict: null, moreLabels: null, moreClusters: null };
    return { ...figure, ...anytimeInterval(values, level), ...nothing };
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
  const low = Math.min(known.low, ...ends.map((end) => end.low));
  const high = Math.max(known.high, ...ends.map((end) => end.high));
  if (ends.length === 0 || known.verdict === null) return { ...known, low, high };
  const agree = ends.every(({ verdict }) => verdict === ends[0]!.verdict);
  return { ...known, low, high, verdict: agree ? ends[0]!.verdict : "cannot-tell" };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
