/** A metric of the registry as a paper, a library or a person calls it. */
export interface MetricAlias {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the name speaks of one class: without one it would be read as a mean over classes. */
  readonly ofOneClass: boolean;
}

/** Other names by metric, as {@link foldedName} writes them; each means one thing everywhere. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  accuracy: ["acc", "accuracy-score", "overall-accuracy", "oa"],
  "balanced-accuracy": ["bacc", "balanced-acc", "bal-acc", "balanced-accuracy-score", "uar"],
  "roc-auc": ["auc", "auroc", "roc", "rocauc", "auc-roc", "aucroc", "roc-auc-score"],
  "average-precision": ["average-precision-score"],
  "cohen-kappa": ["kappa", "cohens-kappa", "cohen's-kappa", "cohen-kappa-score"],
  mcc: [
    "matthews",
    "matthews-correlation",
    "matthews-corrcoef",
    "matthews-correlation-coefficient",
  ],
  "log-loss": ["logloss", "nll", "cross-entropy"],
  brier: ["brier-score"],
  ece: ["expected-calibration-error", "calibration-error"],
  f1: ["f1-score", "f1score"],
  precision: ["precision-score"],
  recall: ["recall-score"],
  map: [
    ...["map50-95", "map-50-95", "map@50-95", "map@50:95", "map@0.5:0.95", "map@.5:.95"],
    ...["map@[.5:.95]", "map@[0.5:0.95]", "map@0.5-0.95", "coco-map", "coco-ap"],
  ],
  "map-50": ["map50", "ap50", "ap-50", "map@50", "map@0.5", "map@.5", "ap@50", "ap@0.5", "ap@.5"],
  "map-75": ["map75", "ap75", "ap-75", "map@75", "map@0.75", "map@.75", "ap@75", "ap@0.75"],
  "map-small": ["ap-small", "aps"],
  "map-medium": ["ap-medium", "apm"],
  "map-large": ["ap-large", "apl"],
};

/** Names of one class against the rest. */
const OF_ONE_CLASS: Readonly<Record<string, readonly string[]>> = {
  recall: ["sensitivity", "tpr", "true-positive-rate", "hit-rate", "detection-rate"],
  specificity: ["tnr", "true-negative-rate"],
  precision: ["ppv", "positive-predictive-value"],
};

/** Names that mean several things, or the opposite of what is computed: what to write. */
const UNCLEAR: Readonly<Record<string, string>> = {
  ap: "Write map for boxes (AP over overlaps of 0.50 to 0.95), map-50 for AP50, or average-precision for images",
  ar: "Write ar-1, ar-10 or ar-100",
  "pr-auc": "Write average-precision, if the area is summed in steps and not by trapezoids",
  auprc: "Write average-precision, if the area is summed in steps and not by trapezoids",
  aupr: "Write average-precision, if the area is summed in steps and not by trapezoids",
  error: "Write the accuracy: 1 less the error rate",
  "error-rate": "Write the accuracy: 1 less the error rate",
  "top-1-error": "Write the accuracy: 1 less the error rate",
  fpr: "Write the specificity: 1 less the share of false alarms",
  fnr: "Write the recall: 1 less the share that is missed",
};

const ALIASES: ReadonlyMap<string, MetricAlias> = new Map(
  [
    ...Object.entries(NAMES).map((entry) => [entry, false] as const),
    ...Object.entries(OF_ONE_CLASS).map((entry) => [entry, true] as const),
  ].flatMap(([[id, names], ofOneClass]) =>
    names.map((name) => [name, { id, parameters: {}, ofOneClass }] as const),
  ),
);

/** A name without what people write differently: case, `_` and blanks. */
export function foldedName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[_\s-]+/g, "-");
}

/** The metric that another name means; null where it means none, or several. */
export function metricAlias(name: string): MetricAlias | null {
  const folded = foldedName(name);
  const known = ALIASES.get(folded);
  if (known !== undefined) return known;
  const top = /^(?:top-?(\d{1,6})(?:-acc(?:uracy)?)?|acc(?:uracy)?@(\d{1,6}))$/.exec(folded);
  if (top !== null) {
    const k = String(Number(top[1] ?? top[2]));
    if (k === "1") return { id: "accuracy", parameters: {}, ofOneClass: false };
    return { id: "top-k-accuracy", parameters: { k }, ofOneClass: false };
  }
  const recall = /^ar@?(1|10|100)$/.exec(folded)?.[1];
  if (recall !== undefined) return { id: `ar-${recall}`, parameters: {}, ofOneClass: false };
  const average =
    /^(?:(macro|micro|weighted)-)?(f1|precision|recall|specificity)(?:-score)?(?:-(macro|micro|weighted))?$/.exec(
      folded,
    );
  const [, before, id = "", after] = average ?? [];
  const rule = before ?? after;
  if (rule === undefined || (before !== undefined && after !== undefined)) return null;
  return { id, parameters: { average: rule }, ofOneClass: false };
}

/** What to write for a name that is no metric here or could be several; null for all others. */
export function unclearName(name: string): string | null {
  const folded = foldedName(name);
  return Object.hasOwn(UNCLEAR, folded) ? (UNCLEAR[folded] ?? null) : null;
}
