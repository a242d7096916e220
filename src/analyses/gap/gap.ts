import type { Claim, ClaimClassCounts } from "../../claims/claim.js";
import type { GapWarning } from "../../claims/codes.js";
import type { Estimator } from "../../metrics/estimate-types.js";
import { armFromConfusion, armFromHits, armFromUnits, type GapArm } from "./gap-arm.js";
import {
  type AttributeGap,
  type AttributeSplit,
  type GapAttribute,
  type GapAttributes,
  type GapUnitColumns,
  gapByAttributes,
} from "./gap-attributes.js";
import { type FigureUnits, figureGap } from "./gap-figure.js";
import type { GapEstimate } from "./gap-intervals.js";
import { type GapView, gapView } from "./gap-metric.js";
import type { GapReweighted } from "./gap-reweighted.js";
import { armCounts, gapTerms, supportedCells } from "./gap-terms.js";
import { type SplitGap, splitGap } from "./split-gap.js";

/** The user's single-label outcomes, a row a unit. */
export interface GapOutcomes {
  readonly classes: readonly string[];
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  /** Cluster of each unit; null where units are independent. */
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
  /** What is known of each unit beside its class; left out: the gap is split by class alone. */
  readonly attributes?: GapAttributes;
}

/** One term of a gap, in the form of `result.json`. */
export interface GapTerm extends GapEstimate {
  readonly term: "class-mix" | "attribute-mix" | "within" | "only-claimed" | "only-local";
  /** The class or attribute that the part speaks of; both absent for the whole term. */
  readonly class?: string;
  readonly attribute?: string;
}

/** claimed − local, positive = loss, and what it is made of (METHODS §6, §15). */
export interface Gap {
  readonly metric: string;
  readonly value: number;
  /**
   * The whole terms, which add up to `value` within 1e-12; then the parts of *attribute mix* by
   * attribute, and for means of unit scores those of *within* by class and, where no attribute is
   * used, of *class mix*. Empty where the gap cannot be split.
   */
  readonly terms: readonly GapTerm[];
  /** Attributes that were looked at, in order; left out where the claim has no units to compare. */
  readonly attributes?: readonly GapAttribute[];
  /** Share of each side's images that are of kinds (classes, conditions) that both sides have. */
  readonly supported: { readonly claimed: number; readonly local: number } | null;
  readonly reweighted: GapReweighted | null;
  readonly warnings: readonly GapWarning[];
}

export interface GapOptions {
  /** Two-sided; 0.95 if left out. */
  readonly level?: number;
}

/**
 * Why the local figure is lower than the claimed one: class mix, attribute mix, within the same kinds,
 * and kinds that only one side has, which add up exactly. By class alone (METHODS §6.1 with c = 1)
 * unless both sides have attributes of each unit (§6.2 with c = 3). It describes; it proves no cause.
 *
 * Needs a claim with counts per class. What cannot be split is still shown as one number:
 * `gap/no-classes` (an image has no one class), `gap/no-counts` (the claim or the metric does not carry what is needed), `gap/no-support` (no
 * class in common), `gap/undefined-metric`. Other warnings: `gap/low-support`, `gap/few-clusters`,
 * `gap/reweight-thin`, the `clusters/` codes of either side, and of attributes `gap/too-fine` and
 * `gap/confounded`.
 *
 * @param local the claim's metric on the outcomes
 * @param outcomes null where the task has no single-label predictions
 * @returns null for requirements, and where the local value does not exist
 * @throws HomegroundError `argument/out-of-range` for a level or index out of range
 */
