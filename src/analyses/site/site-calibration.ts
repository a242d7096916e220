import { ln } from "../../core/elementary.js";
import { clusteredSlope } from "../../metrics/clustered-slope.js";
import { tClusterInterval } from "../../statistics/mean.js";
import { numbered, type SiteScores } from "../../statistics/site-signal.js";
import type { ResultSiteCalibration } from "./result.js";

/** Probabilities of 0 and 1 are held this far inside, so that their logit is finite. */
const LEAST = 2 ** -52;

/**
 * Whether a probability of a label means the same at each site: mean score − share with the label, with the range of a mean
 * over clusters, and the slope of the label on the logit of the score. Ranges of all sites hold together (Bonferroni).
 *
 * @param units whose scores are probabilities
 */
export function siteCalibration(
  { score, site, cluster }: SiteScores,
  isPositive: Uint8Array,
  sites: readonly string[],
  level: number,
): readonly ResultSiteCalibration[] {
  const of = sites.map((_, s) => Int32Array.from(site.keys()).filter((i) => site[i] === s));
  const count = of.filter((units) => units.length > 0).length;
  const each = 1 - (1 - level) / Math.max(1, count);
  return of.flatMap((units, s) => {
    if (units.length === 0) return [];
    const p = Float64Array.from(units, (i) => score[i]!);
    const y = Uint8Array.from(units, (i) => isPositive[i]!);
    const groups = numbered(units.map((i) => cluster[i]!));
    const { value, low, high } = tClusterInterval(
      p.map((one, i) => one - y[i]!),
      groups.of,
      groups.count,
      each,
    );
    const x = p.map((one) => {
      const held = Math.min(1 - LEAST, Math.max(LEAST, one));
      return ln(held / (1 - held));
    });
    return {
      site: sites[s]!,
      n: units.length,
      meanScore: p.reduce((sum, one) => sum + one, 0) / p.length,
      // Of few units t goes further than two shares can be apart.
      error: {
        value: value!,
        low: low === null ? null : Math.max(-1, low),
        high: high === null ? null : Math.min(1, high),
      },
      slope: clusteredSlope(x, y, groups.of, groups.count, each),
    };
  });
}
