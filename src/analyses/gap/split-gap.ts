import type { GapWarning } from "../../claims/codes.js";
import { HomegroundError } from "../../core/errors.js";
import { clusterProportionInterval } from "../../statistics/wilson-cluster.js";
import { clusterTable, type GapArm } from "./gap-arm.js";
import { armDesign, type GapIntervals, gapIntervals } from "./gap-intervals.js";
import type { GapMetric } from "./gap-metric.js";
import { type GapReweighted, reweighted } from "./gap-reweighted.js";
import { armCounts, type GapParts, gapTerms, sharesInside, supportedCells } from "./gap-terms.js";

/** A gap split over the cells of two arms, before the cells have names. */
export interface SplitGap extends GapIntervals {
  readonly value: number;
  /** m(A), m(B). */
  readonly whole: { readonly claimed: number; readonly local: number };
  /** Whether the cell is in M. */
  readonly inside: Uint8Array;
  readonly supported: { readonly claimed: number; readonly local: number };
  readonly reweighted: GapReweighted | null;
  readonly warnings: readonly GapWarning[];
}

export interface SplitGapOptions {
  readonly level: number;
  /** c of METHODS §6.1: 1 by class, 3 with attributes. */
  readonly least: number;
  /** False where units of an arm depend in an unknown way: no interval is given then. */
  readonly intervals: boolean;
  /** Where cells are classes under conditions: who the mix is shared out to. */
  readonly parts?: GapParts | null;
}

/**
 * METHODS §6.1 to §6.4 on two arms of the same cells, with any metric.
 *
 * @returns null where the metric, or one of the four evaluations, is undefined
 * @throws HomegroundError `internal/bug` if the terms do not add up to the gap within 1e-12
 */
export function splitGap(
  metric: GapMetric,
  claimed: GapArm,
  local: GapArm,
  options: SplitGapOptions,
): SplitGap | null {
  const a = armCounts(claimed);
  const b = armCounts(local);
  const inside = supportedCells(a, b, options.least);
  const terms = gapTerms(metric, a, b, inside);
  const sign = metric.direction === "higher-is-better" ? 1 : -1;
  const value = sign * (terms.claimed - terms.local) + 0;
  const sum = sign * (terms.mix + terms.within + terms.onlyClaimed + terms.onlyLocal);
  if (Number.isNaN(sum) || Number.isNaN(value)) return null;
  checkSum(sum, value);

  const supported = {
    claimed: sharesInside(a, inside).supported,
    local: sharesInside(b, inside).supported,
  };
  const again = reweighted(metric, claimed, local, inside, options);
  const warnings: GapWarning[] = [];
  if (Math.min(supported.claimed, supported.local) < 0.5) warnings.push("gap/low-support");
  warnings.push(...clusterCodes(metric, claimed, local, options.level));
  if (again.thin) warnings.push("gap/reweight-thin");
  return {
    value,
    whole: { claimed: terms.claimed, local: terms.local },
    inside,
    supported,
    reweighted: again.estimate,
    warnings,
    ...gapIntervals(metric, claimed, local, inside, options),
  };
}

function checkSum(sum: number, value: number): void {
  if (Math.abs(sum - value) <= 1e-12 * Math.max(1, Math.abs(value))) return;
  throw new HomegroundError("internal/bug", {
    what: `the terms add up to ${sum}, the gap is ${value}`,
    where: "the decomposition of the gap",
    fix: "Report it with the counts",
  });
}

function clusterCodes(
  metric: GapMetric,
  claimed: GapArm,
  local: GapArm,
  level: number,
): GapWarning[] {
  const codes = new Set<GapWarning>();
  for (const arm of [claimed, local]) {
    const { G, clustered } = armDesign(arm, false);
    if (!clustered) continue;
    if (G < 20) codes.add("gap/few-clusters");
    if (G < 3) codes.add("clusters/too-few");
    const table = metric.isMean && !metric.isShare ? null : clusterTable(arm);
    if (table === null) continue;
    for (const code of clusterProportionInterval(table.size, table.hits, level).warnings) {
      if (isClusterCode(code)) codes.add(code);
    }
  }
  return [...codes];
}

function isClusterCode(code: string): code is Extract<GapWarning, `clusters/${string}`> {
  return code.startsWith("clusters/");
}
