import { HomegroundError } from "../core/errors.js";
import type { Sentence } from "../core/sentence.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { classPredictions, columnsOf } from "../metrics/labels/columns-of.js";
import { metricOf } from "../metrics/lookup.js";
import { ACCURACY } from "../metrics/predictions/accuracy.js";
import { PRECISION } from "../metrics/predictions/precision.js";
import { RECALL } from "../metrics/predictions/recall.js";
import { parseReference } from "../metrics/reference.js";
import { outcomesOfPairs } from "../outcomes/classification-types.js";
import {
  type EvaluatedDetections,
  type EvaluatedOutcomes,
  haveObjects,
} from "../outcomes/detection/evaluated-detections.js";
import { taskOf } from "../tasks/registry.js";
import type { AlarmPoint, ComparedAlarms, ComparedOutcomes } from "./comparison.js";
import type { SharedUnits } from "./paired-units.js";

/** How many alarms every model is to raise, and of what. */
export interface AlarmsRequest {
  /** Alarms a unit; null: as many as the model raises that raises fewest at its own threshold. */
  readonly rate: number | null;
  /** The label that was named as the one of interest. */
  readonly positive: string | null;
}

/** Models at thresholds at which all raise as many alarms as near as their scores allow. */
export interface ModelsAtEqualAlarms
  extends Pick<ComparedAlarms, "counted" | "label" | "rate" | "basis" | "points" | "warnings"> {
  readonly models: readonly ComparedOutcomes[];
  /** The figure as it is called, and as it is computed of `units`. */
  readonly metric: MetricReference;
  readonly reference: MetricReference;
  /** Positions among the units of `models` that it is computed of. */
  readonly units: Int32Array;
}

/** A number of alarms that is farther from what was wanted than this share of it is said. */
const UNEVEN = 0.05;

/**
 * Sets each model to the threshold at which it raises as many alarms as every other one, on the shared
 * units. Of images an alarm is a unit that is given one label, and the figure is how many units of that
 * label raise one: with as many alarms each, precision and accuracy put models in the same order. Of
 * objects an alarm is a box, and the figure the metric that is asked for where it depends on a threshold,
 * else recall.
 *
 * @param clusters of the shared units
 * @throws HomegroundError `compare/no-equal-alarms`
 */
export function atEqualAlarms(
  models: readonly ComparedOutcomes[],
  clusters: SharedUnits["clusters"],
  asked: MetricReference,
  request: AlarmsRequest,
): ModelsAtEqualAlarms {
  const objects = models.flatMap((model) => {
    const { outcomes } = model;
    return haveObjects(outcomes) ? [{ ...model, outcomes }] : [];
  });
  return objects.length > 0
    ? ofObjects(objects, asked, request)
    : ofImages(models, clusters, asked, request);
}

/** The threshold that raises as near to a number of alarms as scores allow; of two as near the higher. */
export function thresholdForAlarms(
  scores: Float64Array,
  wanted: number,
): { readonly threshold: number; readonly alarms: number } {
  const rising = scores.toSorted();
  let best = { threshold: Number.POSITIVE_INFINITY, alarms: 0 };
  for (let at = rising.length - 1; at >= 0; ) {
    const threshold = rising[at]! + 0; // −0 is 0
    while (at >= 0 && rising[at] === threshold) at--;
    const alarms = rising.length - 1 - at;
    if (Math.abs(alarms - wanted) >= Math.abs(best.alarms - wanted)) break; // from here on farther
    best = { threshold, alarms };
  }
  return best;
}

/** One model's alarms of images, a row a shared unit. */
interface ImageAlarms {
  readonly name: string;
  readonly score: Float64Array;
  /** 1 where it raises one at its own threshold; null where it has none. */
  readonly own: Uint8Array | null;
  readonly ownThreshold: number | null;
}

