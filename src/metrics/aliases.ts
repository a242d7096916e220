import { METRICS } from "./registry.js";

/** A metric of the registry as a paper, a library or a person calls it. */
export interface MetricAlias {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the name implies one class: without a class it would be read as a mean over classes. */
  readonly ofOneClass: boolean;
}

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
  for (const { id, aliases = [], aliasesOfOneClass = [], readAlias } of METRICS.values()) {
    const ofOneClass = aliasesOfOneClass.includes(folded);
    if (ofOneClass || aliases.includes(folded)) return { id, parameters: {}, ofOneClass };
    const parameters = readAlias?.(folded) ?? null;
    if (parameters !== null) return { id, parameters, ofOneClass: false };
  }
  return null;
}

/** What to write for a name that is no metric here or could be several; null for all others. */
export function unclearName(name: string): string | null {
  const folded = foldedName(name);
  return Object.hasOwn(UNCLEAR, folded) ? (UNCLEAR[folded] ?? null) : null;
}
