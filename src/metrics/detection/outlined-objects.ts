import type { InstanceFigure, InstanceSums } from "../../outcomes/detection/instance-sums.js";
import { clusterDesign } from "../../statistics/cluster-design.js";
import {
  degreesOfDeviations,
  jackknifeVariance,
  pseudoDeviations,
} from "../../statistics/jackknife.js";
import { jackknifeEstimate, NOTHING_KNOWN } from "../estimate-jackknife.js";
import type { MetricReference } from "../estimate-types.js";
import { leaveGroupsOut } from "../group-jackknife.js";
import {
  type GivenMetric,
  type Metric,
  type MetricParameter,
  metric,
  OUTLINES,
  type OutlinesMethod,
} from "../metric.js";
import type { MetricEstimate } from "../metric-estimate.js";
import type { MetricKernel } from "../metric-kernel.js";
import { namedClass } from "../not-available.js";
import { CLASS, settingOf } from "../parameters.js";
import { fewClasses } from "../prediction-jackknife.js";
import { SHARE } from "../ranked-parts.js";
import { clusterSums, createUnitSample, effectiveCount, type UnitSample } from "../sample.js";
import {
  type MaskParts,
  macroMean,
  meanOfLabels,
  OVER_IMAGES,
  pooledMean,
} from "../segmentation/mask-method.js";
import { AT_OPERATING_POINT } from "./operating-estimates.js";
import { varianceOfRare } from "./rare-misses.js";

/** Whether the sums of all images are put together, or each image counts alike. */
const AVERAGE = { ...OVER_IMAGES, values: ["pooled", "image"], default: "pooled" } as const;

/** Of which labels the mean is: of all, of those of objects, or of those of regions (stuff). */
const OF = {
  name: "of",
  kind: "choice",
  values: ["all", "things", "stuff"],
  default: "all",
  alwaysPrinted: false,
} as const satisfies MetricParameter;

const CLASS_OR_OF: MetricParameter = { name: CLASS.name, kind: "class", excludes: [OF.name] };

function isOfImages(reference: MetricReference): boolean {
  return settingOf(reference, AVERAGE) === "image";
}

/** Quotients of sums of a class, a unit of the sample each. @param kept its units; null for all */
function partsOf(
  sums: InstanceSums,
  figure: InstanceFigure,
  label: number,
  kept: Int32Array | null,
): LabelParts {
  return {
    quotients: sums.quotients.map(({ numerator, denominator }) => ({
      numerator: column(numerator, sums, label, kept),
      denominator: column(denominator, sums, label, kept),
    })),
    // Where nothing was found there is no overlap to be averaged: panopticapi counts it as 0.
    present: figure === "segmentation" ? column(sums.present, sums, label, kept) : null,
  };
}

function column(
  matrix: Float64Array,
  { unitCount, classes }: Pick<InstanceSums, "unitCount" | "classes">,
  label: number,
  kept: Int32Array | null,
): Float64Array {
  return Float64Array.from(
    { length: kept?.length ?? unitCount },
    (_, i) => matrix[(kept?.[i] ?? i) * classes.length + label]!,
  );
}

/** Value of each unit: the mean of the quotients that it has; NaN where it has none. */
function valuesOf({ quotients: parts, present }: LabelParts): Float64Array {
  const [first] = parts;
  return first!.numerator.map((_, i) => {
    let [sum, count] = [0, 0];
    for (const { numerator, denominator } of parts) {
      if (!(denominator[i]! > 0)) continue;
      sum += numerator[i]! / denominator[i]!;
      count++;
    }
    return count === 0 && (present?.[i] ?? 0) > 0 ? 0 : sum / count;
  });
}

function labelsOf(sums: InstanceSums, reference: MetricReference): readonly number[] {
  const named = namedClass(reference, sums.classes);
  if (named !== null) return [named];
  const of = settingOf(reference, OF);
  const all = [...sums.classes.keys()];
  return of === "all" ? all : all.filter((k) => (sums.isRegion[k] === 1) === (of === "stuff"));
}

/** What is known of a label: its quotients, and where these are 0 if they are not defined. */
interface LabelParts {
  readonly quotients: readonly MaskParts[];
  /** Above 0 in units in which an undefined quotient is 0; null where it says nothing. */
  readonly present: Float64Array | null;
}

