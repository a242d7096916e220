import {
  classWeights,
  confidenceDifference,
  meanOf,
  thresholdedConfidence,
  weightedAccuracy,
} from "../../src/analyses/label-free/estimates.js";
import { strataDecomposition } from "../../src/analyses/slices/strata.js";
import { freshOfTable } from "../../src/benchmark/fresh/fresh-sources.js";
import { parseDelimited } from "../../src/formats/delimited/delimited.js";
import { holm } from "../../src/statistics/multiplicity.js";
import { logits } from "../../src/statistics/next-site.js";
import { clopperPearson } from "../../src/statistics/one-proportion.js";
import { randomEffects } from "../../src/statistics/random-effects.js";
import { shrunkenShares } from "../../src/statistics/simultaneous.js";
import { siteOnlyAuc } from "../../src/statistics/site-signal.js";
import { newcombe, pooledZ } from "../../src/statistics/two-proportions.js";
import { STATISTICS_KINDS } from "./statistics.js";

type Input = Readonly<Record<string, unknown>>;
type Answer = (input: Input) => unknown;

/**
 * Kinds by `oracle/kind`: estimates without labels of `g_shift`, means of `i_meta`, published tables of
 * `r_published`.
 */
export const PUBLISHED_ORACLE_KINDS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ["g_shift/label_shift", labelShift],
  ["g_shift/unlabeled_estimates", unlabeledEstimates],
  ["g_shift/cbpe", expectedAccuracy],
  ["i_meta/meta", metaAnalysis],
  ["i_meta/meta_leave_one_out", leftOutMeans],
  ["r_published/cifar101_table", freshTable],
  ["r_published/cifar101_pair", freshPair],
  ["r_published/cifar101_strata", freshStrata],
  ["r_published/site_shortcut", siteShortcut],
]);

/** Kinds that no function can answer, and why. */
export const NOTHING_TO_ANSWER: ReadonlyMap<string, string> = new Map([
  [
    "r_published/claims",
    "numbers as papers print them, without input: 0.861 of sorting by hospital is held by site_shortcut, the others need images that nobody gave",
  ],
]);

function labelShift(input: Input): unknown {
  const { C, target_pred, source_y, source_hit } = input as {
    C: number[][];
    target_pred: number[];
    source_y?: number[];
    source_hit?: number[];
  };
  const found = classWeights(Float64Array.from(C.flat()), Float64Array.from(target_pred));
  if (found === null) return { cond: null, bbse_w: null, bbse_w_clipped: null, bbse_prior: null };
  const shares = C[0]!.map((_, j) => C.reduce((sum, row) => sum + row[j]!, 0));
  const prior = shares.map((share, j) => share * found.weights[j]!);
  const total = prior.reduce((sum, one) => sum + one, 0);
  const whole = {
    cond: found.condition,
    bbse_w_clipped: [...found.weights],
    bbse_prior: prior.map((one) => one / total),
  };
  if (source_y === undefined || source_hit === undefined) return whole;
  const weights = Float64Array.from(source_y, (k) => found.weights[k]!);
  const { value, effectiveN } = weightedAccuracy(Uint8Array.from(source_hit), weights);
  return {
    ...whole,
    ess: effectiveN,
    ess_ratio: effectiveN / weights.length,
    weighted_accuracy: value,
  };
}

function unlabeledEstimates(input: Input): unknown {
  const { source_conf, source_correct, target_conf } = input as {
    source_conf: number[];
    source_correct: number[];
    target_conf: number[];
  };
  const known = {
    confidence: Float64Array.from(source_conf),
    correct: Uint8Array.from(source_correct),
  };
  const fresh = Float64Array.from(target_conf);
  const { threshold, value } = thresholdedConfidence(known, fresh);
  return {
    average_confidence: meanOf(fresh),
    doc_clipped: confidenceDifference(known, fresh),
    atc_threshold: Number.isFinite(threshold) ? threshold : "Infinity",
    atc_mc: value,
  };
}

function expectedAccuracy(input: Input): unknown {
  const { p, threshold } = input as { p: number[]; threshold: number };
  return { accuracy: meanOf(Float64Array.from(p, (one) => (one >= threshold ? one : 1 - one))) };
}

/** Values and variances as they are, logits of shares, or differences of shares. */
function effectsOf(input: Input): { readonly values: number[]; readonly variances: number[] } {
  const given = input as Record<"x" | "n" | "x1" | "n1" | "x2" | "n2" | "yi" | "vi", number[]>;
  if (input["measure"] === "PLO") {
    const found = logits(given.x.map((x, i) => ({ share: x / given.n[i]!, n: given.n[i]! })));
    return { values: [...found.values], variances: [...found.variances] };
  }
  if (input["measure"] !== "RD") return { values: given.yi, variances: given.vi };
  const effects = given.x1.map((x1, i) => {
    const counts = [x1, given.n1[i]! - x1, given.x2[i]!, given.n2[i]! - given.x2[i]!];
    const add = counts.includes(0) ? 0.5 : 0;
    const [a, b, c, d] = counts.map((count) => count + add) as [number, number, number, number];
    const [p, q] = [a / (a + b), c / (c + d)];
    return { y: p - q, v: (p * (1 - p)) / (a + b) + (q * (1 - q)) / (c + d) };
  });
  return { values: effects.map(({ y }) => y), variances: effects.map(({ v }) => v) };
}

