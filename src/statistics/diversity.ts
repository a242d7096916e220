import { exp, ln } from "../core/elementary.js";
import { checkRange } from "./arguments.js";

/** What counts of each species say of how many there are, and how evenly; see {@link diversity}. */
export interface Diversity {
  /** Species with a count above 0. */
  readonly richness: number;
  /** S + f₁(f₁ − 1)/(2(f₂ + 1)), bias-corrected; f₁, f₂: species counted once, twice. */
  readonly chao1: number;
  /** S + f₁²/(2f₂); the bias-corrected one where f₂ = 0. */
  readonly chao1Classic: number;
  readonly chao1Error: number;
  /** Null where every rare individual is of a species of its own, or none is rare. */
  readonly ace: number | null;
  readonly aceError: number | null;
  /** −Σp ln p. */
  readonly shannon: number;
  /** 1 − Σp². */
  readonly simpson: number;
  /** Σp⁰, exp(Shannon), 1/Σp². */
  readonly hill: readonly [number, number, number];
  /** Shannon over ln S; null for fewer than 2 species. */
  readonly pielou: number | null;
  /** 1 − f₁/n. */
  readonly coverage: number;
}

/** Species with up to so many individuals are rare to ACE. */
const RARE = 10;

/**
 * Richness and evenness of counts. Errors of Chao1 and ACE are by the delta method with the multinomial
 * covariance of the frequency counts, diag(f) − f fᵀ/S, as R's vegan has them: that of ACE takes
 * 1 + f₁/(N − 1) for the coverage in its gradient.
 *
 * Source: Chao 1984; Chao & Lee 1992; Hill 1973; O'Hara 2005 (from memory), held to oracle m.
 *
 * @param counts individuals, or events, of each species; whole, 0 or more
 * @returns null without any individual
 * @throws HomegroundError `argument/out-of-range`
 */
export function diversity(counts: ArrayLike<number>): Diversity | null {
  const present = presentCounts(counts);
  const n = present.reduce((sum, count) => sum + count, 0);
  if (n === 0) return null;
  const S = present.length;
  const f = new Float64Array(RARE);
  let shannon = 0;
  let squares = 0;
  for (const count of present) {
    if (count <= RARE) f[count - 1]! += 1;
    const p = count / n;
    shannon -= p * ln(p);
    squares += p * p;
  }
  if (S === 1) shannon = 0;
  const [f1, f2] = [f[0]!, f[1]!];
  const unseen = (f1 * (f1 - 1)) / (2 * (f2 + 1));
  return {
    richness: S,
    chao1: S + unseen,
    chao1Classic: S + (f2 > 0 ? (f1 * f1) / (2 * f2) : unseen),
    chao1Error: chaoError(S, f1, f2),
    ...ace(f, S),
    shannon,
    simpson: 1 - squares,
    hill: [S, exp(shannon), 1 / squares],
    pielou: S > 1 ? shannon / ln(S) : null,
    coverage: 1 - f1 / n,
  };
}

/** √(Σ f g² − (Σ f g)²/Ŝ), g the gradient: 1 of every observed species, and that of f₀ at f₁ and f₂. */
function chaoError(S: number, f1: number, f2: number): number {
  const ofOnce = (2 * f1 - 1) / (2 * (f2 + 1));
  const ofTwice = (-f1 * (f1 - 1)) / (2 * (f2 + 1) ** 2);
  const sum = S + f1 * ofOnce + f2 * ofTwice;
  const squares = S + 2 * (f1 * ofOnce + f2 * ofTwice) + f1 * ofOnce ** 2 + f2 * ofTwice ** 2;
  const estimate = S + (f1 * (f1 - 1)) / (2 * (f2 + 1));
  return Math.sqrt(Math.max(0, squares - (sum * sum) / estimate));
}

function ace(f: Float64Array, S: number): Pick<Diversity, "ace" | "aceError"> {
  let [rare, N, B] = [0, 0, 0];
  for (let i = 1; i <= RARE; i++) {
    rare += f[i - 1]!;
    N += i * f[i - 1]!;
    B += i * (i - 1) * f[i - 1]!;
  }
  const f1 = f[0]!;
  const coverage = 1 - f1 / N;
  if (!(N > 1 && coverage > 0)) return { ace: null, aceError: null };
  const W = N * (N - 1);
  const gamma = Math.max(0, (rare * B) / (coverage * W) - 1);
  const value = S - rare + rare / coverage + (gamma * f1) / coverage;
  // Gradient of S·u + f₁·u·(Q − 1), Q = S·B·u/W, u = 1/(1 + f₁/(N − 1)).
  const u = 1 / (1 + f1 / (N - 1));
  const Q = (rare * B * u) / W;
  let [sum, squares] = [0, 0];
  for (let i = 1; i <= RARE; i++) {
    const isOnce = i === 1 ? 1 : 0;
    const du = -u * u * (isOnce / (N - 1) - (f1 * i) / (N - 1) ** 2);
    const dQ = (B * u + rare * i * (i - 1) * u + rare * B * du) / W - (Q * (2 * N - 1) * i) / W;
    const g = u + rare * du + (isOnce * u + f1 * du) * (Q - 1) + f1 * u * dQ;
    sum += f[i - 1]! * g;
    squares += f[i - 1]! * g * g;
  }
  return { ace: value, aceError: Math.sqrt(Math.max(0, squares - (sum * sum) / value)) };
}

