import type { ColumnChunk, ColumnMetaData, Encoding, ParquetType, Statistics } from "hyparquet";
import type { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { mostRunBytes, writeRuns } from "./level-runs.js";
import { indexBits, numberDictionary, textDictionary } from "./parquet-dictionary.js";
import { snappyCompress } from "./snappy-compress.js";

/** A column's cells of a group of rows, ready for its pages. */
interface EncodedCells {
  readonly type: ParquetType;
  readonly rows: number;
  /** 1 for each cell that is there; null where none may be missing. */
  readonly present: Uint8Array | null;
  readonly known: number;
  /** The values written plainly, or as `encoding` has them: of the dictionary, else of the cells. */
  readonly plain: Uint8Array;
  readonly encoding?: Encoding;
  /** For each cell that is there its place in a dictionary of so many values; null for none. */
  readonly dictionary: { readonly indexes: Int32Array; readonly count: number } | null;
  /** Null where nobody is told of the least and greatest. */
  readonly statistics: Statistics | null;
}

/**
 * Writes the pages of a column of numbers, as hyparquet-writer does, from columns in place of lists.
 *
 * @param path name of the column
 * @param isOptional whether NaN is a missing cell
 */
export function writeNumbers(
  writer: ByteWriter,
  path: string,
  cells: Float64Array | Int32Array,
  isOptional: boolean,
): ColumnChunk {
  const isFloat = cells instanceof Float64Array;
  const present = isOptional && isFloat ? presentCells(cells) : null;
  const known = present === null || !isFloat ? cells : knownCells(cells, present);
  const dictionary = numberDictionary(cells, known, isOptional, cells.BYTES_PER_ELEMENT);
  return writeChunk(writer, path, {
    type: isFloat ? "DOUBLE" : "INT32",
    rows: cells.length,
    present,
    known: known.length,
    plain: littleEndian(dictionary?.values ?? known),
    dictionary: dictionary === null ? null : { ...dictionary, count: dictionary.values.length },
    statistics: statisticsOf(known, cells.length - known.length, isFloat),
  });
}

/**
 * The same of texts.
 *
 * @returns null for more than a page of plain ones, which is not written
 */
export function writeTexts(
  writer: ByteWriter,
  path: string,
  cells: readonly (string | null)[],
  isOptional: boolean,
): ColumnChunk | null {
  const dictionary = textDictionary(cells);
  const plain = dictionary?.values ?? cells.filter((text) => text !== null);
  if (dictionary === null && codeUnits(plain) >= PAGE_BYTES) return null;
  return writeChunk(writer, path, {
    type: "BYTE_ARRAY",
    rows: cells.length,
    present: isOptional ? presentTexts(cells) : null,
    known: dictionary?.indexes.length ?? plain.length,
    plain: plainTexts(plain),
    dictionary: dictionary === null ? null : { ...dictionary, count: dictionary.values.length },
    statistics: null,
  });
}

/** Fewer are a bit each; more may be runs. */
const FEW_BOOLEANS = 16;

/** The same of yes and no, none of which is missing. */
export function writeBooleans(
  writer: ByteWriter,
  path: string,
  cells: readonly boolean[],
): ColumnChunk {
  const bits = new Uint8Array(cells.length);
  for (let i = 0; i < cells.length; i++) if (cells[i]) bits[i] = 1;
  const isFew = cells.length <= FEW_BOOLEANS;
  return writeChunk(writer, path, {
    type: "BOOLEAN",
    rows: cells.length,
    present: null,
    known: cells.length,
    plain: isFew ? packedBits(bits) : countedRuns(bits),
    encoding: isFew ? "PLAIN" : "RLE",
    dictionary: null,
    statistics: null,
  });
}

function packedBits(bits: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) bytes[i >> 3]! |= bits[i]! << (i & 7);
  return bytes;
}

/** The runs of bits behind the number of their bytes. */
function countedRuns(bits: Uint8Array): Uint8Array {
  const runs = runsOf(bits, 1, null);
  const bytes = new Uint8Array(4 + runs.length);
  new DataView(bytes.buffer).setUint32(0, runs.length, true);
  bytes.set(runs, 4);
  return bytes;
}

/** A page of more bytes would have to be split; numbers of 100,000 rows are one. */
const PAGE_BYTES = 1 << 20;

