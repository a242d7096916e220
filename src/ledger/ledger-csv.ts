import { csvTable } from "../reports/csv.js";
import type { Ledger } from "./ledger.js";

/** The figures of every result of a ledger, a row each, in the order of its lines. */
export function ledgerCsv({ lines }: Ledger): string {
  return csvTable(
    [
      "line",
      "id",
      "place",
      "month",
      "provenance",
      "model",
      "metric",
      "value",
      "low",
      "high",
      "level",
      "method",
      "n",
      "n_eff",
      "hits",
      "clusters",
      "images",
      "images_like_the_record",
      "images_looked_at",
    ],
    lines.flatMap(({ seq, id, entry: { provenance, result } }) =>
      result.figures.map((figure) => [
        seq,
        id,
        result.place,
        result.month,
        provenance,
        result.model,
        figure.metric,
        figure.value,
        figure.low,
        figure.high,
        figure.level,
        figure.method,
        figure.n,
        figure.nEff,
        figure.k,
        figure.clusters,
        result.counts.images,
        result.scope?.covered ?? null,
        result.scope?.images ?? null,
      ]),
    ),
  );
}