function ofImages(
  models: readonly ComparedOutcomes[],
  clusters: SharedUnits["clusters"],
  asked: MetricReference,
  request: AlarmsRequest,
): ModelsAtEqualAlarms {
  const [first] = models as [ComparedOutcomes];
  const label = labelOfAlarms(first, asked, request);
  const alarms = models.map((model) => imageAlarms(model, label));
  const truth = positivesOf(first, label);
  const unitCount = truth.length;
  const holders = Int32Array.from(truth.keys()).filter((i) => truth[i] === 1);
  if (holders.length === 0) {
    const what = `none of the ${unitCount} ${first.outcomes.unit}s is ${label}`;
    throw refused(what, label, "Compare on images that hold some, or name another label");
  }
  const { rate, basis } = rateOf(
    alarms.map(({ name, own }) => ({ name, alarms: own === null ? null : sumOf(own) })),
    unitCount,
    request.rate,
  );
  if (rate >= 1) {
    const what = `${rate} alarms of each ${first.outcomes.unit} are all there can be`;
    throw refused(what, label, "Give a share between 0 and 1");
  }
  const pointOf = (threshold: number | null, raised: Uint8Array): AlarmPoint => {
    let hits = 0;
    for (const i of holders) hits += raised[i]!;
    const count = sumOf(raised);
    return {
      threshold,
      rate: count / unitCount,
      value: hits / holders.length,
      precision: count === 0 ? null : hits / count,
    };
  };
  const set = alarms.map(({ name, score, own, ownThreshold }) => {
    const { threshold } = thresholdForAlarms(score, rate * unitCount);
    const raised = Uint8Array.from(score, (value) => (value >= threshold ? 1 : 0));
    return {
      raised,
      point: {
        name,
        own: own === null ? null : pointOf(ownThreshold, own),
        equal: pointOf(finiteOrNull(threshold), raised),
      },
    };
  });
  const pairs = {
    classes: [`not ${label}`, label],
    modelClassCount: 2,
    cluster: clusters?.cluster ?? null,
    clusterCount: clusters?.count ?? 0,
    truth: Int32Array.from(truth),
  };
  const units = Int32Array.from(truth.keys());
  const points = set.map(({ point }) => point);
  return {
    counted: "units",
    label,
    rate,
    basis,
    points,
    warnings: warningsOf(points, rate, unitCount),
    models: models.map(({ name, sha256, outcomes: { unit } }, m) => ({
      name,
      sha256,
      claimed: null,
      units,
      outcomes: {
        ...outcomesOfPairs({ ...pairs, predicted: Int32Array.from(set[m]!.raised) }),
        unit,
      },
    })),
    metric: { id: RECALL.id, parameters: new Map([["class", label]]) },
    reference: parseReference(ACCURACY.id),
    units: holders,
  };
}

/** The label that a metric is about, that was named, or that is the only one to look for. */
function labelOfAlarms(
  model: ComparedOutcomes,
  asked: MetricReference,
  { positive }: AlarmsRequest,
): string {
  const { outcomes } = model;
  const { classes } = outcomes;
  const { ranked } = taskOf(outcomes.kind);
  const lookedFor = ranked?.lookedFor ?? null;
  if (lookedFor !== null) return classes[lookedFor]!;
  const named = asked.parameters.get("class") ?? positive;
  if (named !== null && named !== undefined) return named;
  if (ranked?.areOpposites === true && classes.length === 2) {
    // Of two the rarer one, the second where both are as many: as for curves.
    const second = sumOf(positivesOf(model, classes[1]!));
    return model.units.length - second < second ? classes[0]! : classes[1]!;
  }
  throw refused(`an alarm can be any of ${classes.length} labels, and none is named`, model.name, {
    command: "Name it with --positive",
    app: "Name the label of interest",
  });
}

/** 1 where a label is true of a shared unit. */
function positivesOf({ outcomes, units }: ComparedOutcomes, label: string): Uint8Array {
  const positive = new Uint8Array(units.length);
  const k = outcomes.classes.indexOf(label);
  const labels = taskOf(outcomes.kind).items?.(outcomes).labels;
  if (labels === undefined || k < 0) return positive;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]!;
    for (let at = labels.start[unit]!; at < labels.start[unit + 1]!; at++) {
      if (labels.index[at] === k) positive[i] = 1;
    }
  }
  return positive;
}

function imageAlarms({ name, outcomes, units }: ComparedOutcomes, label: string): ImageAlarms {
  const k = outcomes.classes.indexOf(label);
  if (k < 0)
    throw refused(`${name} has no label ${label}`, name, "Name a label that every model has");
  const read = haveObjects(outcomes)
    ? null
    : { ofLabel: columnsOf(outcomes)?.scored(outcomes, k), said: classPredictions(outcomes) };
  if (read?.ofLabel == null) {
    const what = `${name} has no scores of ${label}: answers alone have no threshold to set`;
    throw refused(what, name, {
      command:
        "Give predictions with a score for each label; of many labels name it with --positive",
      app: "Give predictions with a score for each label",
    });
  }
  const { ofLabel, said } = read;
  const width = outcomes.classes.length;
  const answered = (unit: number): boolean =>
    said?.kind === "several" ? said.predicted[unit * width + k] === 1 : said?.predicted[unit] === k;
  return {
    name,
    score: Float64Array.from(units, (unit) => ofLabel.score[unit]!),
    own: said === null ? null : Uint8Array.from(units, (unit) => Number(answered(unit))),
    ownThreshold: "threshold" in outcomes ? outcomes.threshold : null,
  };
}

/** A model's boxes. */
type ComparedDetections = ComparedOutcomes & { readonly outcomes: EvaluatedDetections };

