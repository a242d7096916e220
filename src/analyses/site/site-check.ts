import { type KnownAttribute, knownFrom } from "../../dataset/attributes/known-attributes.js";
import { curveLabels } from "../../evaluation/curve-labels.js";
import type { HeadlineBasis } from "../../evaluation/headline-basis.js";
import { positiveClass } from "../../evaluation/positive-class.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { scoredClass } from "../../metrics/score-columns.js";
import { haveOneLabel, type Outcomes } from "../../outcomes/classification-types.js";
import { holm } from "../../statistics/multiplicity.js";
import {
  type NoSiteSignal,
  pooledMinusWithin,
  type SiteScores,
  type SiteSignal,
  siteOnlyAuc,
  siteOnlyByChance,
  siteSignal,
} from "../../statistics/site-signal.js";
import { taskOf } from "../../tasks/registry.js";
import { type PlaceAttribute, placeAttribute, placesByValue } from "../places/place-attribute.js";
import type { ResultSite, ResultSiteAttribute, ResultSiteClass } from "./result.js";

/** Error of all tests together. */
const ALPHA = 0.05;

/** The score of one label, what is true of each unit, and where each is from. */
export interface SiteQuestion {
  readonly label: string;
  readonly isPositive: Uint8Array;
  readonly units: SiteScores;
  readonly sites: readonly string[];
  readonly truthNames: readonly string[];
  /** Index of `truthNames` of each unit. */
  readonly truth: Int32Array;
  /** Unit of the outcomes of each unit here: those without a site are left out. */
  readonly source: Int32Array;
}

/** The sites that are asked about: of `--site`, else those of the figures place by place; null for none. */
export function sitesOf(
  { question, attributes }: Pick<HeadlineBasis, "question" | "attributes">,
  request: EvaluateRequest,
): PlaceAttribute | null {
  if (request.site === null) return placeAttribute({ question, request, attributes });
  const own = placesByValue(request.site, attributes);
  return own.levels.length < 2 ? null : own;
}

/** Null where no score of a label is there that some units have and others not. */
export function siteQuestion(
  { outcomes, here, question }: HeadlineBasis,
  request: EvaluateRequest,
  place: PlaceAttribute,
): SiteQuestion | null {
  const { ranked } = taskOf(outcomes.kind);
  if (ranked === undefined) return null;
  const positive = positiveClass(request, outcomes.classes);
  const [index] = curveLabels(outcomes, ranked, positive).indices;
  if (index === undefined) return null;
  const scored = scoredClass(outcomes as Outcomes, index);
  const label = outcomes.classes[index]!;
  // Where the sites are the clusters, what counts once is what counts once at these sites.
  const { cluster } = question.clusters?.attribute === place.name ? here : outcomes;
  const siteOf = place.group.of;
  const source = Int32Array.from(siteOf.keys()).filter((unit) => siteOf[unit]! >= 0);
  const isPositive = Uint8Array.from(source, (unit) => scored.positive[unit]!);
  const truth = haveOneLabel(outcomes)
    ? { truth: source.map((unit) => outcomes.truth[unit]!), truthNames: outcomes.classes }
    : { truth: Int32Array.from(isPositive), truthNames: [`no ${label}`, label] };
  return {
    label,
    isPositive,
    units: {
      score: Float64Array.from(source, (unit) => scored.score[unit]!),
      site: source.map((unit) => siteOf[unit]!),
      cluster: source.map((unit) => cluster?.[unit] ?? unit),
    },
    sites: place.levels,
    ...truth,
    source,
  };
}

/**
 * Whether a score tells sites apart among units of one true label, what that does to its AUC, and what of the
 * pictures gives the site away (METHODS §13).
 */
