/** Interval methods as a methods section names them. */
const METHODS: Readonly<Record<string, string>> = {
  wilson: "Wilson score intervals",
  "wilson-cluster":
    "Wilson intervals on a cluster-adjusted sample size with Satterthwaite degrees of freedom",
  "wilson-jackknife": "Wilson intervals on a jackknife effective sample size",
  "wilson-jackknife-cluster":
    "Wilson intervals on a delete-one-cluster jackknife effective sample size",
  "mean-failure": "failure-aware intervals of a mean",
  "mean-failure-cluster": "failure-aware intervals of a mean over clusters",
  t: "Student t intervals",
  "t-cluster": "Student t intervals over clusters",
  percentile: "percentile bootstrap intervals",
  bca: "BCa bootstrap intervals",
  "bootstrap-t": "studentised bootstrap intervals",
  "cp-bonferroni": "Clopper–Pearson intervals that hold together (Bonferroni)",
  "hull-bonferroni": "intervals that hold together (Bonferroni)",
  "newcombe-paired": "Newcombe intervals of paired differences",
  "paired-t-cluster": "Student t intervals of paired differences over clusters",
  none: "no interval",
};

/** @returns the id itself where it has no name */
export function methodName(id: string): string {
  return Object.hasOwn(METHODS, id) ? (METHODS[id] ?? id) : id;
}
