import { isCoordinate } from "../claims/coordinate-names.js";
import { type Column, cellText } from "../core/table.js";
import type { ImageSet } from "../dataset/image-set.js";
import {
  integerColumn,
  numberColumn,
  optionalTextColumn,
} from "../formats/parquet/parquet-columns.js";
import type { ParquetColumn, ParquetTable } from "../formats/parquet/parquet-write.js";
import { taskOf } from "../tasks/registry.js";
import type { OutcomeColumns, OutcomeFiles } from "../tasks/task.js";
import type { Evaluation } from "./evaluation.js";

/** First digits of the SHA-256 of an image's bytes, where a model was run on them. */
export const BYTES_COLUMN = "bytes";
/** What the name of an attribute stands behind. */
export const ATTRIBUTE_PREFIX = "attribute_";

/**
 * The outcomes behind the figures as a table (docs/outputs.md): a row a unit; of a detector a row a
 * detection, and one for each object that none is matched to. Attributes of the unit and its cluster
 * come last; coordinates only where a map is asked for.
 *
 * @param scoredBytes SHA-256 of the bytes of each image of the set; null where they were not read
 */
export function outcomeTable(
  evaluation: Evaluation,
  images: ImageSet,
  scoredBytes: readonly (string | null)[] | null = null,
): ParquetTable {
  const { outcomes } = evaluation;
  const own = taskOf(outcomes.kind).table(outcomes, filesOf(evaluation, images));
  const bytes = own.unitOfRow === null ? scoredBytes : null;
  return tableOf(evaluation, own, bytes);
}

/** All that objects were matched by, as {@link outcomeTable}; null of a task without objects. */
export function objectTable(
  evaluation: Evaluation,
  images: ImageSet,
  scoredBytes: readonly (string | null)[] | null = null,
): ParquetTable | null {
  const { outcomes } = evaluation;
  const own = taskOf(outcomes.kind).objectTable?.(outcomes, filesOf(evaluation, images));
  return own === undefined ? null : tableOf(evaluation, own, scoredBytes);
}

function filesOf({ image, answered }: Evaluation, { file }: ImageSet): OutcomeFiles {
  const named = (of: Int32Array) => (row: number) => file[of[row]!]!;
  return { ofUnit: named(image), ofAnswered: named(answered) };
}

function tableOf(
  { outcomes, image, question, attributes, result, request }: Evaluation,
  own: OutcomeColumns,
  bytes: readonly (string | null)[] | null,
): ParquetTable {
  const unitOf = (row: number): number => (own.unitOfRow === null ? row : own.unitOfRow[row]!);
  const columns = [...own.columns];
  if (bytes !== null) {
    columns.push(
      optionalTextColumn(BYTES_COLUMN, (row) => bytes[image[unitOf(row)]!]?.slice(0, 16) ?? null),
    );
  }
  const { cluster } = outcomes;
  if (cluster !== null) {
    columns.push(
      own.unitOfRow?.includes(-1) === true
        ? numberColumn("cluster", (row) => cluster[unitOf(row)] ?? Number.NaN)
        : integerColumn("cluster", (row) => cluster[unitOf(row)]!),
    );
  }
  for (const [name, column] of attributes.table.columns) {
    if (isCoordinate(name) && !request.siteMap) continue;
    columns.push(
      attributeColumn(ATTRIBUTE_PREFIX + name, column, (row) => attributes.rows[unitOf(row)] ?? -1),
    );
  }
  return {
    rowCount: own.rowCount,
    columns: withOwnNames(columns),
    metadata: new Map([
      ["homeground.schema", "homeground.outcomes/1"],
      ["homeground.task", result.task],
      ["homeground.unit", outcomes.unit],
      ["homeground.cluster", question.clusters?.name ?? ""],
      ...(own.facts === undefined
        ? []
        : [["homeground.facts", JSON.stringify(own.facts)] as const]),
    ]),
  };
}

function attributeColumn(
  name: string,
  column: Column,
  rowOf: (row: number) => number,
): ParquetColumn {
  if (column.kind === "categorical")
    return optionalTextColumn(name, (row) => cellText(column, rowOf(row)));
  return numberColumn(name, (row) => column.values[rowOf(row)] ?? Number.NaN);
}

/** A second column of a name gets a number behind it: a file with two of one name is read by few. */
function withOwnNames(columns: readonly ParquetColumn[]): ParquetColumn[] {
  const seen = new Set<string>();
  return columns.map((column) => {
    let { name } = column;
    for (let n = 2; seen.has(name); n++) name = `${column.name}_${n}`;
    seen.add(name);
    return { ...column, name };
  });
}
