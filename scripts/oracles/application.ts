import { activityBandwidth, activityOverlap } from "../../src/statistics/activity.js";
import {
  likelihoodRatios,
  netBenefit,
  predictiveValues,
} from "../../src/statistics/diagnostic-test.js";
import { dissimilarity, diversity, rarefied } from "../../src/statistics/diversity.js";
import { eventStarts } from "../../src/statistics/independent-events.js";
import type { Interval } from "../../src/statistics/interval.js";
import {
  occupancy,
  occupancyInterval,
  type SurveyedSites,
} from "../../src/statistics/occupancy.js";
import { clopperPearson } from "../../src/statistics/one-proportion.js";
import { levelQuantile } from "../../src/statistics/quantiles.js";
import { wilsonCounts } from "../../src/statistics/wilson.js";

type Input = Readonly<Record<string, unknown>>;

/** Kinds by `oracle/kind`: figures of ecology and of diagnostic tests. */
export const APPLICATION_ORACLE_KINDS: ReadonlyMap<string, (input: Input) => unknown> = new Map<
  string,
  (input: Input) => unknown
>([
  ["m_counting_ecology/diversity", diversityCase],
  ["m_counting_ecology/dissimilarity", dissimilarityCase],
  ["m_counting_ecology/activity", activityCase],
  ["m_counting_ecology/rai", eventsCase],
  ["m_counting_ecology/occupancy", occupancyCase],
  ["n_clinical/two_by_two", twoByTwoCase],
  ["n_clinical/decision_curve", decisionCurveCase],
]);

function diversityCase(input: Input): unknown {
  const { counts, rarefy_to: sizes } = input as { counts: number[]; rarefy_to: number[] };
  const found = diversity(counts)!;
  const drawn = sizes.map((m) => [m, rarefied(counts, m)] as const);
  return {
    richness: found.richness,
    chao1: found.chao1,
    chao1_classic: found.chao1Classic,
    chao1_se: found.chao1Error,
    ace: found.ace,
    ace_se: found.aceError,
    shannon: found.shannon,
    simpson: found.simpson,
    inv_simpson: found.hill[2],
    hill: found.hill,
    pielou: found.pielou,
    good_coverage: found.coverage,
    rarefied: Object.fromEntries(drawn.map(([m, { value }]) => [m, value])),
    rarefied_se: Object.fromEntries(drawn.map(([m, { error }]) => [m, error])),
  };
}

function dissimilarityCase(input: Input): unknown {
  const { a, b } = input as { a: number[]; b: number[] };
  const found = dissimilarity(a, b)!;
  return {
    bray_curtis: found.brayCurtis,
    jaccard: found.jaccard,
    jaccard_abundance: found.jaccardAbundance,
    sorensen: found.sorensen,
    morisita_horn: found.morisitaHorn,
  };
}

function activityCase(input: Input): unknown {
  const { A, B } = input as { A: number[]; B: number[] };
  const widths = [A, B].map((times) => activityBandwidth(times)!);
  const found = activityOverlap(A, B)!;
  return {
    kappa: widths.map(({ kappa }) => kappa),
    nu: widths.map(({ nu }) => nu),
    dhat1: found.dhat1,
    dhat4: found.dhat4,
    dhat4_interp: found.dhat4OnGrid,
  };
}

function eventsCase(input: Input): unknown {
  const {
    timestamps_min: times,
    gap,
    nights,
  } = input as { timestamps_min: number[]; gap: number; nights: number };
  const events = eventStarts(times, gap).length;
  return {
    gap_from_last: events,
    gap_from_first: eventStarts(times, gap, "first").length,
    rai_last: (100 * events) / nights,
  };
}

function occupancyCase(input: Input): unknown {
  const { history } = input as { history: (number | null)[][] };
  const groups = history.flatMap((row): SurveyedSites[] => {
    const seen = row.filter((one) => one !== null);
    const detections = seen.reduce((sum, one) => sum + one, 0);
    return seen.length === 0 ? [] : [{ visits: seen.length, detections, sites: 1 }];
  });
  const found = occupancy(groups)!;
  const range = occupancyInterval(found, 0.95);
  return {
    naive: found.naive,
    psi: found.psi,
    p: found.p,
    loglik: found.logLikelihood,
    se_logit_psi: found.logitError,
    ci_psi: limits(range),
  };
}

function twoByTwoCase(input: Input): unknown {
  const { alpha, prevalences, ...table } = input as {
    tp: number;
    fp: number;
    fn: number;
    tn: number;
    alpha: number;
    prevalences: number[];
  };
  const { tp, fp, fn, tn } = table;
  const level = 1 - alpha;
  const n = tp + fp + fn + tn;
  const shares = Object.entries({
    sens: [tp, tp + fn],
    spec: [tn, fp + tn],
    ppv: [tp, tp + fp],
    npv: [tn, fn + tn],
    accuracy: [tp + tn, n],
    prevalence: [tp + fn, n],
  }).flatMap(([name, [k, of]]) => [
    [name, of === 0 ? null : k! / of!],
    [`${name}_cp`, of === 0 ? null : limits(clopperPearson(k!, of!, level))],
    [`${name}_wilson`, of === 0 ? null : limits(wilsonCounts(k!, of!, levelQuantile(level)))],
  ]);
  const ratios = likelihoodRatios(table, level);
  const infinite = (value: number | null | undefined) =>
    value === Number.POSITIVE_INFINITY ? "Infinity" : (value ?? null);
  return {
    ...Object.fromEntries(shares),
    youden: ratios === null ? null : tp / (tp + fn) + tn / (fp + tn) - 1,
    lr_pos: infinite(ratios?.positive.value),
    lr_neg: infinite(ratios?.negative.value),
    lr_pos_ci: limits(ratios?.positive.interval ?? null),
    lr_neg_ci: limits(ratios?.negative.interval ?? null),
    dor: ratios?.odds.value ?? null,
    dor_ci: limits(ratios?.odds.interval ?? null),
    at_prevalence: prevalences.map((prevalence) => {
      const found = predictiveValues(table, prevalence, level);
      return {
        prevalence,
        ppv: found?.ppv ?? null,
        npv: found?.npv ?? null,
        ppv_ci: limits(found?.ppvInterval ?? null),
        npv_ci: limits(found?.npvInterval ?? null),
      };
    }),
  };
}

function decisionCurveCase(input: Input): unknown {
  const { p, y, thresholds, prevalence } = input as {
    p: number[];
    y: number[];
    thresholds: number[];
    prevalence: number | null;
  };
  const n = p.length;
  const ill = y.reduce((sum, one) => sum + one, 0);
  return {
    rows: thresholds.map((t) => {
      const harm = t / (1 - t);
      const tp = p.filter((one, i) => one >= t && y[i] === 1).length;
      const fp = p.filter((one, i) => one >= t && y[i] === 0).length;
      const benefit = netBenefit(tp / n, fp / n, harm);
      const all = netBenefit(ill / n, 1 - ill / n, harm);
      return {
        t,
        net_benefit: benefit,
        treat_all: all,
        standardized: ill === 0 ? null : benefit / (ill / n),
        interventions_avoided_per_100: ((benefit - all) / harm) * 100,
        ...(prevalence === null
          ? {}
          : {
              net_benefit_at_prevalence: netBenefit(
                (tp / ill) * prevalence,
                (fp / (n - ill)) * (1 - prevalence),
                harm,
              ),
            }),
      };
    }),
  };
}

function limits(interval: Interval | null): readonly [number, number] | null {
  return interval === null ? null : [interval.low, interval.high];
}