function ofObjects(
  models: readonly ComparedDetections[],
  asked: MetricReference,
  request: AlarmsRequest,
): ModelsAtEqualAlarms {
  const [first] = models as [ComparedDetections];
  const unitCount = first.units.length;
  const label = asked.parameters.get("class") ?? null;
  const ofLabel = (id: string): MetricReference => ({
    id,
    parameters: new Map([label === null ? ["average", "micro"] : ["class", label]]),
  });
  const { needs } = metricOf(asked);
  const isAtThreshold = needs === "answers" || needs === "operating point";
  const metric = isAtThreshold ? asked : ofLabel(RECALL.id);
  const scores = models.map((model) => boxScores(model, label));
  const ownCounts = models.map(({ name, outcomes: { threshold } }, m) => ({
    name,
    alarms: threshold === null ? null : countFrom(scores[m]!, threshold),
  }));
  const { rate, basis } = rateOf(ownCounts, unitCount, request.rate);
  const figureAt = (model: ComparedDetections, reference: MetricReference): number | null => {
    const { outcomes, units } = model;
    const isWhole = units.length === outcomes.unitCount && units.every((unit, i) => unit === i);
    const task = taskOf(outcomes.kind);
    return task
      .estimator(outcomes as EvaluatedOutcomes, reference, isWhole ? undefined : units)
      .at(0.95).value;
  };
  const pointOf = (model: ComparedDetections, count: number): AlarmPoint => ({
    threshold: model.outcomes.threshold,
    rate: count / unitCount,
    value: figureAt(model, metric),
    precision: figureAt(model, ofLabel(PRECISION.id)),
  });
  const set = models.map((model, m) => {
    const { threshold, alarms } = thresholdForAlarms(scores[m]!, rate * unitCount);
    // A score can be as high as any number: above all of them nothing is raised.
    const kept = Number.isFinite(threshold) ? threshold : Number.MAX_VALUE;
    const own = ownCounts[m]!.alarms;
    const moved = { ...model, claimed: null, outcomes: { ...model.outcomes, threshold: kept } };
    const equal = pointOf(moved, alarms);
    return {
      moved,
      point: {
        name: model.name,
        own: own === null ? null : pointOf(model, own),
        equal: { ...equal, threshold: finiteOrNull(threshold) },
      },
    };
  });
  const points = set.map(({ point }) => point);
  return {
    counted: "boxes",
    label,
    rate,
    basis,
    points,
    warnings: warningsOf(points, rate, unitCount),
    models: set.map(({ moved }) => moved),
    metric,
    reference: metric,
    units: Int32Array.from(first.units.keys()),
  };
}

/** Scores of the boxes of a label, or of all, on the shared units. */
function boxScores({ name, outcomes, units }: ComparedDetections, label: string | null) {
  const { detections, classes, unitCount } = outcomes;
  const k = label === null ? -1 : classes.indexOf(label);
  if (label !== null && k < 0) {
    throw refused(`${name} has no label ${label}`, name, "Name a label that every model has");
  }
  const isShared = new Uint8Array(unitCount);
  for (const unit of units) isShared[unit] = 1;
  const from = k < 0 ? 0 : detections.classStart[k]!;
  const to = k < 0 ? detections.count : detections.classStart[k + 1]!;
  return detections.score
    .subarray(from, to)
    .filter((_, row) => isShared[detections.unit[from + row]!] === 1);
}

function countFrom(scores: Float64Array, threshold: number): number {
  let count = 0;
  for (let i = 0; i < scores.length; i++) if (scores[i]! >= threshold) count++;
  return count;
}

/** What was asked for, else what the model raises that raises fewest: so few every one can. */
function rateOf(
  own: readonly { readonly name: string; readonly alarms: number | null }[],
  unitCount: number,
  asked: number | null,
): Pick<ComparedAlarms, "rate" | "basis"> {
  if (asked !== null) return { rate: asked, basis: "asked" };
  const known = own.flatMap(({ name, alarms }) => (alarms === null ? [] : [{ name, alarms }]));
  const fewest = known.reduce<(typeof known)[number] | null>(
    (least, one) => (least === null || one.alarms < least.alarms ? one : least),
    null,
  );
  if (fewest !== null && fewest.alarms > 0) {
    return { rate: fewest.alarms / unitCount, basis: "fewest" };
  }
  const what =
    fewest === null
      ? "nothing says from which score on a model raises an alarm"
      : `${fewest.name} raises no alarm at its own threshold`;
  throw refused(what, fewest?.name ?? "the number of alarms", {
    command: "Say how many alarms an image: --equal-alarms 0.1",
    app: "Say how many alarms an image",
  });
}

function warningsOf(
  points: ComparedAlarms["points"],
  rate: number,
  unitCount: number,
): ComparedAlarms["warnings"] {
  const most = Math.max(1.5 / unitCount, UNEVEN * rate);
  const isUneven = points.some(({ equal }) => Math.abs(equal.rate - rate) > most);
  return ["compare/thresholds-chosen-here", ...(isUneven ? ["compare/alarms-uneven"] : [])];
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const sumOf = (bits: Uint8Array): number => bits.reduce((sum, bit) => sum + bit, 0);

function refused(what: string, where: string, fix: Sentence): HomegroundError {
  return new HomegroundError("compare/no-equal-alarms", { what, where, fix });
}
