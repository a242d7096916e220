import { type ModelIndexResult, RECORD_DATASET } from "../../formats/model-index.js";

/** Why a figure of a card has no metric here. */
export type NoReference = "average" | "variant" | "unknown";

/** Metrics of the hub that mean the same here whatever the card says beside them. */
const SAME: Readonly<Record<string, string>> = {
  accuracy: "accuracy",
  balanced_accuracy: "balanced-accuracy",
  matthews_correlation: "mcc",
  mcc: "mcc",
  cohen_kappa: "cohen-kappa",
};
/** Names of the hub that an export of a record uses. */
const HUB_NAMES: ReadonlySet<string> = new Set([
  ...["accuracy", "matthews_correlation", "f1", "precision", "recall", "roc_auc"],
]);
/** Of these there are several of one name: interpolations, rules of matching, sums or means. */
const SEVERAL = /^(m?ap([@_-]?[\d.:]+)?|map.*|brier(_score)?|mean_iou|iou|dice|auc|ece)$/;

/**
 * The metric reference that means what the card's metric means, or why there is none. `evaluate`'s
 * metrics are scikit-learn's; an average over classes is used only where the card states it, in the
 * arguments or in the name.
 */
export function hubReference(figure: ModelIndexResult): string | { readonly none: NoReference } {
  // A card that was made of a record names metrics of ours where the hub has none.
  if (figure.dataset.type === RECORD_DATASET && !HUB_NAMES.has(figure.metric)) return figure.metric;
  const type = figure.metric.toLowerCase().replaceAll(/[\s-]+/g, "_");
  const same = Object.hasOwn(SAME, type) ? SAME[type] : undefined;
  if (same !== undefined) return same;
  const top = /^(?:top_?(\d+)(?:_acc(?:uracy)?)?|acc(?:uracy)?@(\d+))$/.exec(type);
  if (top !== null) {
    const k = Number(top[1] ?? top[2]);
    return k === 1 ? "accuracy" : `top-k-accuracy{k=${k}}`;
  }
  const ratio =
    /^(?:(macro|micro|weighted)_)?(f1|precision|recall)(?:_score)?(?:_(macro|micro|weighted))?$/;
  const found = ratio.exec(type);
  if (found !== null) {
    const average = found[1] ?? found[3] ?? averageOf(figure);
    return average === null ? { none: "average" } : `${found[2]}{average=${average}}`;
  }
  if (type === "roc_auc") {
    const isMacro = figure.args.get("multi_class") === "ovr" && averageOf(figure) === "macro";
    return isMacro ? "roc-auc" : { none: "average" };
  }
  return { none: SEVERAL.test(type) ? "variant" : "unknown" };
}

/** The average that arguments, name or configuration state, if they state one. */
function averageOf({ args, name, config }: ModelIndexResult): string | null {
  const given = args.get("average");
  if (given !== undefined) return /^(macro|micro|weighted)$/.test(given) ? given : null;
  const words = `${name ?? ""} ${config ?? ""}`.toLowerCase().match(/\b(macro|micro|weighted)\b/g);
  const different = new Set(words ?? []);
  const [only] = different;
  return different.size === 1 ? (only ?? null) : null;
}
