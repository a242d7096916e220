import { exp, ln } from "../core/elementary.js";
import { bisect } from "./bisection.js";
import type { Interval } from "./interval.js";
import { levelQuantile } from "./quantiles.js";

/** Sites that were surveyed equally often with as many detections. */
export interface SurveyedSites {
  /** Visits, 1 or more. */
  readonly visits: number;
  readonly detections: number;
  readonly sites: number;
}

/** Where a species lives, and how often a visit there finds it. */
export interface Occupancy {
  /** Share of sites with a detection. */
  readonly naive: number;
  /** Share of sites where it lives; null where nothing was detected or no site was visited twice. */
  readonly psi: number | null;
  /** Probability that a visit to a site where it lives detects it. */
  readonly p: number | null;
  readonly logLikelihood: number | null;
  /** Of logit ψ; null at ψ = 1. */
  readonly logitError: number | null;
}

const STEPS = 60;
/** Beyond, a logit is that of a boundary. */
const MOST_LOGIT = 20;

/**
 * Constant occupancy ψ and detection p by maximum likelihood, Π[ψ·Πp^y(1 − p)^(1 − y) + (1 − ψ)·1(none)], by
 * Newton's method on logits; where ψ rises without end it is 1 and p the share of visits with a detection.
 *
 * Source: MacKenzie et al., Ecology 83:2248, 2002 (from memory), held to oracle m.
 *
 * @param groups sites by visits and detections
 * @param from ψ and p of nearly the same sites, inside (0, 1), to start at
 * @returns null without a surveyed site
 */
export function occupancy(
  groups: readonly SurveyedSites[],
  from?: readonly [psi: number, p: number],
): Occupancy | null {
  let [sites, found, detections, visits, repeated] = [0, 0, 0, 0, 0];
  for (const one of groups) {
    sites += one.sites;
    if (one.detections > 0) found += one.sites;
    detections += one.sites * one.detections;
    visits += one.sites * one.visits;
    if (one.visits > 1) repeated += one.sites;
  }
  if (sites === 0) return null;
  const naive = found / sites;
  const none = { naive, psi: null, p: null, logLikelihood: null, logitError: null };
  if (found === 0 || repeated === 0) return none;
  if (detections === visits) return { ...none, psi: 1, p: 1, logLikelihood: 0 };
  const edge = detections / visits;
  if (isRising(groups, found, edge)) {
    const logLikelihood = detections * ln(edge) + (visits - detections) * ln(1 - edge);
    return { ...none, psi: 1, p: edge, logLikelihood };
  }
  const [psi0, p0] = from ?? [Math.min(0.95, naive), Math.min(0.95, detections / (visits * naive))];
  const [a, b] = newton(groups, [logit(psi0), logit(p0)]) ?? nested(groups, found);
  const at = slopes(groups, a, b);
  const determinant = at.aa * at.bb - at.ab * at.ab;
  const variance = -at.bb / determinant;
  return {
    naive,
    psi: inverse(a),
    p: inverse(b),
    logLikelihood: at.value,
    logitError: variance > 0 ? Math.sqrt(variance) : null,
  };
}

/** Wald's interval of ψ on the logit; null without an error. */
export function occupancyInterval({ psi, logitError }: Occupancy, level: number): Interval | null {
  if (psi === null || logitError === null) return null;
  const half = levelQuantile(level) * logitError;
  return { low: inverse(logit(psi) - half), high: inverse(logit(psi) + half) };
}

/** Whether the likelihood still rises with ψ at 1, with the p that is best there. */
function isRising(groups: readonly SurveyedSites[], found: number, p: number): boolean {
  let slope = found;
  for (const { visits, detections, sites } of groups) {
    if (detections > 0) continue;
    const missed = power(1 - p, visits);
    slope -= (sites * (1 - missed)) / missed;
  }
  return slope >= 0;
}

