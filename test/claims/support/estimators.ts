import type { Claim, ClaimEvidence, ClaimMetrics } from "../../../src/claims/claim.js";
import type {
  Direction,
  EstimateDetail,
  Estimator,
  MetricReference,
} from "../../../src/metrics/estimate-types.js";
import { withoutInterval } from "../../../src/metrics/estimators.js";
import { proportionInterval } from "../../../src/statistics/proportion.js";
import { clusterProportionInterval } from "../../../src/statistics/wilson-cluster.js";

export function reference(id: string, parameters: Record<string, string> = {}): MetricReference {
  return { id, parameters: new Map(Object.entries(parameters)) };
}

/** Everything of an estimate that the tests below do not care for. */
const PLAIN = {
  defined: null,
  design: null,
  carriers: null,
  fewLabels: null,
  failures: null,
} as const;

/** Accuracy of k right among n independent images. */
export function shareEstimator(k: number, n: number, id = "accuracy"): Estimator {
  return withPoint({
    reference: reference(id),
    direction: "higher-is-better",
    range: [0, 1],
    toUnit: (value) => value,
    at(level): EstimateDetail {
      const { value, low, high, method, warnings } = proportionInterval(k, n, level);
      return {
        ...PLAIN,
        value,
        low,
        high,
        level,
        method,
        n,
        clusters: null,
        warnings,
        family: "proportion",
        u: value,
        nu: n,
      };
    },
  });
}

/** Accuracy of images in clusters. */
export function clusterEstimator(size: readonly number[], hits: readonly number[]): Estimator {
  const m = Float64Array.from(size);
  const x = Float64Array.from(hits);
  return withPoint({
    reference: reference("accuracy"),
    direction: "higher-is-better",
    range: [0, 1],
    toUnit: (value) => value,
    at(level): EstimateDetail {
      const result = clusterProportionInterval(m, x, level);
      const { value, low, high, method, n, clusters, warnings, design, effectiveN } = result;
      return {
        ...PLAIN,
        value,
        low,
        high,
        level,
        method,
        n,
        clusters,
        warnings,
        design,
        family: "proportion",
        u: value,
        nu: effectiveN,
        perCluster: { size: m, total: x },
      };
    },
  });
}

/** An estimate whose interval is given at the one level that is asked for. */
export function fixedEstimator(
  detail: Partial<EstimateDetail> & Pick<EstimateDetail, "value" | "low" | "high">,
  options: {
    readonly direction?: Direction;
    readonly range?: readonly [number, number];
    readonly toUnit?: ((value: number) => number) | null;
    readonly id?: string;
  } = {},
): Estimator {
  return withPoint({
    reference: reference(options.id ?? "some-metric"),
    direction: options.direction ?? "higher-is-better",
    range: options.range ?? [0, 1],
    toUnit: options.toUnit === undefined ? (value) => value : options.toUnit,
    at: (level) => ({
      ...PLAIN,
      level,
      method: "given",
      n: 100,
      clusters: null,
      warnings: [],
      family: "jackknife",
      u: null,
      nu: null,
      ...detail,
    }),
  });
}

function withPoint(estimator: Omit<Estimator, "point">): Estimator {
  return { ...estimator, point: (level) => withoutInterval(estimator.at(level)) };
}

export function claim(
  value: number,
  evidence: ClaimEvidence = { kind: "point" },
  rest: Partial<Claim> = {},
): Claim {
  return {
    reference: reference("accuracy"),
    metric: "accuracy",
    value,
    evidence,
    tolerance: 0.05,
    classCounts: null,
    source: "test",
    ...rest,
  };
}

/** A registry of three metrics, for the claims' parser. */
export const SOME_METRICS: ClaimMetrics = {
  parse(text) {
    const found = /^([a-z0-9-]+)(?:\{(.*)\})?$/.exec(text);
    const pairs = (found?.[2] ?? "").split(",").filter((pair) => pair !== "");
    return {
      id: found?.[1] ?? text,
      parameters: new Map(
        pairs.map((pair) => {
          const at = pair.indexOf("=");
          return [pair.slice(0, at), pair.slice(at + 1)] as const;
        }),
      ),
    };
  },
  format({ id, parameters }) {
    if (parameters.size === 0) return id;
    return `${id}{${[...parameters].map(([key, value]) => `${key}=${value}`).join(",")}}`;
  },
  describe({ id }) {
    if (id === "log-loss") {
      return {
        direction: "lower-is-better",
        range: [0, Number.POSITIVE_INFINITY],
        isShare: false,
        isShareOfAll: false,
        isPercent: false,
        chance: null,
      };
    }
    const isKappa = id === "cohen-kappa";
    return {
      direction: "higher-is-better",
      range: isKappa ? [-1, 1] : [0, 1],
      isShare: id === "accuracy" || id === "recall",
      isShareOfAll: id === "accuracy",
      isPercent: !isKappa,
      chance: isKappa ? 0 : null,
    };
  },
};
