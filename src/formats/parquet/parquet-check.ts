import { readThriftStruct, type ThriftStruct, type ThriftValue } from "./thrift-compact.js";

/** A column's pages in a row group, as its footer describes them. */
export interface ChunkDescription {
  /** Rows of the group; a column without nesting has as many values. */
  readonly rows: number;
  /** Whether cells may be missing, which puts definition levels before the values. */
  readonly isOptional: boolean;
  readonly isBoolean: boolean;
  /** Unpacks a page. */
  readonly unpack: (packed: Uint8Array, unpackedBytes: number) => Uint8Array;
}

/** A page may unpack to so many bytes. */
const MAX_PAGE_BYTES = 1 << 28;

const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;
const PLAIN_DICTIONARY = 2;
const RLE = 3;
const RLE_DICTIONARY = 8;

/**
 * Walks the pages of one column and checks every count and length that a reader would believe: a
 * run of values of one byte can claim to be two thousand million long.
 *
 * Source: apache/parquet-format, README and Encodings.md (pages; RLE / bit-packing hybrid).
 *
 * @param bytes the whole column chunk
 * @throws RangeError with what is wrong
 */
export function checkColumnChunk(bytes: Uint8Array, chunk: ChunkDescription): void {
  let at = 0;
  let values = 0;
  while (at < bytes.length && values < chunk.rows) {
    const { fields, end } = readThriftStruct(bytes, at);
    const type = whole(fields.get(1), "the type of a page");
    const unpackedBytes = whole(fields.get(2), "the size of a page");
    const packedBytes = whole(fields.get(3), "the packed size of a page");
    if (packedBytes > bytes.length - end) throw new RangeError("a page is longer than its column");
    if (unpackedBytes > MAX_PAGE_BYTES) {
      throw new RangeError(`a page unpacks to ${unpackedBytes} bytes`);
    }
    const packed = bytes.subarray(end, end + packedBytes);
    if (type === DICTIONARY_PAGE) {
      const count = whole(structOf(fields.get(7)).get(1), "the size of a dictionary");
      if (count > 8 * unpackedBytes) throw new RangeError(`a dictionary claims ${count} values`);
    } else if (type === DATA_PAGE) {
      values += checkPage(structOf(fields.get(5)), packed, unpackedBytes, chunk, values);
    } else if (type === DATA_PAGE_V2) {
      values += checkPageV2(structOf(fields.get(8)), packed, unpackedBytes, chunk, values);
    } else throw new RangeError(`a page is of the unknown type ${type}`);
    at = end + packedBytes;
  }
  if (values !== chunk.rows) {
    throw new RangeError(`a column holds ${values} of ${chunk.rows} values`);
  }
}

function checkPage(
  header: ThriftStruct,
  packed: Uint8Array,
  unpackedBytes: number,
  chunk: ChunkDescription,
  before: number,
): number {
  const count = valueCount(header.get(1), chunk, before);
  const encoding = whole(header.get(2), "an encoding");
  const page = chunk.unpack(packed, unpackedBytes);
  let at = 0;
  if (chunk.isOptional) {
    const length = uint32(page, 0);
    checkRuns(page, 4, 4 + length, 1, count);
    at = 4 + length;
  }
  checkValues(page, at, encoding, chunk, count);
  return count;
}

function checkPageV2(
  header: ThriftStruct,
  packed: Uint8Array,
  unpackedBytes: number,
  chunk: ChunkDescription,
  before: number,
): number {
  const count = valueCount(header.get(1), chunk, before);
  const encoding = whole(header.get(4), "an encoding");
  const definitionBytes = whole(header.get(5), "the length of levels");
  const repetitionBytes = whole(header.get(6), "the length of levels");
  const levelBytes = definitionBytes + repetitionBytes;
  if (levelBytes > packed.length || levelBytes > unpackedBytes) {
    throw new RangeError("the levels of a page are longer than the page");
  }
  if (chunk.isOptional) checkRuns(packed, repetitionBytes, levelBytes, 1, count);
  const body = packed.subarray(levelBytes);
  const isPacked = header.get(7) !== false;
  const page = isPacked ? chunk.unpack(body, unpackedBytes - levelBytes) : body;
  checkValues(page, 0, encoding, chunk, count);
  return count;
}

function valueCount(given: ThriftValue | undefined, chunk: ChunkDescription, before: number) {
  const count = whole(given, "the number of values of a page");
  if (count > chunk.rows - before) throw new RangeError(`a page claims ${count} values`);
  return count;
}

function checkValues(
  page: Uint8Array,
  start: number,
  encoding: number,
  chunk: ChunkDescription,
  count: number,
): void {
  if (start > page.length) throw new RangeError("the levels of a page are longer than the page");
  if (count === 0 || start === page.length) return;
  if (chunk.isBoolean && encoding === RLE) {
    checkRuns(page, start + 4, start + 4 + uint32(page, start), 1, count);
  } else if (encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY) {
    const width = page[start]!;
    if (width > 32) throw new RangeError(`an index of ${width} bits`);
    if (width > 0) checkRuns(page, start + 1, page.length, width, count);
  }
}

/** Runs of the RLE / bit-packing hybrid: together no more values than are wanted, all in place. */
function checkRuns(
  page: Uint8Array,
  start: number,
  end: number,
  width: number,
  count: number,
): void {
  if (end > page.length) throw new RangeError("runs are longer than their page");
  let at = start;
  for (let seen = 0; seen < count && at < end; ) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = page[at++];
      if (byte === undefined || shift > 28) throw new RangeError("a run has no length");
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const isPacked = header % 2 === 1;
    const length = Math.floor(header / 2) * (isPacked ? 8 : 1);
    const room = count - seen + (isPacked ? 7 : 0);
    if (length === 0 || length > room) throw new RangeError(`a run claims ${length} values`);
    at += isPacked ? (length / 8) * width : Math.ceil(width / 8);
    seen += length;
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new RangeError("a page ends in the middle");
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
}

function whole(value: ThriftValue | undefined, what: string): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  throw new RangeError(`${what} is missing or negative`);
}

function structOf(value: ThriftValue | undefined): ThriftStruct {
  if (value instanceof Map) return value;
  throw new RangeError("a page has no header of its kind");
}
