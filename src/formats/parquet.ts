import { parquetMetadataAsync } from "hyparquet/src/metadata.js";
import { parquetRead } from "hyparquet/src/read.js";
import { compressors } from "hyparquet-compressors";
import { HomegroundError, isHomegroundError } from "../core/errors.js";
import { createTable } from "../core/table.js";
import type { RawTable } from "./delimited.js";
import type { FileAccess } from "./file-access.js";
import { createProblemList } from "./import-problems.js";
import { createRecordColumns } from "./record-columns.js";

/** More rows than a table in memory can have. */
const MAX_ROWS = 2 ** 31 - 1;
const MAX_FOOTER_BYTES = 1 << 28;
/** A page may unpack to so many bytes. */
const MAX_PAGE_BYTES = 2 ** 30;

/**
 * Reads a Parquet file into a table; nested columns are left out.
 *
 * Everything the footer says is checked against the file before it is believed: a reader that trusts
 * it gives rows that are not there, or asks for a terabyte.
 *
 * @throws HomegroundError `input/truncated` when the end is missing, `input/invalid` when the
 *   footer contradicts the file, `input/unsupported`, `input/empty`
 */
export async function readParquetTable(access: FileAccess, path: string): Promise<RawTable> {
  const kind = await access.kindOf(path);
  const byteLength = kind?.kind === "file" ? kind.sizeBytes : 0;
  await checkTail(access, path, byteLength);
  const file = {
    byteLength,
    async slice(start: number, end = byteLength): Promise<ArrayBuffer> {
      if (start < 0 || end > byteLength || end < start) {
        throw invalid(path, `bytes ${start} to ${end} of a file of ${byteLength} are asked for`);
      }
      const bytes = await access.read(path, { from: start, maxBytes: end - start });
      const copy = new ArrayBuffer(bytes.length);
      new Uint8Array(copy).set(bytes);
      return copy;
    },
  };
  try {
    const metadata = await parquetMetadataAsync(file);
    const columns = flatColumns(metadata, path, byteLength);
    const rowCount = Number(metadata.num_rows);
    const collected = createRecordColumns(columns.length + 1);
    const filled = new Map<string, number>();
    await parquetRead({
      file,
      metadata,
      columns: [...columns],
      compressors,
      onChunk({ columnName, columnData, rowStart, rowEnd }) {
        for (let row = rowStart; row < rowEnd; row++) {
          collected.set(row, columnName, plainValue(columnData[row - rowStart]));
        }
        filled.set(columnName, (filled.get(columnName) ?? 0) + columnData.length);
      },
    });
    for (const name of columns) {
      if (filled.get(name) === rowCount) continue;
      throw invalid(path, `column ${name} has ${filled.get(name) ?? 0} of ${rowCount} rows`);
    }
    return {
      table: createTable(rowCount, collected.finish(rowCount)),
      ...{ lists: new Map(), scoreNames: [], scores: new Float64Array() },
      line: Int32Array.from({ length: rowCount }, (_, row) => row + 1),
      problems: createProblemList().finish(),
      writing: "Parquet",
    };
  } catch (cause) {
    if (isHomegroundError(cause)) throw cause;
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new HomegroundError("input/invalid", {
      what: `the Parquet file cannot be read: ${what}`,
      where: path,
      fix: "Write the file again",
      cause,
    });
  }
}

async function checkTail(access: FileAccess, path: string, byteLength: number): Promise<void> {
  const tail = await access.read(path, { from: -8 });
  const magic = String.fromCharCode(...tail.subarray(4));
  if (magic === "PARE") {
    throw new HomegroundError("input/unsupported", {
      what: "the footer of the Parquet file is encrypted",
      where: path,
      fix: "Write it without encryption",
    });
  }
  if (byteLength < 12 || magic !== "PAR1") {
    throw new HomegroundError("input/truncated", {
      what: "the Parquet file does not end as one: its end is missing",
      where: path,
      fix: "Copy the file again, whole",
    });
  }
  const footerBytes = new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0, true);
  if (footerBytes > byteLength - 12 || footerBytes > MAX_FOOTER_BYTES) {
    throw invalid(path, `its footer of ${footerBytes} bytes is longer than the file`);
  }
}

type FileMetaData = Awaited<ReturnType<typeof parquetMetadataAsync>>;

/** Names of the columns without nesting, after everything said of them was checked. */
function flatColumns(metadata: FileMetaData, path: string, byteLength: number): string[] {
  const { num_rows: rows, row_groups: groups, schema } = metadata;
  const inGroups = groups.reduce((sum, group) => sum + group.num_rows, 0n);
  if (rows !== inGroups || rows > BigInt(MAX_ROWS) || rows < 0n) {
    throw invalid(path, `it claims ${rows} rows, and its parts have ${inGroups}`);
  }
  if (rows === 0n) {
    throw new HomegroundError("input/empty", {
      what: "the table has no rows",
      where: path,
      fix: "Write a row for each image",
    });
  }
  for (const group of groups) {
    for (const { meta_data: chunk, file_path: elsewhere } of group.columns) {
      if (chunk === undefined || elsewhere !== undefined) {
        throw invalid(path, "the data of a column are in another file");
      }
      const data = Number(chunk.data_page_offset);
      const first = Math.min(data, Number(chunk.dictionary_page_offset ?? data));
      const end = first + Number(chunk.total_compressed_size);
      if (first < 4 || data >= byteLength || end > byteLength) {
        throw invalid(path, `column ${chunk.path_in_schema.join(".")} lies outside the file`);
      }
      if (chunk.total_uncompressed_size > BigInt(MAX_PAGE_BYTES) * 4n) {
        throw invalid(path, `column ${chunk.path_in_schema.join(".")} is larger than 4 GiB`);
      }
    }
  }
  const top = groups[0]?.columns ?? [];
  const names = top.flatMap(({ meta_data: chunk }) => {
    const [name, ...deeper] = chunk?.path_in_schema ?? [];
    return name !== undefined && deeper.length === 0 ? [name] : [];
  });
  const repeated = schema.filter((element) => element.repetition_type === "REPEATED");
  return names.filter((name) => !repeated.some((element) => element.name === name));
}

/** What a cell of a table is: a text, a number or a truth value. */
function plainValue(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  return value instanceof Date ? value.toISOString() : value;
}

function invalid(path: string, what: string): HomegroundError {
  return new HomegroundError("input/invalid", {
    what,
    where: path,
    fix: "Write the Parquet file again",
  });
}
