/**
 * Protocol-buffers wire format, as far as reading needs it: fields of a message one after the
 * other, nothing copied. Source: "Encoding", protobuf.dev/programming-guides/encoding.
 */

/** Where the bytes stop making sense. `truncated`: something reaches beyond the end of the file. */
export class ProtobufError extends Error {
  override readonly name = "ProtobufError";
  readonly truncated: boolean;
  readonly offset: number;

  constructor(what: string, offset: number, truncated: boolean) {
    super(`${what} at byte ${offset}`);
    this.truncated = truncated;
    this.offset = offset;
  }
}

/** One field. The same object is used for every field of a message: take what is needed from it. */
export interface Field {
  /** Field number of the schema, at least 1. */
  number: number;
  /** `varint`: a number; `fixed32`, `fixed64`, `bytes`: the bytes from `start` to `end`. */
  kind: "varint" | "fixed32" | "fixed64" | "bytes";
  /** Of a varint, as a signed 64-bit number; above 2^53 the nearest double. Otherwise 0. */
  value: number;
  start: number;
  end: number;
}

/**
 * Visits every field of the message that fills `bytes` from `start` to `end`.
 *
 * @throws ProtobufError when the bytes are no message
 */
export function readFields(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (field: Field) => void,
): void {
  const field: Field = { number: 0, kind: "varint", value: 0, start: 0, end: 0 };
  const cursor: Cursor = { at: start, value: 0 };
  while (cursor.at < end) {
    const at = cursor.at;
    readVarint(bytes, end, cursor);
    const key = cursor.value;
    const number = Math.floor(key / 8);
    if (number < 1 || number > MAX_FIELD_NUMBER) {
      throw new ProtobufError(`field number ${number} is impossible`, at, false);
    }
    field.number = number;
    readValue(bytes, end, key % 8, cursor, field);
    visit(field);
  }
}

/** Visits the numbers of a repeated integer field, packed into one run of bytes or not. */
export function readVarints(bytes: Uint8Array, field: Field, visit: (value: number) => void): void {
  if (field.kind === "varint") {
    visit(field.value);
    return;
  }
  const cursor: Cursor = { at: field.start, value: 0 };
  while (cursor.at < field.end) {
    readVarint(bytes, field.end, cursor);
    visit(cursor.value);
  }
}

/** Text of a `bytes` field; bytes that are not UTF-8 become U+FFFD. */
export function readText(bytes: Uint8Array, field: Field): string {
  return UTF8.decode(bytes.subarray(field.start, field.end));
}

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
const MAX_FIELD_NUMBER = 2 ** 29 - 1;
const MAX_VARINT_BYTES = 10;

/** All bits of four groups of seven. */
const GROUPS_OF_4 = 2 ** 28 - 1;

/** A place in the bytes, and the number read last. */
interface Cursor {
  at: number;
  value: number;
}

function readValue(
  bytes: Uint8Array,
  end: number,
  wireType: number,
  cursor: Cursor,
  field: Field,
): void {
  const at = cursor.at;
  field.value = 0;
  switch (wireType) {
    case 0:
      readVarint(bytes, end, cursor);
      field.kind = "varint";
      field.value = cursor.value;
      field.start = at;
      field.end = cursor.at;
      return;
    case 1:
      takeBytes(bytes, end, 8, "fixed64", cursor, field);
      return;
    case 2:
      readVarint(bytes, end, cursor);
      takeBytes(bytes, end, cursor.value, "bytes", cursor, field);
      return;
    case 5:
      takeBytes(bytes, end, 4, "fixed32", cursor, field);
      return;
    default: // 3 and 4, groups, are not used since proto2; 6 and 7 do not exist
      throw new ProtobufError(`wire type ${wireType} is not one`, at, false);
  }
}

function takeBytes(
  bytes: Uint8Array,
  end: number,
  length: number,
  kind: "bytes" | "fixed32" | "fixed64",
  cursor: Cursor,
  field: Field,
): void {
  if (length < 0 || length > end - cursor.at) {
    // Beyond the message around it: a lie; beyond the whole file: the file may have been cut.
    const beyondFile = length > 0 && cursor.at + length > bytes.length && end === bytes.length;
    throw new ProtobufError(`${length} bytes are announced and not there`, cursor.at, beyondFile);
  }
  field.kind = kind;
  field.start = cursor.at;
  field.end = cursor.at + length;
  cursor.at = field.end;
}

/** Little-endian groups of 7 bits, as a signed 64-bit number. */
function readVarint(bytes: Uint8Array, end: number, cursor: Cursor): void {
  let low = 0; // 28 bits
  let middle = 0; // 28 bits
  let high = 0; // 8 bits
  let at = cursor.at;
  for (let i = 0; ; i++) {
    if (at >= end) {
      throw new ProtobufError("a number does not end", cursor.at, end === bytes.length);
    }
    if (i === MAX_VARINT_BYTES) {
      throw new ProtobufError("a number has more than 64 bits", cursor.at, false);
    }
    const byte = bytes[at++]!;
    const group = byte & 127;
    if (i < 4) low |= group << (7 * i);
    else if (i < 8) middle |= group << (7 * (i - 4));
    else high |= group << (7 * (i - 8));
    if (byte < 128) break;
  }
  cursor.at = at;
  high &= 255;
  // A negative number is minus its complement minus 1: adding −2^63 to the rest would round.
  cursor.value =
    high < 128
      ? low + middle * 2 ** 28 + high * 2 ** 56
      : -((low ^ GROUPS_OF_4) + (middle ^ GROUPS_OF_4) * 2 ** 28 + (high ^ 255) * 2 ** 56 + 1);
}
