import type { ModelIndexResult } from "../../formats/model-index.js";
import { formatReference } from "../../metrics/reference-text.js";
import { METRICS } from "../../metrics/registry.js";
import { RECORD_DATASET } from "../../records/record/identity.js";

/** Why a figure of a card has no metric here. */
export type NoReference = "average" | "variant" | "unknown";

/** Of these there are several of one name: interpolations, rules of matching, sums or means. */
const SEVERAL = /^(m?ap([@_-]?[\d.:]+)?|map.*|brier(_score)?|mean_iou|iou|dice|auc|ece)$/;

/**
 * The metric reference that means what the card's metric means, or why there is none. `evaluate`'s
 * metrics are scikit-learn's; an average over classes is used only where the card states it, in the
 * arguments or in the name.
 */
export function hubReference(figure: ModelIndexResult): string | { readonly none: NoReference } {
  const metrics = [...METRICS.values()];
  // A card that was made of a record names metrics of ours where the hub has none.
  const isOurs = !metrics.some(({ hub }) => hub?.name === figure.metric);
  if (figure.dataset.type === RECORD_DATASET && isOurs) return figure.metric;
  const type = figure.metric.toLowerCase().replaceAll(/[\s-]+/g, "_");
  const stated = { args: figure.args, average: averageOf(figure) };
  for (const { id, hub } of metrics) {
    const read = hub?.read(type, stated) ?? null;
    if (read === "average") return { none: "average" };
    if (read !== null) return formatReference({ id, parameters: new Map(Object.entries(read)) });
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