function metaAnalysis(input: Input): unknown {
  const { values, variances } = effectsOf(input);
  const { alpha } = input as { alpha: number };
  const found = randomEffects(values, variances, 1 - alpha);
  const whole = { k: values.length, yi: values, vi: variances };
  if (found === null) return { ...whole, REML: null };
  const { average, next } = found;
  return {
    ...whole,
    REML: {
      tau2: found.betweenVariance,
      mu: found.mean,
      se: found.standardError,
      se_hk_adhoc: found.knappHartungError,
      ci_hk_adhoc: [average.low, average.high],
      pi_report: next === null ? null : [next.low, next.high],
    },
  };
}

/** DerSimonian and Laird's mean and variance without each study, which slices are shrunk by. */
function leftOutMeans(input: Input): unknown {
  const { yi, vi } = input as Record<"yi" | "vi", number[]>;
  const without = (values: number[], i: number) => values.filter((_, k) => k !== i);
  return { mu_tau2: yi.map((_, i) => meanOfEffects(without(yi, i), without(vi, i))) };
}

/** They are moved into [0, 1] as shares, whose numbers of images are those with the same variances. */
function meanOfEffects(values: readonly number[], variances: readonly number[]): [number, number] {
  const least = Math.min(...values);
  const width = Math.max(...values) - least;
  const shares = Float64Array.from(values, (value) => (value - least) / width);
  const pooled = meanOf(shares);
  const images = Float64Array.from(
    variances,
    (variance) => (pooled * (1 - pooled) * width * width) / variance,
  );
  const one = new Float64Array(shares.length).fill(1);
  const { mean, variance } = shrunkenShares(shares, one, images)!;
  return [least + width * mean, width * width * variance];
}

function freshTable(input: Input): unknown {
  const given = input as {
    models: string[];
    correct_original: number[];
    n_original: number;
    correct_new: number[];
    n_new: number;
  };
  const { models, correct_original, n_original, correct_new, n_new } = given;
  const lines = models.map((model, i) =>
    [model, correct_original[i], n_original, correct_new[i], n_new].join(","),
  );
  const text = ["model,original_k,original_n,fresh_k,fresh_n", ...lines].join("\n");
  const raw = parseDelimited(new TextEncoder().encode(text), "table", {
    readColumns: ({ names }) => new Map(names.map((name) => [name, "text"] as const)),
  });
  const found = freshOfTable(raw, { original: "original", fresh: "new" }, 0.95, "table");
  const own = new Map(found.models.map((one) => [one.name, one]));
  const limits = (k: number, n: number): number[] => {
    const { low, high } = clopperPearson(k, n, 0.95);
    return [low, high];
  };
  return {
    rows: models.map((model, i) => {
      const { original, fresh, drop } = own.get(model)!;
      return {
        model,
        acc_original: original.value,
        acc_new: fresh.value,
        gap: drop.value,
        ci_original: limits(correct_original[i]!, n_original),
        ci_new: limits(correct_new[i]!, n_new),
        gap_newcombe: [drop.low, drop.high],
      };
    }),
    slope: found.line?.slope ?? null,
    intercept: found.line?.intercept ?? null,
    slope_se: found.line?.slopeError ?? null,
    slope_ci: found.line === null ? null : [found.line.low, found.line.high],
    probit_slope: found.probit?.slope ?? null,
    probit_intercept: found.probit?.intercept ?? null,
    spearman: found.ranks.spearman,
    kendall: found.ranks.kendall,
  };
}

function freshPair(input: Input): unknown {
  const { correct1, correct2, alpha } = input as Record<"correct1" | "correct2", string> & {
    alpha: number;
  };
  const counts = { a: 0, b: 0, c: 0, d: 0 };
  for (const [i, one] of [...correct1].entries()) {
    if (one === "1") counts[correct2[i] === "1" ? "a" : "b"]++;
    else counts[correct2[i] === "1" ? "c" : "d"]++;
  }
  const figures = STATISTICS_KINDS.get("b_proportions/paired")!({ ...counts, alpha });
  return { ...counts, ...(figures as object) };
}

function freshStrata(input: Input): unknown {
  const { nA, kA, nB, kB } = input as Record<"nA" | "kA" | "nB" | "kB", number[]>;
  const { gap, parts } = strataDecomposition({
    claimedSize: nA,
    claimedHits: kA,
    localSize: nB,
    localHits: kB,
  });
  const classes = nA.map((n1, i) => ({ k1: kA[i]!, n1, k2: kB[i]!, n2: nB[i]! }));
  const p = classes.map((counts) => pooledZ(counts)?.p ?? Number.NaN);
  return {
    gap,
    composition: parts?.composition ?? null,
    rate: parts?.rate ?? null,
    diff: classes.map(({ k1, n1, k2, n2 }) => k1 / n1 - k2 / n2),
    diff_newcombe: classes.map((counts) => {
      const { low, high } = newcombe(counts, 0.95);
      return [low, high];
    }),
    p,
    p_holm: [...holm(p)],
  };
}

function siteShortcut(input: Input): unknown {
  const { site_A, site_B } = input as Record<"site_A" | "site_B", { n: number; positives: number }>;
  const sites = [site_A, site_B];
  return {
    auc: siteOnlyAuc(
      sites.map(({ positives }) => positives),
      sites.map(({ n, positives }) => n - positives),
    ),
  };
}
