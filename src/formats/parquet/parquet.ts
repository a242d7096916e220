import { parquetMetadataAsync } from "hyparquet/src/metadata.js";
import { parquetRead } from "hyparquet/src/read.js";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import {
  decompressGzip,
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} from "hyparquet-compressors";
import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import { createTable } from "../../core/table.js";
import type { RawTable } from "../delimited/delimited.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList } from "../import-problems.js";
import { createRecordColumns } from "../json/record-columns.js";
import { checkColumnChunk } from "./parquet-check.js";
import { readThriftStruct } from "./thrift-compact.js";

/** More rows than a table in memory can have. */
const MAX_ROWS = 2 ** 31 - 1;
const MAX_FOOTER_BYTES = 1 << 28;
/** The pages of a column may be so long. */
const MAX_CHUNK_BYTES = 2 ** 30;

/** Ways to unpack a page into as many bytes as its header says, and no more. */
const UNPACK: Readonly<Record<string, (packed: Uint8Array, bytes: number) => Uint8Array>> = {
  UNCOMPRESSED: (packed) => packed,
  SNAPPY(packed, bytes) {
    const page = new Uint8Array(bytes);
    snappyUncompress(packed, page);
    return page;
  },
  GZIP: decompressGzip,
  ZSTD: (packed, bytes) => decompressZstd(packed, new Uint8Array(bytes)),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

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
    await checkFooter(access, path, byteLength);
    const metadata = await parquetMetadataAsync(file);
    const columns = flatColumns(metadata, path, byteLength);
    await checkColumns(file, metadata, columns, path);
    const rowCount = Number(metadata.num_rows);
    const collected = createRecordColumns(columns.length + 1);
    const filled = new Map<string, number>();
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      for (const name of columns) {
        // One column of one group at a time: of several that fail, only one would be waited for.
        const cells = await readCells(file, metadata, name, rowStart, rowEnd);
        for (let k = 0; k < cells.length; k++) {
          collected.set(rowStart + k, name, plainValue(cells[k]));
        }
        filled.set(name, (filled.get(name) ?? 0) + cells.length);
      }
      rowStart = rowEnd;
    }
    for (const name of columns) {
      if (filled.get(name) === rowCount) continue;
      throw invalid(path, `column ${name} has ${filled.get(name) ?? 0} of ${rowCount} rows`);
    }
    return {
      table: createTable(rowCount, collected.finish(rowCount)),
      lists: new Map(),
      scoreNames: [],
      scores: new Float64Array(),
      line: Int32Array.from({ length: rowCount }, (_, row) => row + 1),
      problems: createProblemList().finish(),
      writing: "Parquet",
      metadata: new Map(
        (metadata.key_value_metadata ?? []).map(({ key, value = "" }) => [key, value]),
      ),
    };
  } catch (cause) {
    if (isHomegroundError(cause)) throw cause;
    const what = messageOf(cause);
    throw new HomegroundError("input/invalid", {
      what: `the Parquet file cannot be read: ${what}`,
      where: path,
      fix: "Write the file again",
      cause,
    });
  }
}

/** Walks the footer, whose lists may claim to be longer than the file. */
async function checkFooter(access: FileAccess, path: string, byteLength: number): Promise<void> {
  const tail = await access.read(path, { from: -8 });
  const footerBytes = new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0, true);
  const from = byteLength - 8 - footerBytes;
  const footer = await access.read(path, { from, maxBytes: footerBytes });
  if (readThriftStruct(footer, 0).end > footer.length) throw invalid(path, "the footer is cut");
}

/** Checks the pages of the columns that will be read. */
async function checkColumns(
  file: { slice(start: number, end: number): Promise<ArrayBuffer> },
  metadata: FileMetaData,
  columns: readonly string[],
  path: string,
): Promise<void> {
  for (const group of metadata.row_groups) {
    for (const { meta_data: chunk } of group.columns) {
      const name = chunk?.path_in_schema[0];
      if (chunk === undefined || name === undefined || !columns.includes(name)) continue;
      const unpack = UNPACK[chunk.codec];
      if (unpack === undefined) {
        throw new HomegroundError("input/unsupported", {
          what: `column ${name} is packed by ${chunk.codec}`,
          where: path,
          fix: "Write the file with Snappy, Zstandard or without compression",
        });
      }
      const { start, end } = bytesOf(chunk);
      const element = metadata.schema.find((field) => field.name === name);
      checkColumnChunk(new Uint8Array(await file.slice(start, end)), {
        rows: Number(group.num_rows),
        isOptional: element?.repetition_type === "OPTIONAL",
        isBoolean: chunk.type === "BOOLEAN",
        unpack,
      });
    }
  }
}

/** Where the pages of a column lie in the file. */
function bytesOf(chunk: {
  readonly data_page_offset: bigint;
  readonly dictionary_page_offset?: bigint;
  readonly total_compressed_size: bigint;
}): { readonly start: number; readonly end: number } {
  const data = Number(chunk.data_page_offset);
  // An offset of 0 stands for none.
  const dictionary = Number(chunk.dictionary_page_offset ?? 0) || data;
  const start = Math.min(data, dictionary);
  return { start, end: start + Number(chunk.total_compressed_size) };
}

async function readCells(
  file: Parameters<typeof parquetRead>[0]["file"],
  metadata: FileMetaData,
  name: string,
  rowStart: number,
  rowEnd: number,
): Promise<readonly unknown[]> {
  let cells: unknown[] = [];
  await parquetRead({
    file,
    metadata,
    rowStart,
    rowEnd,
    columns: [name],
    compressors: UNPACK,
    onComplete: (rows) => {
      cells = rows.map((row) => row[0]);
    },
  });
  return cells;
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
      const { start, end } = bytesOf(chunk);
      const name = chunk.path_in_schema.join(".");
      if (start < 4 || end < start || end > byteLength) {
        throw invalid(path, `column ${name} lies outside the file`);
      }
      if (end - start > MAX_CHUNK_BYTES) {
        throw invalid(path, `the pages of column ${name} have more than ${MAX_CHUNK_BYTES} bytes`);
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
  if (!(value instanceof Date)) return value;
  return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
}

function invalid(path: string, what: string): HomegroundError {
  return new HomegroundError("input/invalid", {
    what,
    where: path,
    fix: "Write the Parquet file again",
  });
}