interface Slopes {
  readonly value: number;
  readonly a: number;
  readonly b: number;
  readonly aa: number;
  readonly ab: number;
  readonly bb: number;
}

/** The log-likelihood at logits a of ψ and b of p, with first and second derivatives. */
function slopes(groups: readonly SurveyedSites[], a: number, b: number): Slopes {
  const psi = inverse(a);
  const p = inverse(b);
  const [lnPsi, lnP, lnQ] = [ln(psi), ln(p), ln(1 - p)];
  let [value, da, db, aa, ab, bb] = [0, 0, 0, 0, 0, 0];
  for (const { visits: K, detections: y, sites } of groups) {
    if (y > 0) {
      value += sites * (lnPsi + y * lnP + (K - y) * lnQ);
      da += sites * (1 - psi);
      aa -= sites * psi * (1 - psi);
      db += sites * (y - K * p);
      bb -= sites * K * p * (1 - p);
      continue;
    }
    const s = power(1 - p, K);
    const v = 1 - psi * (1 - s);
    const va = -psi * (1 - psi) * (1 - s);
    const vb = -psi * K * p * s;
    value += sites * ln(v);
    da += (sites * va) / v;
    db += (sites * vb) / v;
    aa += sites * ((va * (1 - 2 * psi)) / v - (va / v) ** 2);
    ab += sites * (((1 - psi) * vb) / v - (va * vb) / (v * v));
    bb += sites * ((vb * (1 - p - K * p)) / v - (vb / v) ** 2);
  }
  return { value, a: da, b: db, aa, ab, bb };
}

/** Null where it does not come to rest. */
function newton(
  groups: readonly SurveyedSites[],
  [a0, b0]: readonly [number, number],
): readonly [number, number] | null {
  let [a, b] = [a0, b0];
  let at = slopes(groups, a, b);
  for (let step = 0; step < STEPS; step++) {
    const determinant = at.aa * at.bb - at.ab * at.ab;
    // Uphill: where the surface is not yet a hill, along the gradient.
    const isHill = at.aa < 0 && determinant > 0;
    let da = isHill ? (at.ab * at.b - at.bb * at.a) / determinant : at.a;
    let db = isHill ? (at.ab * at.a - at.aa * at.b) / determinant : at.b;
    const longest = Math.max(Math.abs(da), Math.abs(db));
    if (isHill && longest < 1e-10) return [a + da, b + db];
    if (longest > 2) [da, db] = [(2 * da) / longest, (2 * db) / longest];
    let next = slopes(groups, a + da, b + db);
    for (let half = 0; half < 30 && !(next.value >= at.value - 1e-12); half++) {
      [da, db] = [da / 2, db / 2];
      next = slopes(groups, a + da, b + db);
    }
    [a, b, at] = [a + da, b + db, next];
    if (Math.abs(a) > MOST_LOGIT || Math.abs(b) > MOST_LOGIT) return null;
  }
  return null;
}

/** By halving alone: ψ of each p, and the p at which the likelihood stops to rise. */
function nested(groups: readonly SurveyedSites[], found: number): readonly [number, number] {
  const psiOf = (p: number): number =>
    bisect(
      (psi) => {
        let slope = found / psi;
        for (const { visits, detections, sites } of groups) {
          const d = 1 - power(1 - p, visits);
          if (detections === 0) slope -= (sites * d) / (1 - psi * d);
        }
        return slope > 0;
      },
      0,
      1,
    );
  const p = bisect((one) => slopes(groups, logit(psiOf(one)), logit(one)).b > 0, 1e-9, 1 - 1e-9);
  return [logit(psiOf(p)), logit(p)];
}

function inverse(x: number): number {
  return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

/** Of a share within rounding of 1 that of the next smaller one. */
function logit(p: number): number {
  const inside = Math.min(Math.max(p, 1e-300), 1 - 1e-16);
  return ln(inside) - ln(1 - inside);
}

function power(base: number, exponent: number): number {
  return exp(exponent * ln(base));
}
