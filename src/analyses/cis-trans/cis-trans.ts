import { estimateOfPart } from "../../claims/biased-verdict.js";
import { type Column, cellText } from "../../core/table.js";
import { mayBeOfTraining, type TrainedNames } from "../../evaluation/claim-record/trained-names.js";
import { type EvaluatedOutcomes, estimatorOf } from "../../evaluation/evaluated-outcomes.js";
import type { HeadlineBasis } from "../../evaluation/headline-basis.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { EstimateDetail, Estimator } from "../../metrics/estimate-types.js";
import { formatReference } from "../../metrics/reference-text.js";
import { foldTrainingName } from "../../records/record/training-domain.js";
import { moverInterval, type ValueInterval } from "../../statistics/difference.js";
import { moverRatio } from "../../statistics/ratio.js";
import { placesNeeded } from "./places-needed.js";
import type { ResultCisTrans, ResultCisTransArm, ResultCisTransPlace } from "./result.js";

/** Name of the folder, by which it is asked for. */
export const CIS_TRANS_ID = "cis-trans";

/** Of more places, what the figures are without each is not told. */
const MOST_LEFT_OUT = 200;

/** The places of the units, and which of them somebody says were in training. */
interface TrainedPlaces {
  readonly attribute: string;
  readonly levels: readonly string[];
  /** Place of each unit; −1 where it has none. */
  readonly codes: Int32Array;
  readonly isTrained: readonly boolean[];
  readonly sources: readonly string[];
  /** Names that the sources state, at most: the same name may be in two. */
  readonly named: number;
  /** Names that were typed, and that no level has. */
  readonly unknown: readonly string[];
}

type Basis = Pick<
  HeadlineBasis,
  "outcomes" | "here" | "question" | "headline" | "attributes" | "claims"
>;

/**
 * The first figure at places that the model saw in training (cis), at those that it did not (trans), and
 * how far apart they are: places are what is sampled (METHODS §1.2), so the interval of each figure is over
 * its places, and that of the difference is put together from the two (METHODS §3 step 2).
 *
 * Source: Beery, Van Horn & Perona, ECCV 2018, for the two figures and the ratio of errors.
 *
 * @returns null where nobody says where the model was trained, or nothing has a place
 */
export function cisTransOf(
  { outcomes, here, question, headline, attributes }: Basis,
  { level, interval }: Pick<EvaluateRequest, "level" | "interval">,
  trained: readonly TrainedNames[],
): ResultCisTrans | null {
  const cluster = question.clusters?.kind === "attribute" ? question.clusters.attribute : null;
  // What is counted once at a place: where another site is asked about, as for these sites as they are.
  const isAbroad = question.question === "another-site";
  const groups = isAbroad ? question.here : question.clusters;
  const atOne = isAbroad ? here : outcomes;
  const places = trainedPlaces(attributes, cluster, trained);
  const [reference] = headline;
  if (places === null || reference === undefined) return null;
  const { levels, codes, isTrained } = places;
  const inPlaces: EvaluatedOutcomes = { ...outcomes, cluster: codes, clusterCount: levels.length };
  const estimatorAt = (units: Int32Array): Estimator => estimatorOf(inPlaces, reference, units);
  const detailOf = (estimator: Estimator): EstimateDetail =>
    interval === "none" ? estimator.point(level) : estimateOfPart(estimator, level);
  const unitsWhere = (holds: (code: number) => boolean): Int32Array =>
    Int32Array.from(codes.keys()).filter((unit) => codes[unit]! >= 0 && holds(codes[unit]!));
  const armOf = (isCis: boolean) => {
    const units = unitsWhere((code) => isTrained[code] === isCis);
    if (units.length === 0) return null;
    const estimator = estimatorAt(units);
    const detail = detailOf(estimator);
    const { value, low, high, n, method, warnings } = detail;
    // Without an interval nobody counts them.
    const count = new Set(Array.from(units, (unit) => codes[unit])).size;
    const arm: ResultCisTransArm = { value, low, high, n, method, places: count, warnings };
    return { arm, estimator, detail };
  };
  const cis = armOf(true);
  const trans = armOf(false);
  const sign = (cis ?? trans)?.estimator.direction === "lower-is-better" ? -1 : 1;
  const isErrorShare = isUnitRange((cis ?? trans)?.estimator);
  const compared = (a: Figure | null, b: Figure | null) => ({
    difference: differenceOf(a, b, sign),
    errorRatio: isErrorShare ? errorRatioOf(a, b, sign) : null,
  });
  const both = compared(cis?.arm ?? null, trans?.arm ?? null);

  const sizes = new Int32Array(levels.length);
  for (const code of codes) if (code >= 0) sizes[code]!++;
  const told = levels.map((place, code): ResultCisTransPlace => {
    const own = detailOf(
      estimatorOf(
        atOne,
        reference,
        unitsWhere((one) => one === code),
      ),
    );
    const isCis = isTrained[code]!;
    const rest =
      levels.length > MOST_LEFT_OUT || cis === null || trans === null
        ? null
        : pointOf(
            estimatorAt(unitsWhere((one) => isTrained[one] === isCis && one !== code)),
            level,
          );
    const without =
      rest === null
        ? null
        : compared(isCis ? rest : (cis?.arm ?? null), isCis ? (trans?.arm ?? null) : rest);
    return {
      place,
      trained: isCis,
      value: own.value,
      low: own.low,
      high: own.high,
      n: own.n,
      differenceWithout: without?.difference?.value ?? null,
      errorRatioWithout: without?.errorRatio?.value ?? null,
    };
  });
  const needed =
    cis === null || trans === null ? null : placesNeeded(cis.detail, trans.detail, level);
  const splitGroups = groupsOnBothSides(groups, codes, isTrained);
  return {
    attribute: places.attribute,
    metric: formatReference(reference),
    unit: outcomes.unit,
    level,
    training: {
      sources: places.sources,
      named: places.named,
      ...(places.unknown.length === 0 ? {} : { unknown: places.unknown }),
    },
    cis: cis?.arm ?? null,
    trans: trans?.arm ?? null,
    ...both,
    places: told,
    ...(needed === null ? {} : { needed }),
    splitGroups,
    warnings: [
      ...(trans === null ? [NO_TRANSFER] : []),
      ...(places.unknown.length === 0 ? [] : [UNKNOWN_PLACE]),
      ...(splitGroups > 0 ? [SPLIT_GROUPS] : []),
    ],
  };
}

