import { exp, ln } from "../core/elementary.js";
import { clip, type Interval } from "./interval.js";
import { wilsonInterval } from "./wilson.js";

/** What limits of an estimate on [0, 1] are made of. */
export interface UnitEstimate {
  /** θ̂ on [0, 1]. */
  readonly u: number;
  /** v on that scale, ≥ 0. */
  readonly variance: number;
  /** H′ > 0: the most images that it can tell as much as. */
  readonly cap: number;
  /** z, or t(df). */
  readonly q: number;
}

/** Limits on [0, 1], with what the verdict takes for estimate and number of images. */
export interface UnitLimits extends Interval {
  readonly u: number;
  readonly nu: number;
}

/** How limits are made. */
export type LimitsMethod = (estimate: UnitEstimate) => UnitLimits;

/** W(u, ν, q), ν = min(u(1 − u)/v, H′); v = 0 or u ∈ {0, 1}: ν = H′ (METHODS §2.2). */
export const wilsonLimits: LimitsMethod = ({ u, variance, cap, q }) => {
  const nu = effectiveNumber(u, variance, cap);
  return { u, nu, ...wilsonInterval(u, nu, q) };
};

/** A bias that was estimated from the sample itself. */
export interface BiasEstimate {
  /** B on [0, 1]: by how much θ̂ is too high; negative: too low. */
  readonly bias: number;
  /** What the variance grows by because B is uncertain too: 1.1, or 1 where it hardly is. */
  readonly noise: number;
}

/**
 * Limits without the bias that a sample of this size has and the claim's has not:
 *
 *     b = (1 − ρ)·B;  u = clip(θ̂ − b, 0, 1);  v′ = noise·v + (b/4)²;  ν = min(u(1 − u)/v′, H′);  W(u, ν, q)
 *
 * They need not hold θ̂. Where the clipping makes u a 0 or a 1 that θ̂ is not, ν is that of θ̂: a border
 * that was never seen must not count as H′ images without variation.
 *
 * Source: METHODS-2 A2 step 5, A5, A8; the project's own.
 *
 * @param share ρ: the share of the bias that the claim's figure has too; above 1 where it has more
 */
export function correctedLimits({ bias, noise }: BiasEstimate, share = 0): LimitsMethod {
  const b = (1 - share) * bias;
  return ({ u: theta, variance, cap, q }) => {
    const u = clip(theta - b, 0, 1);
    const v = noise * variance + (b / 4) ** 2;
    const nu = effectiveNumber(u === 0 || u === 1 ? theta : u, v, cap);
    return { u, nu, ...wilsonInterval(u, nu, q) };
  };
}

/**
 * The outer limits of {@link correctedLimits} at ρ = 0 and ρ = 1, with u and ν of ρ = 0: what is shown
 * of a figure whose claims may have been measured on more images or on as few (METHODS-2 A2 step 6).
 */
export function hullLimits(estimate: BiasEstimate): LimitsMethod {
  const [whole, none] = [correctedLimits(estimate, 0), correctedLimits(estimate, 1)];
  return (of) => {
    const [first, second] = [whole(of), none(of)];
    const [low, high] = [Math.min(first.low, second.low), Math.max(first.high, second.high)];
    return { u: first.u, nu: first.nu, low, high };
  };
}

/**
 * Limits of an AUC A: the outer ones of W(A, ν, q), of A itself and of
 *
 *     ε = ¼/min(n₁, n₀);  a = clip(A, ε, 1 − ε);  s = √max(v, a(1 − a)/H′)/(a(1 − a));  expit(logit(a) ± q·s)
 *
 * Wilson's alone is too short below where the two labels spread differently (METHODS-2 A4).
 *
 * @param rarer min(n₁, n₀), ≥ 1
 */
export function aucLimits(rarer: number): LimitsMethod {
  const least = 0.25 / rarer;
  return (estimate) => {
    const { u, variance, cap, q } = estimate;
    const wilson = wilsonLimits(estimate);
    const a = clip(u, least, 1 - least);
    const spread = a * (1 - a);
    const half = (q * Math.sqrt(Math.max(variance, spread / cap))) / spread;
    const centre = ln(a / (1 - a));
    return {
      u,
      nu: wilson.nu,
      low: Math.min(u, wilson.low, expit(centre - half)),
      high: Math.max(u, wilson.high, expit(centre + half)),
    };
  };
}

/** Whether a bias is worth a warning: more than an eighth of the interval that is shown. */
export function isNotableBias(bias: number, { low, high }: Interval): boolean {
  return Math.abs(bias) > (high - low) / 8;
}

function effectiveNumber(u: number, variance: number, cap: number): number {
  return variance === 0 || u === 0 || u === 1 ? cap : Math.min((u * (1 - u)) / variance, cap);
}

function expit(x: number): number {
  return 1 / (1 + exp(-x));
}
