import { exp, ln } from "../core/elementary.js";
import { imagesByClass, type LabelledFeatures, type PreparedMeasure } from "./labelled-features.js";
import { type Tridiagonal, tridiagonalised } from "./tridiagonal.js";

/** Ratios of the two precisions that are tried, times the mean of the diagonal, as logarithms. */
const LOWEST = -20;
const HIGHEST = 25;
const STEP = 0.75;
/** The flat top of a maximum is wider: the evidence is right to 1e-9. */
const WIDTH = 1e-5;

/** Times another pivot it is still finite. */
const LARGE = 1e200;

/** Evidence that still grows by more per unit of the logarithm has no maximum. */
const GROWS = 0.1;

/**
 * LogME (You and others 2021): the mean, over classes, of the greatest logarithm of the evidence of a linear model of
 * the class's indicator, divided by the images: y = Fw + ε, w ~ N(0, 1/α), ε ~ N(0, 1/β), no intercept. The
 * maximum over α and β is exact here: over their ratio by search, over the rest in closed form.
 *
 * Undefined where features separate a class without rest (each class has a feature of its own, say): then the
 * evidence has no greatest value.
 */
export function logEvidence(data: LabelledFeatures): PreparedMeasure {
  const { count, width, values } = data.features;
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let d = 0; d < width; d++) product += values[i * width + d]! * values[j * width + d]!;
      gram[i * count + j] = product;
      gram[j * count + i] = product;
    }
  }
  return (images) => {
    const n = images.length;
    if (n === 0) return null;
    const part = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) part[i * n + j] = gram[images[i]! * count + images[j]!]!;
    }
    const present = imagesByClass(data, images).flatMap((group, c) =>
      group.length > 0 ? [c] : [],
    );
    const targets = present.map((c) =>
      Float64Array.from(images, (image) => (data.classes[image] === c ? 1 : 0)),
    );
    const reduced = tridiagonalised(part, n, targets);
    let sum = 0;
    for (const target of targets) {
      const most = greatestEvidence(reduced, target);
      if (most === null) return null;
      sum += most;
    }
    return sum / targets.length / n;
  };
}

/** Over all ratios of the precisions; null where it has no greatest value. */
function greatestEvidence({ diagonal, beside }: Tridiagonal, target: Float64Array): number | null {
  const n = diagonal.length;
  const mean = diagonal.reduce((sum, value) => sum + value, 0) / n;
  const of = (logarithm: number) => {
    const ratio = mean > 0 ? exp(logarithm) / mean : 0;
    return evidence({ diagonal, beside }, target, ratio);
  };
  let best = evidence({ diagonal, beside }, target, 0);
  let at = Number.NEGATIVE_INFINITY;
  for (let u = LOWEST; u <= HIGHEST; u += STEP) {
    const value = of(u);
    if (value > best) [best, at] = [value, u];
  }
  if (at > HIGHEST - STEP) return of(HIGHEST) - of(HIGHEST - STEP) > GROWS * STEP ? null : best;
  if (at === Number.NEGATIVE_INFINITY) return best;
  return Math.max(best, greatest(of, at - STEP, at + STEP));
}

/** By the golden section, of a function with one maximum between. */
function greatest(of: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [atA, atB] = [of(a), of(b)];
  while (high - low > WIDTH) {
    if (atA > atB) {
      [high, b, atB] = [b, a, atA];
      a = high - golden * (high - low);
      atA = of(a);
    } else {
      [low, a, atA] = [a, b, atB];
      b = low + golden * (high - low);
      atB = of(b);
    }
  }
  return Math.max(atA, atB);
}

/**
 * log N(y | 0, s(1 + t·FFᵀ)) at the s that makes it greatest, s = yᵀ(1 + t·FFᵀ)⁻¹y/n, by elimination along the
 * diagonal.
 */
function evidence({ diagonal, beside }: Tridiagonal, target: Float64Array, ratio: number): number {
  const n = diagonal.length;
  let pivot = 1 + ratio * diagonal[0]!;
  let rest = target[0]!;
  let logarithms = 0;
  let product = pivot;
  let square = (rest * rest) / pivot;
  for (let i = 1; i < n; i++) {
    const factor = (ratio * beside[i - 1]!) / pivot;
    // Rounding alone brings a pivot of 1 + t·FFᵀ below 1.
    pivot = Math.max(1, 1 + ratio * diagonal[i]! - factor * ratio * beside[i - 1]!);
    rest = target[i]! - factor * rest;
    product *= pivot;
    if (product > LARGE) {
      logarithms += ln(product);
      product = 1;
    }
    square += (rest * rest) / pivot;
  }
  logarithms += ln(product);
  const s = square / n;
  return -0.5 * (n * ln(2 * Math.PI) + n + n * ln(s) + logarithms);
}