export function transferGap(
  claim: Claim,
  local: Estimator,
  outcomes: GapOutcomes | null,
  options: GapOptions = {},
): Gap | null {
  const level = options.level ?? 0.95;
  const localValue = local.at(level).value;
  if (localValue === null || claim.evidence.kind === "requirement") return null;
  const alone = (warning: GapWarning): Gap => undividedGap(claim, local, localValue, [warning]);
  if (outcomes === null) return alone("gap/no-classes");
  if (claim.classCounts === null) return alone("gap/no-counts");
  const classes = [...new Set([...claim.classCounts.labels, ...outcomes.classes])];
  const view = gapView(local.reference, classes);
  if (view === null) return alone("gap/no-counts");
  const { classCounts, outcomes: units } = claim;
  const hasPredictions = units !== undefined || classCounts.confusion !== null;
  if (view.needsPredictions && !hasPredictions) return alone("gap/no-counts");
  const a = view.view(
    units === undefined
      ? claimedArm(classCounts, classes)
      : armOfUnits({ ...units, classes: units.labels }, classes),
  );
  const b = view.view(armOfUnits(outcomes, classes));
  const inside = supportedCells(armCounts(a), armCounts(b), 1);
  if (!inside.includes(1)) return alone("gap/no-support");
  // Figures that are not those of the counts (weighted images, other images) are not split by them.
  const whole = gapTerms(view.metric, armCounts(a), armCounts(b), inside);
  if (!near(whole.claimed, claim.value) || !near(whole.local, localValue)) {
    return alone("gap/no-counts");
  }

  const byAttributes = attributeGap(claim, outcomes, view, classes, level);
  const looked = byAttributes === null ? {} : { attributes: byAttributes.attributes };
  if (byAttributes?.split != null) {
    const { found } = byAttributes.split;
    return {
      metric: claim.metric,
      value: found.value,
      ...looked,
      terms: attributeTerms(byAttributes.split, classes),
      supported: found.supported,
      reweighted: found.reweighted,
      warnings: [...byAttributes.warnings, ...found.warnings],
    };
  }
  const independent = classCounts.independent || a.clusters !== null;
  const found = splitGap(view.metric, a, b, { level, least: 1, intervals: independent });
  if (found === null) return alone("gap/undefined-metric");
  const warnings: GapWarning[] = [
    ...(independent ? [] : (["clusters/not-used"] as const)),
    ...(byAttributes?.warnings ?? []),
    ...found.warnings,
  ];
  return {
    metric: claim.metric,
    value: found.value,
    ...looked,
    terms: namedTerms(found, classes),
    supported: found.supported,
    reweighted: found.reweighted,
    warnings,
  };
}

/** A gap that is one number. */
function undividedGap(
  claim: Claim,
  { direction }: Estimator,
  localValue: number,
  warnings: readonly GapWarning[],
): Gap {
  const sign = direction === "higher-is-better" ? 1 : -1;
  return {
    metric: claim.metric,
    value: sign * (claim.value - localValue) + 0,
    terms: [],
    supported: null,
    reweighted: null,
    warnings,
  };
}

/**
 * As {@link transferGap}, of figures whose images have no one class: by attributes alone, where a record
 * tells its images one by one; else `gap/no-classes`.
 *
 */
export function figureTransferGap(
  claim: Claim,
  local: Estimator,
  units: FigureUnits,
  level: number,
): Gap | null {
  const localValue = local.at(level).value;
  if (localValue === null || claim.evidence.kind === "requirement") return null;
  const { figure } = claim;
  const found = figure === undefined ? null : figureGap(figure, units, local.reference, level);
  if (found === null) return undividedGap(claim, local, localValue, ["gap/no-classes"]);
  const { attributes, split, warnings } = found;
  // Figures that are not those of the images (weighted ones, others) are not split by them.
  const whole = split?.found.whole;
  const isSame =
    whole === undefined || (near(whole.claimed, claim.value) && near(whole.local, localValue));
  if (split === null || !isSame) {
    const isTried = attributes.some(({ use }) => use === "split" || use === "joint");
    const code = !isTried ? "gap/no-conditions" : isSame ? "gap/undefined-metric" : "gap/no-counts";
    return { ...undividedGap(claim, local, localValue, [...warnings, code]), attributes };
  }
  return {
    metric: claim.metric,
    value: split.found.value,
    attributes,
    // All units are of one class: it has no part in the mix, and none of its own within.
    terms: attributeTerms(split, []).filter(({ term }) => term !== "class-mix"),
    supported: split.found.supported,
    reweighted: split.found.reweighted,
    warnings: [...warnings, ...split.found.warnings],
  };
}