function codeUnits(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

function presentTexts(cells: readonly (string | null)[]): Uint8Array {
  const present = new Uint8Array(cells.length);
  for (let i = 0; i < cells.length; i++) if (cells[i] !== null) present[i] = 1;
  return present;
}

let presentScratch = new Uint8Array(0);

/** Until the next column. */
function presentCells(cells: Float64Array): Uint8Array {
  if (presentScratch.length < cells.length) presentScratch = new Uint8Array(cells.length);
  const present = presentScratch.subarray(0, cells.length);
  for (let i = 0; i < cells.length; i++) present[i] = Number.isNaN(cells[i]!) ? 0 : 1;
  return present;
}

let knownScratch = new Float64Array(0);

/** Until the next column. */
function knownCells(cells: Float64Array, present: Uint8Array): Float64Array {
  if (!present.includes(0)) return cells;
  if (knownScratch.length < cells.length) knownScratch = new Float64Array(cells.length);
  const known = knownScratch;
  let count = 0;
  for (let i = 0; i < cells.length; i++) {
    known[count] = cells[i]!;
    count += present[i]!;
  }
  return known.subarray(0, count);
}

function statisticsOf(
  known: Float64Array | Int32Array,
  missing: number,
  isFloat: boolean,
): Statistics {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let notNumbers = 0;
  for (let i = 0; i < known.length; i++) {
    const value = known[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
    if (Number.isNaN(value)) notNumbers++;
  }
  const count = {
    null_count: BigInt(missing),
    nan_count: isFloat ? BigInt(notNumbers) : undefined,
  };
  if (known.length === notNumbers) return count;
  // The format wants −0 as the least zero and 0 as the greatest.
  return { min_value: least === 0 ? -0 : least, max_value: most === 0 ? 0 : most, ...count };
}

function writeChunk(writer: ByteWriter, path: string, cells: EncodedCells): ColumnChunk {
  const { type, rows, dictionary, statistics } = cells;
  const start = writer.offset;
  const dictionaryBytes =
    dictionary === null ? 0 : writeDictionary(writer, cells.plain, dictionary);
  const pageStart = writer.offset;
  const encoding = dictionary === null ? (cells.encoding ?? "PLAIN") : "RLE_DICTIONARY";
  const pageBytes = writePage(writer, cells, encoding);
  const data: ColumnMetaData = {
    type,
    encodings: dictionary === null ? [encoding] : ["PLAIN", encoding],
    path_in_schema: [path],
    codec: "SNAPPY",
    num_values: BigInt(rows),
    total_compressed_size: BigInt(writer.offset - start),
    total_uncompressed_size: BigInt(dictionaryBytes + pageBytes),
    data_page_offset: BigInt(pageStart),
  };
  if (dictionary !== null) data.dictionary_page_offset = BigInt(start);
  if (statistics !== null) {
    data.statistics = statistics;
    data.encoding_stats = [{ page_type: "DATA_PAGE_V2", encoding, count: 1 }];
    if (dictionary !== null) {
      data.encoding_stats.unshift({ page_type: "DICTIONARY_PAGE", encoding: "PLAIN", count: 1 });
    }
  }
  return { meta_data: data, file_offset: BigInt(start) };
}

/** @returns bytes of the page before compression, header included */
function writeDictionary(
  writer: ByteWriter,
  plain: Uint8Array,
  { count }: { readonly count: number },
): number {
  const packed = snappyCompress(plain);
  const start = writer.offset;
  writePageHeader(writer, {
    type: "DICTIONARY_PAGE",
    uncompressed_page_size: plain.length,
    compressed_page_size: packed.length,
    dictionary_page_header: { num_values: count, encoding: "PLAIN" },
  });
  const headerBytes = writer.offset - start;
  writer.appendBytes(packed);
  return headerBytes + plain.length;
}

/** @returns as {@link writeDictionary} */
function writePage(writer: ByteWriter, cells: EncodedCells, encoding: Encoding): number {
  const { rows, present, known, plain, dictionary } = cells;
  const levels = present === null ? new Uint8Array(0) : runsOf(present, 1, null).slice();
  const page =
    dictionary === null ? plain : runsOf(dictionary.indexes, indexBits(dictionary.count), "width");
  const packed = snappyCompress(page);
  const start = writer.offset;
  writePageHeader(writer, {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: levels.length + page.length,
    compressed_page_size: levels.length + packed.length,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: rows - known,
      num_rows: rows,
      encoding,
      definition_levels_byte_length: levels.length,
      repetition_levels_byte_length: 0,
      is_compressed: true,
    },
  });
  const headerBytes = writer.offset - start;
  writer.appendBytes(levels);
  writer.appendBytes(packed);
  return headerBytes + levels.length + page.length;
}

let scratch = new Uint8Array(0);

/**
 * Until the next call.
 *
 * @param before `width`: a byte that says how many bits a value has comes first
 */
function runsOf(values: Int32Array | Uint8Array, bits: number, before: "width" | null): Uint8Array {
  const most = 1 + mostRunBytes(values.length);
  if (scratch.length < most) scratch = new Uint8Array(2 * most);
  const bytes = scratch;
  bytes[0] = bits;
  const start = before === null ? 0 : 1;
  return bytes.subarray(0, writeRuns(bytes, start, values, bits));
}

/** The bytes of numbers, on machines that keep the lowest first: all that Node and browsers run on. */
function littleEndian(values: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

const encoder = new TextEncoder();

/** Each text's bytes behind their number. */
function plainTexts(texts: readonly string[]): Uint8Array {
  let most = 0;
  for (const text of texts) most += 4 + 3 * text.length;
  const bytes = new Uint8Array(most);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const text of texts) {
    const length = writeText(bytes, at + 4, text);
    view.setUint32(at, length, true);
    at += 4 + length;
  }
  return bytes.subarray(0, at);
}

function writeText(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      const encoded = encoder.encode(text);
      bytes.set(encoded, at);
      return encoded.length;
    }
    bytes[at + i] = code;
  }
  return text.length;
}
