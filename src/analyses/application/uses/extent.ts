import { concordanceEstimate } from "../../../metrics/counts/concordance.js";
import type { CountPairs } from "../../../outcomes/counting.js";
import { agreementLimits } from "../../../statistics/paired-agreement.js";
import type { Extent } from "../extent.js";
import { type Found, type Measured, relativeFigure } from "../measured.js";
import type { ResultApplicationFigure } from "../result.js";
import { allLeft, type Scene, type Use } from "../use.js";
import { EXTENT_KINDS, extentFigures } from "./extent-figures.js";

/** How the areas or volumes that a model outlines stand to those of the labels. */
export const extentUse: Use = {
  id: "extent",
  area: "outline",
  figures: EXTENT_KINDS.flatMap(extentFigures),
  find({ extent, request }: Scene): readonly Found[] {
    if (extent === null) return [];
    if (typeof extent === "string") return allLeft(extentFigures("volume"), extent);
    const { labels, truth, model } = extent;
    const all = ofAll(extent);
    return [
      ...ofLabel(extent, null, all, request),
      ...(labels.length < 2
        ? []
        : labels.flatMap((label, k) => {
            const own = { truth: truth[k]!, predicted: model[k]! };
            return ofLabel(extent, label, own, request);
          })),
    ];
  },
};

/** Of all labels together. */
export function ofAll({ truth, model, count }: Extent): CountPairs {
  const together = (columns: readonly Float64Array[]): Float64Array => {
    const sums = new Float64Array(count);
    for (const column of columns) for (let i = 0; i < count; i++) sums[i]! += column[i]!;
    return sums;
  };
  return { truth: together(truth), predicted: together(model) };
}

/** Units in which one side outlines something: of what both leave out there is nothing to measure. */
export function unitsWithSome({ truth, predicted }: CountPairs): Int32Array {
  return Int32Array.from(truth.keys()).filter((i) => truth[i]! > 0 || predicted[i]! > 0);
}

function ofLabel(
  extent: Extent,
  label: string | null,
  pairs: CountPairs,
  { level, interval, seed }: Scene["request"],
): Measured[] {
  const { kind, count, cluster, clusterCount, group, groups } = extent;
  const [whole, bias, lower, upper, concordance] = extentFigures(kind);
  const { truth, predicted } = pairs;
  const sums = sumsByGroup(pairs, group, groups.count);
  const relative = relativeFigure(
    {
      figure: whole,
      label,
      n: count,
      sides(without) {
        const left = without < 0 ? 0 : 1;
        const n = sums.all[2] - left * (sums.of[2]![without] ?? 0);
        return {
          truth: (sums.all[0] - left * (sums.of[0]![without] ?? 0)) / n,
          model: (sums.all[1] - left * (sums.of[1]![without] ?? 0)) / n,
        };
      },
      ...(groups.clusters === null ? {} : { sizes: sums.of[2]! }),
    },
    groups,
    { level, interval },
  );
  const kept = unitsWithSome(pairs);
  const own = { truth: truth.filter(of(kept)), predicted: predicted.filter(of(kept)) };
  const ownCluster = cluster === null ? null : kept.map((i) => cluster[i]!);
  const differences = own.truth.map((value, i) => own.predicted[i]! - value);
  const limits = agreementLimits(differences, ownCluster, clusterCount, level);
  const isBare = interval === "none";
  const figure = (
    name: string,
    value: {
      readonly value: number | null;
      readonly low: number | null;
      readonly high: number | null;
    },
    method: string,
    warnings: readonly string[],
    clusters: number | null,
  ): ResultApplicationFigure => {
    const hasRange = !isBare && value.low !== null;
    return {
      ...{ figure: name, label, truth: null, model: value.value, difference: null },
      low: hasRange ? value.low : null,
      high: hasRange ? value.high : null,
      method: hasRange ? method : null,
      ...{ n: kept.length, clusters, warnings },
    };
  };
  if (kept.length === 0) {
    const none = { value: null, low: null, high: null };
    const names = [bias, lower, upper, concordance];
    const empty = names.map((name) => figure(name, none, "", ["application/none-in-truth"], null));
    return [relative, ...empty.map(alone)];
  }
  const method = cluster === null ? "bland-altman" : "bland-altman-cluster";
  const codes = [
    ...limits.warnings,
    ...(limits.clusters !== null && limits.clusters < 3 ? ["clusters/too-few"] : []),
  ];
  const unique = [...new Set(codes)];
  const sample = { unitCount: kept.length, cluster: ownCluster, clusterCount };
  const found = concordanceEstimate({ outcomes: sample, weights: null }, [own], seed).at(level);
  return [
    relative,
    ...[
      figure(bias, limits.mean, method, unique, limits.clusters),
      figure(lower, limits.lower, method, unique, limits.clusters),
      figure(upper, limits.upper, method, unique, limits.clusters),
      figure(concordance, found, found.method ?? "", found.warnings, found.clusters),
    ].map(alone),
  ];
}

const alone = (figure: ResultApplicationFigure): Measured => ({ figure, leftOut: null });

/** Whether a unit is among these. */
function of(kept: Int32Array): (value: number, i: number) => boolean {
  const set = new Set(kept);
  return (_, i) => set.has(i);
}

/** Sums of truth, prediction and units, of each group and of all. */
function sumsByGroup({ truth, predicted }: CountPairs, group: Int32Array, groups: number) {
  const of = Array.from({ length: 3 }, () => new Float64Array(groups));
  const all: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    for (const [side, value] of [truth[i]!, predicted[i]!, 1].entries()) {
      of[side]![group[i]!]! += value;
      all[side]! += value;
    }
  }
  return { of, all };
}
