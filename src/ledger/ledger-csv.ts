import type { Json } from "../core/canonical-json.js";
import type { Sha256 } from "../core/json-values.js";
import {
  type CroissantField,
  type CroissantSet,
  croissantDataset,
  croissantRecords,
} from "../records/exports/croissant.js";
import type { ExportPlace } from "../records/exports/export-texts.js";
import type { StatedFacts } from "../records/record/stated-facts.js";
import { csvTable } from "../reports/csv.js";
import { counted } from "../reports/numbers.js";
import type { Ledger, LedgerEnd } from "./ledger.js";

/** The columns of the table of figures. */
const COLUMNS: readonly CroissantField[] = [
  ["line", "sc:Integer"],
  ["id", "sc:Text"],
  ["place", "sc:Text"],
  ["month", "sc:Text"],
  ["provenance", "sc:Text"],
  ["model", "sc:Text"],
  ["metric", "sc:Text"],
  ["value", "sc:Float"],
  ["low", "sc:Float"],
  ["high", "sc:Float"],
  ["level", "sc:Float"],
  ["method", "sc:Text"],
  ["n", "sc:Integer"],
  ["n_eff", "sc:Float"],
  ["hits", "sc:Integer"],
  ["clusters", "sc:Integer"],
  ["images", "sc:Integer"],
  ["images_like_the_record", "sc:Integer"],
  ["images_looked_at", "sc:Integer"],
];

/** The figures of every result of a ledger, a row each, in the order of its lines. */
export function ledgerCsv({ lines }: Ledger): string {
  return csvTable(
    COLUMNS.map(([name]) => name),
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

/** A file as others find it. */
interface LedgerFileFacts {
  /** Below the folder that is published. */
  readonly path: string;
  readonly sha256: Sha256;
  readonly sizeBytes: number;
}

/**
 * A ledger as a data set in Croissant: the ledger itself, the table of {@link ledgerCsv}, and its rows as records.
 *
 * @param end names the ledger as it is
 * @param where names the command's option in messages
 * @throws as {@link croissantDataset}
 */
export function ledgerCroissant(
  end: LedgerEnd & { readonly record: Sha256 | null },
  files: { readonly ledger: LedgerFileFacts; readonly table: LedgerFileFacts },
  { title, facts }: Pick<StatedFacts, "title" | "facts">,
  place: ExportPlace,
  where: string,
): Json {
  const of = end.record === null ? "of one model" : `of the record ${end.record.slice(0, 12)}`;
  const set: CroissantSet = {
    name: title ?? `Results of many places, ${of}`,
    description:
      `What ${counted(end.count, "evaluation")} at different places came to, ${of}: figures with their ranges and ` +
      "numbers of images, who vouches for each, and what is said of place and month. No image is in it.",
    // A ledger only grows: a later one with more lines is a later version.
    version: `1.${end.count}.0`,
    id: end.head,
    files: [
      {
        ...files.ledger,
        id: "ledger",
        description: "Every result, a line each with the hash of the one before",
      },
      { ...files.table, id: "table", description: "Every figure of every result, a row each" },
    ],
    recordSet: croissantRecords("results", "table", COLUMNS, ["line", "metric"]),
  };
  return croissantDataset(facts, place, set, where);
}