/** The gap by class and attributes; null where one side does not say them. */
function attributeGap(
  { outcomes: claimed, classCounts }: Claim,
  local: GapOutcomes,
  view: GapView,
  classes: readonly string[],
  level: number,
): AttributeGap | null {
  if (claimed === undefined || claimed.attributes === null) return null;
  if (local.attributes === undefined) return null;
  if (classCounts?.independent === false && claimed.cluster === null) return null;
  const columns = (
    { truth, predicted, cluster, clusterCount }: GapUnitColumns,
    labels: readonly string[],
  ): GapUnitColumns => {
    const place = Int32Array.from(labels, (name) => classes.indexOf(name));
    return {
      truth: truth.map((k) => place[k]!),
      predicted: predicted.map((k) => place[k]!),
      cluster,
      clusterCount,
    };
  };
  return gapByAttributes(
    { attributes: claimed.attributes, originOf: claimed.originOf },
    columns(claimed, claimed.labels),
    columns(local, local.classes),
    view,
    classes.length,
    local.attributes,
    level,
  );
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6;
}

function claimedArm(counts: ClaimClassCounts, classes: readonly string[]): GapArm {
  const place = counts.labels.map((label) => classes.indexOf(label));
  const K = classes.length;
  if (counts.confusion === null) {
    const size = new Float64Array(K);
    const hits = new Float64Array(K);
    for (const [i, s] of place.entries()) {
      size[s] = counts.size[i]!;
      hits[s] = counts.hits[i]!;
    }
    return armFromHits(size, hits);
  }
  const tables = (counts.clusters ?? [counts.confusion]).map((table) => spread(table, place, K));
  return armFromConfusion(tables, K, counts.clusters !== null);
}

/** A table of some classes as a table of more. */
function spread(table: Float64Array, place: readonly number[], classCount: number): Float64Array {
  const wide = new Float64Array(classCount ** 2);
  for (const [i, row] of place.entries()) {
    for (const [j, column] of place.entries()) {
      wide[row * classCount + column] = table[i * place.length + j]!;
    }
  }
  return wide;
}

/** Cells are the true classes. */
function armOfUnits(outcomes: Omit<GapOutcomes, "attributes">, classes: readonly string[]): GapArm {
  const place = Int32Array.from(outcomes.classes, (name) => classes.indexOf(name));
  const { cluster, clusterCount } = outcomes;
  const units = {
    cell: outcomes.truth.map((k) => place[k]!),
    answer: outcomes.predicted.map((k) => place[k]!),
  };
  return armFromUnits({ ...units, score: null, cluster, clusterCount }, classes.length);
}

function namedTerms(found: SplitGap, classes: readonly string[]): GapTerm[] {
  const parts = (term: "class-mix" | "within", byCell: readonly GapEstimate[] | null): GapTerm[] =>
    (byCell ?? []).flatMap((part, s) =>
      found.inside[s] === 1 ? [{ term, class: classes[s]!, ...part }] : [],
    );
  return [
    { term: "class-mix", ...found.mix },
    { term: "within", ...found.within },
    { term: "only-claimed", ...found.onlyClaimed },
    { term: "only-local", ...found.onlyLocal },
    ...parts("class-mix", found.mixParts),
    ...parts("within", found.withinParts),
  ];
}

function attributeTerms(
  { found, bars, classMix, classInside }: AttributeSplit,
  classes: readonly string[],
): GapTerm[] {
  return [
    { term: "class-mix", ...classMix },
    ...bars.flatMap(({ attribute, mix }): GapTerm[] =>
      attribute === null ? [{ term: "attribute-mix", ...mix }] : [],
    ),
    { term: "within", ...found.within },
    { term: "only-claimed", ...found.onlyClaimed },
    { term: "only-local", ...found.onlyLocal },
    ...bars.flatMap(({ attribute, mix }): GapTerm[] =>
      attribute === null ? [] : [{ term: "attribute-mix", attribute, ...mix }],
    ),
    ...(classes.length === 0 ? [] : (found.withinParts ?? [])).flatMap((part, k): GapTerm[] =>
      classInside[k] === 1 ? [{ term: "within", class: classes[k]!, ...part }] : [],
    ),
  ];
}