/** Every place of the images was in training. */
export const NO_TRANSFER = "cis-trans/no-transfer";
/** Some places were in training, and a claim about another one was judged by all. */
export const MIXED = "cis-trans/mixed";
const SPLIT_GROUPS = "cis-trans/split-groups";
/** A place of training that somebody typed is the name of none of these images. */
export const UNKNOWN_PLACE = "cis-trans/unknown-place";

/** By the attribute of the question, else the one named like a place of which somebody says something. */
function trainedPlaces(
  { table, rows }: HeadlineBasis["attributes"],
  cluster: string | null,
  trained: readonly TrainedNames[],
): TrainedPlaces | null {
  const names = [...table.columns.keys()].filter(
    (name) => name !== cluster && mayBeOfTraining(name),
  );
  const found = [...(cluster === null ? [] : [cluster]), ...names].flatMap((attribute) => {
    const column = table.columns.get(attribute);
    const known = trained.flatMap((one) => {
      const own = one.of(attribute);
      return own === null ? [] : [{ source: one.source, ...own }];
    });
    if (column === undefined || known.length === 0) return [];
    const { levels, codes } = levelsOf(column, rows);
    if (levels.length === 0) return [];
    const isTrained = levels.map((level) => known.some(({ has }) => has(level)));
    const sources = known.map(({ source }) => source);
    const named = known.reduce((sum, { count }) => sum + count, 0);
    const here = new Set(levels.map(foldTrainingName));
    const typed = new Set(known.flatMap((one) => one.typed ?? []));
    const unknown = [...typed].filter((name) => !here.has(foldTrainingName(name)));
    return [{ attribute, levels, codes, isTrained, sources, named, unknown }];
  });
  // One in which training is met tells more than one in which no level is known to it.
  return found.find(({ isTrained }) => isTrained.includes(true)) ?? found[0] ?? null;
}

function levelsOf(column: Column, rows: Int32Array) {
  const codeOf = new Map<string, number>();
  const codes = rows.map((row) => {
    const level = cellText(column, row);
    if (level === null) return -1;
    const code = codeOf.get(level) ?? codeOf.size;
    codeOf.set(level, code);
    return code;
  });
  return { levels: [...codeOf.keys()], codes };
}

type Figure = Pick<ResultCisTransArm, "value" | "low" | "high">;

function pointOf(estimator: Estimator, level: number): Figure {
  return { value: estimator.point(level).value, low: null, high: null };
}

/** cis − trans, positive where the model does better at the places that it knows. */
function differenceOf(cis: Figure | null, trans: Figure | null, sign: 1 | -1) {
  if (cis?.value == null || trans?.value == null) return null;
  const value = sign * (cis.value - trans.value);
  const [a, b] = [rangeOf(cis), rangeOf(trans)];
  if (a === null || b === null) return { value, low: null, high: null };
  const { low, high } = moverInterval(a, b, sign);
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}

/** Trans error over cis error, where an error is what is missing to the best value. */
function errorRatioOf(cis: Figure | null, trans: Figure | null, sign: 1 | -1) {
  if (cis?.value == null || trans?.value == null) return null;
  const error = (value: number): number => (sign === 1 ? 1 - value : value);
  const [ofCis, ofTrans] = [error(cis.value), error(trans.value)];
  if (ofCis === 0) return null;
  const [a, b] = [rangeOf(trans), rangeOf(cis)].map((range) => {
    if (range === null) return null;
    const [one, other] = [error(range.low), error(range.high)];
    return { value: error(range.value), low: Math.min(one, other), high: Math.max(one, other) };
  });
  const interval = a == null || b == null ? null : moverRatio(a, b);
  return { value: ofTrans / ofCis, low: interval?.low ?? null, high: interval?.high ?? null };
}

function rangeOf({ value, low, high }: Figure): ValueInterval | null {
  if (value === null || low === null || high === null) return null;
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}

function isUnitRange(estimator: Estimator | undefined): boolean {
  return estimator?.range[0] === 0 && estimator.range[1] === 1;
}

/** Sequences or subjects that have units at places of both kinds: then the two are no different places. */
function groupsOnBothSides(
  groups: HeadlineBasis["question"]["here"],
  codes: Int32Array,
  isTrained: readonly boolean[],
): number {
  if (groups === null) return 0;
  const sides = new Uint8Array(groups.count);
  for (const [unit, group] of groups.cluster.entries()) {
    const code = codes[unit]!;
    if (group >= 0 && code >= 0) sides[group]! |= isTrained[code] === true ? 1 : 2;
  }
  return sides.reduce((sum, side) => sum + (side === 3 ? 1 : 0), 0);
}
