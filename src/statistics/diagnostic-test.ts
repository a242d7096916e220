import { exp, ln } from "../core/elementary.js";
import type { Interval } from "./interval.js";
import { levelQuantile } from "./quantiles.js";

/** What a test says of those that have a condition and those that do not. */
export interface TwoByTwo {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

/** P(condition | called) at a prevalence; null where nothing would be called. */
export function positivePredictiveValue(
  sensitivity: number,
  specificity: number,
  prevalence: number,
): number | null {
  const hits = sensitivity * prevalence;
  return ratio(hits, hits + (1 - specificity) * (1 - prevalence));
}

/** P(no condition | not called) at a prevalence; null where everything would be called. */
export function negativePredictiveValue(
  sensitivity: number,
  specificity: number,
  prevalence: number,
): number | null {
  const rejections = specificity * (1 - prevalence);
  return ratio(rejections, rejections + (1 - sensitivity) * prevalence);
}

/**
 * PPV and NPV at a prevalence with Mercaldo's logit intervals,
 * logit PPV ± z√((1 − Se)/(Se·n₁) + Sp/((1 − Sp)·n₀)), logit NPV ± z√(Se/((1 − Se)·n₁) + (1 − Sp)/(Sp·n₀)).
 *
 * Source: Mercaldo, Lau & Zhou, Statistics in Medicine 26:2170, 2007 (from memory), held to oracle n.
 *
 * @returns null without a case of either kind; intervals null where Se or Sp is 0 or 1
 */
export function predictiveValues({ tp, fp, fn, tn }: TwoByTwo, prevalence: number, level: number) {
  const [n1, n0] = [tp + fn, fp + tn];
  if (n1 === 0 || n0 === 0) return null;
  const [se, sp] = [tp / n1, tn / n0];
  const ppv = positivePredictiveValue(se, sp, prevalence);
  const npv = negativePredictiveValue(se, sp, prevalence);
  const isInside = tp > 0 && fn > 0 && fp > 0 && tn > 0;
  const z = levelQuantile(level);
  const around = (value: number | null, variance: number): Interval | null => {
    if (!isInside || value === null || value === 0 || value === 1) return null;
    const middle = ln(value / (1 - value));
    const half = z * Math.sqrt(variance);
    return { low: inverseLogit(middle - half), high: inverseLogit(middle + half) };
  };
  return {
    ppv,
    npv,
    ppvInterval: around(ppv, fn / tp / n1 + tn / fp / n0),
    npvInterval: around(npv, tp / fn / n1 + fp / tn / n0),
  };
}

/** A ratio with its log-method interval. */
export interface LogRatio {
  /** Null for 0/0; infinite where the denominator alone is 0. */
  readonly value: number | null;
  readonly interval: Interval | null;
}

/**
 * Likelihood ratios Se/(1 − Sp) and (1 − Se)/Sp and the diagnostic odds ratio, with log-method intervals.
 *
 * Source: Simel, Samsa & Matchar, Journal of Clinical Epidemiology 44:763, 1991 (from memory), held to oracle n.
 *
 * @returns null without a case of either kind
 */
export function likelihoodRatios({ tp, fp, fn, tn }: TwoByTwo, level: number) {
  const [n1, n0] = [tp + fn, fp + tn];
  if (n1 === 0 || n0 === 0) return null;
  const z = levelQuantile(level);
  const around = (value: number | null, variance: number): Interval | null => {
    if (value === null || !Number.isFinite(variance)) return null;
    const factor = exp(z * Math.sqrt(variance));
    return { low: value / factor, high: value * factor };
  };
  const of = (a: number, b: number): LogRatio => {
    const value = a === 0 && b === 0 ? null : a / n1 / (b / n0);
    return { value, interval: around(value, 1 / a - 1 / n1 + 1 / b - 1 / n0) };
  };
  const odds = tp * fp * fn * tn === 0 ? null : (tp * tn) / (fp * fn);
  return {
    positive: of(tp, fp),
    negative: of(fn, tn),
    odds: { value: odds, interval: around(odds, 1 / tp + 1 / fp + 1 / fn + 1 / tn) },
  };
}

/**
 * Net benefit of acting on what is called: TP/n − FP/n·w, w = t/(1 − t) the harm of a false alarm over the benefit of
 * a hit; at a prevalence π Se·π − (1 − Sp)(1 − π)·w.
 *
 * Source: Vickers & Elkin, Medical Decision Making 26:565, 2006 (from memory), held to oracle n.
 *
 * @param hits share of all that are rightly called
 * @param alarms share of all that are wrongly called
 */
export function netBenefit(hits: number, alarms: number, harm: number): number {
  return hits - alarms * harm;
}

function ratio(a: number, b: number): number | null {
  return b > 0 ? a / b : null;
}

function inverseLogit(x: number): number {
  return 1 / (1 + exp(-x));
}
