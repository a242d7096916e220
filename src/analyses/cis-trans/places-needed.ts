import type { EstimateDetail } from "../../metrics/estimate-types.js";
import { moverInterval, type ValueInterval } from "../../statistics/difference.js";
import { studentLevelQuantile } from "../../statistics/quantiles.js";
import { wilsonInterval } from "../../statistics/wilson.js";
import type { ResultPlacesNeeded } from "./result.js";

/** Places on a side of which the ranges are told. */
const STEPS = [3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 60, 80, 100];
/** Half of a range that tells a difference of ten points. */
const GOAL = 0.05;
/** More places than anybody tests. */
const MOST = 1000;
const FEWEST = 3;

/**
 * How narrow ranges get with more places like these: what a place tells stays, and there are G of them in place of
 * G₀. With n_eff and Satterthwaite's df of the places at hand (METHODS §1.2)
 *
 *     ν = n_eff·G/G₀,  df = min(G − 1, (df₀ + 1)·G/G₀ − 1) ≥ 1,  W(p, ν, t(df))
 *
 * which is this very range at G = G₀, and for G a multiple of it that of the same places several times but for the
 * factor G/(G − 1) of a variance. That of the difference is put together from both sides with G each.
 *
 * @returns null of a figure that is no share, and of fewer than three places on a side
 */
export function placesNeeded(
  cis: EstimateDetail,
  trans: EstimateDetail,
  level: number,
): ResultPlacesNeeded | null {
  const [known, fresh] = [cis, trans].map((detail) => rangesOf(detail, level));
  if (known == null || fresh == null) return null;
  const at = (places: number) => {
    const own = fresh(places);
    return {
      places,
      trans: halfOf(own),
      difference: halfOf(moverInterval(known(places), own, 1)),
    };
  };
  const isWide = (places: number): boolean => at(places).difference > GOAL;
  let [few, many] = [FEWEST - 1, MOST + 1];
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (isWide(middle)) few = middle;
    else many = middle;
  }
  return { goal: GOAL, places: many > MOST ? null : many, curve: STEPS.map(at) };
}

/** The range of a share of G places like those of a detail; null where it has none. */
function rangesOf(
  { value, method, design, low }: EstimateDetail,
  level: number,
): ((places: number) => ValueInterval) | null {
  if (value === null || low === null || method !== "wilson-cluster" || design === null) return null;
  const { nEff, df, G } = design;
  if (nEff === null || G < FEWEST) return null;
  return (places) => {
    const freedom = Math.max(1, Math.min(places - 1, ((df + 1) * places) / G - 1));
    const limits = wilsonInterval(value, (nEff * places) / G, studentLevelQuantile(level, freedom));
    return { value, ...limits };
  };
}

function halfOf({ low, high }: ValueInterval): number {
  return (high - low) / 2;
}