export function siteCheck(
  asked: SiteQuestion,
  { known, rows }: Pick<HeadlineBasis, "known" | "rows">,
  { level, seed }: Pick<EvaluateRequest, "level" | "seed">,
): Omit<ResultSite, "site" | "unit" | "level"> {
  const { label, isPositive, units, sites, truthNames, truth, source } = asked;
  const n = new Int32Array(sites.length);
  const positives = new Int32Array(sites.length);
  for (let i = 0; i < truth.length; i++) {
    n[units.site[i]!]!++;
    positives[units.site[i]!]! += isPositive[i]!;
  }
  const only = siteOnlyAuc(
    positives,
    n.map((all, s) => all - positives[s]!),
  );
  const inClass = truthNames.map((_, k) =>
    Int32Array.from(truth.keys()).filter((i) => truth[i] === k),
  );
  let stream = 0;
  const test = (score: Float64Array, own: Int32Array): SiteSignal | NoSiteSignal => {
    const told = own.filter((i) => !Number.isNaN(score[i]!));
    const of = {
      score: Float64Array.from(told, (i) => score[i]!),
      site: told.map((i) => units.site[i]!),
      cluster: told.map((i) => units.cluster[i]!),
    };
    return siteSignal(of, sites.length, seed, stream++);
  };
  const classes = adjusted(
    inClass.flatMap((own, k) =>
      own.length === 0
        ? []
        : [{ label: truthNames[k]!, n: own.length, found: test(units.score, own) }],
    ),
    sites,
  ).map(({ label: of, n: count, found, ...told }): ResultSiteClass => {
    const code = typeof found === "string" ? found : null;
    return { label: of, n: count, ...told, code };
  });
  const carries = classes.every(({ holm: p }) => p === null)
    ? null
    : classes.some(({ holm: p }) => p !== null && p <= ALPHA);
  const apart = pooledMinusWithin(units, isPositive, sites.length, level);
  const seen = adjusted(
    numericColumns(known, rows.units).flatMap(({ attribute, values }) =>
      inClass.flatMap((own, k) => {
        const found = test(
          Float64Array.from(source, (unit) => values[unit]!),
          own,
        );
        return typeof found === "string" ? [] : [{ attribute, label: truthNames[k]!, found }];
      }),
    ),
    sites,
  );
  return {
    label,
    sites: sites.map((name, s) => ({ name, n: n[s]!, positives: positives[s]! })),
    siteOnlyAuc: Number.isNaN(only) ? null : only,
    ...(Number.isNaN(only)
      ? {}
      : { siteOnlyByChance: siteOnlyByChance(units, isPositive, sites.length, seed) }),
    classes,
    pooled: apart?.pooled ?? null,
    within: apart?.within ?? null,
    pooledMinusWithin:
      apart === null ? null : { value: apart.value, low: apart.low, high: apart.high },
    attributes: bestOfEach(seen.map(({ found: _, ...told }) => told)),
    carries,
    flatters: flattersOf(carries, apart ?? { low: null, high: null }),
  };
}

function flattersOf(
  carries: boolean | null,
  { low, high }: { readonly low: number | null; readonly high: number | null },
): boolean | null {
  if (carries !== true) return carries;
  if (low === null || high === null || (low <= 0 && high > 0)) return null;
  return low > 0;
}

/** Tests with their p held together; what could not be tested is not among them. */
function adjusted<T extends { readonly found: SiteSignal | NoSiteSignal }>(
  tests: readonly T[],
  sites: readonly string[],
) {
  const p = tests.flatMap(({ found }) => (typeof found === "string" ? [] : [found.p]));
  const together = holm(p);
  let at = 0;
  return tests.map((one) => {
    const { found } = one;
    if (typeof found === "string") return { ...one, auc: null, between: [], p: null, holm: null };
    const between = found.sites.map((s) => sites[s]!);
    return { ...one, auc: found.auc, between, p: found.p, holm: together[at++]! };
  });
}

/** Of each attribute the label in which it tells sites apart best, the clearest first. */
function bestOfEach(tests: readonly ResultSiteAttribute[]): readonly ResultSiteAttribute[] {
  const order = tests.toSorted((a, b) => a.holm! - b.holm! || b.auc! - a.auc!);
  return order.filter(
    ({ attribute }, at) => order.findIndex((one) => one.attribute === attribute) === at,
  );
}

/** What is measured of the pixels and told by boxes, a value a unit. */
function numericColumns(
  table: HeadlineBasis["known"],
  rows: Int32Array,
): { readonly attribute: KnownAttribute; readonly values: Float64Array }[] {
  return knownFrom([...table.columns.keys()], "pixels", "boxes", "background").flatMap(
    (attribute) => {
      const column = table.columns.get(attribute);
      if (column?.kind !== "numeric") return [];
      return [{ attribute, values: Float64Array.from(rows, (row) => column.values[row]!) }];
    },
  );
}