/**
 * Species expected among m individuals drawn without putting any back, and its standard error:
 * E = Σ(1 − q_i), q_i = C(n − n_i, m)/C(n, m).
 *
 * Source: Hurlbert 1971; Heck, van Belle & Simberloff 1975 (from memory), held to oracle m.
 *
 * @param counts whole, 0 or more
 * @param m whole, from 1 to their sum
 * @throws HomegroundError `argument/out-of-range`
 */
export function rarefied(
  counts: ArrayLike<number>,
  m: number,
): { readonly value: number; readonly error: number } {
  const { n, present, missing } = drawing(counts, m);
  let value = 0;
  let variance = 0;
  const q = present.map(missing);
  for (const [i, one] of q.entries()) {
    value += 1 - one;
    variance += one * (1 - one);
    for (let j = 0; j < i; j++) {
      const both = present[i]! + present[j]!;
      variance += 2 * ((both > n ? 0 : missing(both)) - one * q[j]!);
    }
  }
  return { value, error: Math.sqrt(Math.max(0, variance)) };
}

/** The expected species of {@link rarefied} alone, of many species at once. */
export function rarefiedRichness(counts: ArrayLike<number>, m: number): number {
  const { present, missing } = drawing(counts, m);
  return present.reduce((sum, count) => sum + 1 - missing(count), 0);
}

function drawing(counts: ArrayLike<number>, m: number) {
  const present = presentCounts(counts);
  const n = present.reduce((sum, count) => sum + count, 0);
  checkRange(Number.isInteger(m) && m >= 1 && m <= n, "m", m, "whole, from 1 to all counts");
  /** P(none of k is among m of n), by the shorter of the two products. */
  const missing = (k: number): number => {
    if (k + m > n) return 0;
    const [steps, other] = k < m ? [k, m] : [m, k];
    let q = 1;
    for (let j = 0; j < steps; j++) q *= (n - other - j) / (n - j);
    return q;
  };
  return { n, present, missing };
}

function presentCounts(counts: ArrayLike<number>): number[] {
  const present: number[] = [];
  for (let k = 0; k < counts.length; k++) {
    const count = counts[k]!;
    if (!(Number.isInteger(count) && count >= 0)) {
      checkRange(false, `counts[${k}]`, count, "whole, 0 or more");
    }
    if (count > 0) present.push(count);
  }
  return present;
}

/** How unlike two communities are; 0 alike, 1 nothing shared. */
export interface Dissimilarity {
  /** Σ|a − b|/Σ(a + b). */
  readonly brayCurtis: number;
  /** Of presence: 1 − shared/all. */
  readonly jaccard: number;
  /** Of counts: 2B/(1 + B), B Bray–Curtis. */
  readonly jaccardAbundance: number;
  /** Of presence: 1 − 2·shared/(S_a + S_b). */
  readonly sorensen: number;
  /** 1 − 2Σab/((Σa²/A² + Σb²/B²)AB), A and B the totals. */
  readonly morisitaHorn: number;
}

/**
 * Source: Bray & Curtis 1957; Jaccard 1912; Sørensen 1948; Horn 1966 (from memory), held to oracle m.
 *
 * @returns null where one of the two is empty
 */
export function dissimilarity(a: ArrayLike<number>, b: ArrayLike<number>): Dissimilarity | null {
  let [apart, A, B, AA, BB, AB, shared, ofA, ofB] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k]!, b[k]!];
    apart += Math.abs(x - y);
    A += x;
    B += y;
    AA += x * x;
    BB += y * y;
    AB += x * y;
    if (x > 0) ofA++;
    if (y > 0) ofB++;
    if (x > 0 && y > 0) shared++;
  }
  if (A === 0 || B === 0) return null;
  const brayCurtis = apart / (A + B);
  return {
    brayCurtis,
    jaccard: 1 - shared / (ofA + ofB - shared),
    jaccardAbundance: (2 * brayCurtis) / (1 + brayCurtis),
    sorensen: 1 - (2 * shared) / (ofA + ofB),
    morisitaHorn: 1 - (2 * AB) / ((AA / A ** 2 + BB / B ** 2) * A * B),
  };
}
