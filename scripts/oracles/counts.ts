import { createKernel } from "../../src/metrics/kernels.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { CountingOutcomes } from "../../src/outcomes/counting.js";
import { blandAltman, pairedAgreement } from "../../src/statistics/paired-agreement.js";

type Input = Readonly<Record<string, unknown>>;

/** By `oracle/kind`: counts. */
export const COUNT_ORACLE_KINDS: ReadonlyMap<string, (input: Input) => unknown> = new Map([
  ["m_counting_ecology/agreement", agreement],
]);

function agreement(input: Input): unknown {
  const truth = Float64Array.from(input["truth"] as number[]);
  const predicted = Float64Array.from(input["pred"] as number[]);
  const outcomes: CountingOutcomes = {
    kind: "counting",
    unitCount: truth.length,
    unit: "image",
    classes: ["count"],
    truthClassCount: 1,
    truth,
    predicted,
    cluster: null,
    clusterCount: 0,
  };
  const figure = (id: string): number | null => {
    const value = createKernel(outcomes, parseReference(id))(null);
    return Number.isNaN(value) ? null : value;
  };
  const shares = [...truth.keys()].flatMap((i) =>
    truth[i]! > 0 ? [Math.abs(predicted[i]! - truth[i]!) / truth[i]!] : [],
  );
  const { r2, pearson, concordance, concordanceUnbiased, concordanceInterval } = pairedAgreement(
    truth,
    predicted,
  );
  const pair = (interval: { readonly low: number; readonly high: number } | null) =>
    interval === null ? [null, null] : [interval.low, interval.high];
  const limits = blandAltman(predicted.map((value, i) => value - truth[i]!))!;
  return {
    mae: figure("count-mae"),
    rmse: figure("count-rmse"),
    bias: figure("count-bias"),
    mape_nonzero:
      shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length,
    r2,
    relative_total_error: figure("count-total-error"),
    pearson,
    ccc: figure("count-ccc"),
    ccc_epiR: concordance,
    ccc_n1: concordanceUnbiased,
    ccc_ci_epiR: pair(concordanceInterval),
    bland_altman: {
      mean: limits.mean,
      sd: limits.sd,
      lower: limits.lower,
      upper: limits.upper,
      loa_se: limits.limitError,
      lower_ci: pair(limits.lowerInterval),
      upper_ci: pair(limits.upperInterval),
      mean_ci: pair(limits.meanInterval),
    },
  };
}