/** The figure of some labels as a function of weights: mean over labels of the mean of their quotients. */
function kernelOf(labels: readonly LabelParts[], isOf: "image" | "pooled"): MetricKernel {
  if (isOf === "image") return macroMean(labels.map(valuesOf));
  const kernels = labels.map(({ quotients }) => pooledMean(quotients));
  return (weights) => {
    let [sum, count] = [0, 0];
    for (const [k, kernel] of kernels.entries()) {
      const found = kernel(weights);
      const { present } = labels[k]!;
      const isZero =
        Number.isNaN(found) && present?.some((one, i) => one * (weights?.[i] ?? 1) > 0);
      const value = isZero === true ? 0 : found;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return sum / count;
  };
}

function method(sums: InstanceFigure): OutlinesMethod {
  return {
    over: "outlines",
    sums,
    kernel(of, reference) {
      const parts = labelsOf(of, reference).map((label) => partsOf(of, sums, label, null));
      return kernelOf(parts, isOfImages(reference) ? "image" : "pooled");
    },
    estimate(of, reference, { weights = null, seed = 0 }) {
      const { sample, kept } = createUnitSample(of, weights);
      const labels = labelsOf(of, reference);
      const parts = labels.map((label) => partsOf(of, sums, label, kept));
      if (!isOfImages(reference))
        return pooledEstimate(sample, of, sums, labels, parts, kept, seed);
      return meanOfLabels(sample, of, labels, parts.map(valuesOf), { isBounded: true });
    },
  };
}

/** Least IoU of a pair. */
const LEAST_IOU = 0.5;

/** What a figure loses in the limit where one more of its objects is missed, or outlined as badly as a pair can be. */
const LOSS: Readonly<Record<InstanceFigure, (value: number) => number>> = {
  panoptic: (value) => value / 2,
  segmentation: (value) => value - LEAST_IOU,
  recognition: (value) => value / 2,
  jaccard: (value) => value,
  "paired-jaccard": (value) => value,
  overlap: (value) => value / 2,
};

/**
 * `wilson-jackknife`, `wilson-jackknife-cluster` (METHODS §2.2) with a delete-a-group jackknife over units or clusters.
 * Overlaps vary less than shares of objects, so that objects are no bound; what is rare and was not drawn is: v is at
 * least Σ (D_k/K)²·{@link varianceOfRare} of the n_k objects of each of K labels, D_k of {@link LOSS}.
 * Clusters are judged by truth objects and those that are found.
 */
function pooledEstimate(
  sample: UnitSample,
  of: InstanceSums,
  figure: InstanceFigure,
  labels: readonly number[],
  parts: readonly LabelParts[],
  kept: Int32Array | null,
  seed: number,
): MetricEstimate {
  const kernel = kernelOf(parts, "pooled");
  const value = kernel(sample.weights);
  const n = sample.outcomes.unitCount;
  const none = { ...NOTHING_KNOWN, n };
  if (Number.isNaN(value)) {
    const warnings = [n === 0 ? "interval/no-images" : "interval/class-absent"] as const;
    return jackknifeEstimate({ ...none, value: null, warnings }, SHARE);
  }
  const weighted = (values: Float64Array): number =>
    values.reduce((sum, one, i) => sum + (sample.weights?.[i] ?? 1) * one, 0);
  const effective = (values: Float64Array): number => {
    const squares = values.reduce((sum, one, i) => sum + (sample.weights?.[i] ?? 1) ** 2 * one, 0);
    return effectiveCount(weighted(values), squares);
  };
  const objects = totalsOf(of.objects, of, labels, kept);
  const found = totalsOf(of.found, of, labels, kept);
  const total = weighted(objects);
  // Where there is nothing to be found, false alarms alone make the figure: images are what is counted.
  const counted = total > 0 ? effective(objects) : n;
  const share = total > 0 ? weighted(found) / total : 0;
  const units = labels.flatMap((index, k) => {
    const own = parts[k]!.present ?? parts[k]!.quotients[0]!.denominator;
    const count = own.reduce((sum, one) => sum + (one > 0 ? 1 : 0), 0);
    return count === 0 ? [] : [{ index, k, units: count }];
  });
  const least = units.reduce((sum, { index, k }) => {
    const [all, hit] = [of.objects, of.found].map((matrix) => totalsOf(matrix, of, [index], kept));
    const isOfPairs = figure === "segmentation";
    const own = effective(isOfPairs ? hit! : all!);
    if (!(own > 0)) return sum;
    const missed = isOfPairs ? 0 : 1 - weighted(hit!) / weighted(all!);
    const ofLabel = kernelOf([parts[k]!], "pooled")(sample.weights);
    const loss = (ofLabel === 0 ? 1 : LOSS[figure](ofLabel)) / units.length;
    return sum + varianceOfRare(own, missed) * loss ** 2;
  }, 0);
  const left = leaveGroupsOut(sample, kernel, seed);
  const variance = jackknifeVariance(left);
  const isKnown = variance > 0 && value > 0 && value < 1 && least > 0;
  const isMean = labels.length > 1;
  const isFew = units.some((one) => one.units < FEW_OF_CLASS);
  const isClustered = sample.outcomes.cluster !== null;
  return jackknifeEstimate(
    {
      ...none,
      value,
      variance,
      cap: isKnown ? (value * (1 - value)) / least : counted,
      ...(isClustered
        ? { design: clusterDesign(clusterSums(sample, objects), clusterSums(sample, found)) }
        : { df: degreesOfDeviations(pseudoDeviations(left)) }),
      groups: left.length,
      deviations: pseudoDeviations(left),
      minority: Math.min(share, 1 - share) * counted + 1e-9, // rounding warns of nothing
      defined: isMean ? units.length : null,
      fewLabels: isMean ? fewClasses(units, of.classes, 0) : null,
      warnings: isFew ? ["interval/few-of-a-class"] : [],
    },
    SHARE,
  );
}

/** Of each unit over some labels. */
function totalsOf(
  matrix: Float64Array,
  of: InstanceSums,
  labels: readonly number[],
  kept: Int32Array | null,
): Float64Array {
  const sum = new Float64Array(kept?.length ?? of.unitCount);
  for (const label of labels) {
    const own = column(matrix, of, label, kept);
    for (let i = 0; i < sum.length; i++) sum[i]! += own[i]!;
  }
  return sum;
}

type Given = Pick<
  GivenMetric,
  "id" | "name" | "formula" | "source" | "aliases" | "words" | "fieldName"
> & {
  readonly figure: InstanceFigure;
  /** What the figure is, behind "the mean of" or alone. */
  readonly quotient: string;
  /** Whether it is asked of things and of stuff apart. */
  readonly isPanoptic?: boolean;
};

function outlined({ figure, quotient, formula, isPanoptic = false, ...given }: Given): Metric {
  return metric({
    ...given,
    tasks: OUTLINES,
    kind: "ratio",
    needs: "operating point",
    parameters: isPanoptic ? [CLASS_OR_OF, OF, AVERAGE] : [CLASS, AVERAGE],
    nullUnits:
      "An image with no object of a class and none predicted says nothing of it; a class of which that is so of all images is left out of the mean, the number of the others stated.",
    formula: `${formula}. Sums of all images together (average=image: the mean over images where it is defined), of each class, then the mean over classes. Void (ignored objects, crowds of the class) counts to no prediction. ${AT_OPERATING_POINT}`,
    definition: ({ parameters }) => {
      const some = settingOf({ parameters }, OF);
      const classes = some === "all" ? "classes" : `classes of ${some}`;
      const of = parameters.has("class") ? "" : `, mean over ${classes}`;
      return parameters.get("average") === "image"
        ? `the mean over images of ${quotient}${of}`
        : `${quotient}, over all images together${of}`;
    },
    isClassMean: (parameters) => !parameters.has("class"),
    evidence: "objects",
    variance: "groups",
    detections: method(figure),
  });
}

/** Units below which a class is said to have few (METHODS §2.2). */
const FEW_OF_CLASS = 10;

const IN_ONE = "in one figure";
const KIRILLOV = "Kirillov et al. 2019, Panoptic Segmentation (arXiv 1801.00868)";

/** Figures of finding and outlining each object at once. */
export const OUTLINED_OBJECTS: readonly Metric[] = [
  outlined({
    id: "pq",
    figure: "panoptic",
    name: "panoptic quality",
    quotient:
      "the summed IoU of objects found over the number of these plus half of the missed and half of the false ones",
    formula:
      "Σ IoU of pairs with IoU > 0.5 / (pairs + ½·predictions without a partner + ½·objects without one); of pairs that exclude each other those with the greater IoU; a prediction without a partner that is void for more than half is dropped",
    source: KIRILLOV,
    isPanoptic: true,
    aliases: ["panoptic-quality", "mpq", "bpq"],
    words: {
      label: "Objects found and outlined",
      phrase: "PQ",
      sentence: "Finding each object and outlining it, in one figure.",
      short: `found and outlined ${IN_ONE}`,
      scale: "score",
    },
    fieldName: "panoptic quality (PQ)",
  }),
  outlined({
    id: "sq",
    figure: "segmentation",
    name: "segmentation quality",
    quotient: "the mean IoU of objects found",
    formula:
      "Σ IoU of pairs with IoU > 0.5 / pairs, the pairs of pq; 0 for a class of which there is something and no pair. pq of a class is sq·rq",
    source: KIRILLOV,
    isPanoptic: true,
    aliases: ["segmentation-quality"],
    words: {
      label: "Outlines of objects found",
      phrase: "SQ",
      sentence: "How well the objects that were found are outlined.",
      short: "outlines of objects found",
      scale: "score",
    },
    fieldName: "segmentation quality (SQ)",
  }),
  outlined({
    id: "rq",
    figure: "recognition",
    name: "recognition quality",
    quotient:
      "the number of objects found over it plus half of the missed and half of the false ones",
    formula:
      "pairs / (pairs + ½·predictions without a partner + ½·objects without one), the pairs of pq; pq of a class is sq·rq",
    source: KIRILLOV,
    isPanoptic: true,
    aliases: ["recognition-quality"],
    words: {
      label: "Objects found, by their outlines",
      phrase: "RQ",
      sentence: "How many objects are found, whatever their outlines beyond a rough overlap.",
      short: "objects found, by their outlines",
      scale: "score",
    },
    fieldName: "recognition quality (RQ)",
  }),
  outlined({
    id: "aji",
    figure: "jaccard",
    name: "aggregated Jaccard index",
    quotient: "the pixels that objects share with their predictions over all pixels of either",
    formula:
      "Σ|g ∩ p| / (Σ|g ∪ p| + Σ area of predictions that no object takes), each object g with the prediction p of greatest IoU, which others may take too; one without any adds its own area",
    source: "Kumar et al. 2017, IEEE TMI 36(7)",
    aliases: ["aggregated-jaccard", "aggregated-jaccard-index"],
    words: {
      label: "Objects found and outlined (AJI)",
      phrase: "AJI",
      sentence:
        "Finding each object and outlining it, in one figure; what is missed or made up counts.",
      short: `found and outlined ${IN_ONE}`,
      scale: "score",
    },
    fieldName: "aggregated Jaccard index (AJI)",
  }),
  outlined({
    id: "aji-plus",
    figure: "paired-jaccard",
    name: "aggregated Jaccard index with pairs",
    quotient:
      "the pixels that objects share with their predictions, paired one to one, over all pixels of either",
    formula:
      "Σ|g ∩ p| / (Σ|g ∪ p| + Σ area of those without a partner), objects and predictions paired one to one so that the sum of IoU is greatest",
    source: "Graham et al. 2019, Medical Image Analysis 58 (HoVer-Net)",
    aliases: ["aji+", "ajiplus"],
    words: {
      label: "Objects found and outlined (AJI+)",
      phrase: "AJI+",
      sentence: "As AJI, with each prediction counted for one object alone.",
      short: `found and outlined ${IN_ONE}`,
      scale: "score",
    },
  }),
  outlined({
    id: "object-dice",
    figure: "overlap",
    name: "object Dice",
    quotient:
      "the Dice overlap of each object with its prediction and of each prediction with its object, weighted by area",
    formula:
      "½·(Σ|g|·Dice(g, p)/Σ|g| + Σ|p|·Dice(p, g)/Σ|p|), each with the other side's that shares most pixels, 0 where none does",
    source: "Sirinukunwattana et al. 2015, IEEE TMI 34(11)",
    aliases: ["object-level-dice"],
    words: {
      label: "Overlap of objects (Dice)",
      phrase: "object Dice",
      sentence: "How much outlines of objects have in common, large ones counting more.",
      short: "outlines of objects in common",
      scale: "score",
    },
  }),
];
