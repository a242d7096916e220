/** A struct of Thrift's compact protocol: values by field number. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;
export type ThriftValue =
  | boolean
  | number
  | bigint
  | Uint8Array
  | readonly ThriftValue[]
  | ThriftStruct;

/** Deeper than any struct of a file format. */
const MAX_DEPTH = 64;

const BOOLEAN_TRUE = 1;
const BOOLEAN_FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const STRUCT = 12;

/**
 * Reads one struct, with every length checked against the bytes that are there: an element of a
 * list takes a byte or more, so a list cannot claim more elements than bytes.
 *
 * Source: apache/thrift, doc/specs/thrift-compact-protocol.md.
 *
 * @returns the struct and where it ends
 * @throws RangeError when the bytes are no such struct
 */
export function readThriftStruct(
  bytes: Uint8Array,
  start: number,
): { readonly fields: ThriftStruct; readonly end: number } {
  let at = start;

  const byte = (): number => {
    const value = bytes[at++];
    if (value === undefined) throw new RangeError("a struct ends in the middle");
    return value;
  };
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const next = byte();
      value |= BigInt(next & 0x7f) << shift;
      if (next < 0x80) return value;
    }
    throw new RangeError("a number has more than 64 bits");
  };
  const zigZag = (): bigint => {
    const value = varint();
    return (value >> 1n) ^ -(value & 1n);
  };
  const length = (): number => {
    const value = varint();
    if (value > BigInt(bytes.length - at)) throw new RangeError("a length exceeds the bytes");
    return Number(value);
  };

  const value = (type: number, depth: number, inList: boolean): ThriftValue => {
    if (depth > MAX_DEPTH) throw new RangeError("structs are nested too deep");
    switch (type) {
      case BOOLEAN_TRUE:
      case BOOLEAN_FALSE:
        return inList ? byte() === 1 : type === BOOLEAN_TRUE;
      case BYTE:
        return (byte() << 24) >> 24;
      case I16:
      case I32:
        return Number(zigZag());
      case I64:
        return zigZag();
      case DOUBLE: {
        at += 8;
        if (at > bytes.length) throw new RangeError("a struct ends in the middle");
        return new DataView(bytes.buffer, bytes.byteOffset + at - 8, 8).getFloat64(0, true);
      }
      case BINARY: {
        const size = length();
        at += size;
        return bytes.subarray(at - size, at);
      }
      case LIST:
      case SET: {
        const head = byte();
        const short = head >> 4;
        const size = short === 15 ? length() : short;
        const values: ThriftValue[] = [];
        for (let i = 0; i < size; i++) values.push(value(head & 15, depth + 1, true));
        return values;
      }
      case STRUCT:
        return struct(depth + 1);
      default:
        throw new RangeError(`unknown type ${type}`);
    }
  };

  const struct = (depth: number): ThriftStruct => {
    const fields = new Map<number, ThriftValue>();
    let id = 0;
    for (;;) {
      const head = byte();
      if (head === 0) return fields;
      id = head >> 4 === 0 ? Number(zigZag()) : id + (head >> 4);
      fields.set(id, value(head & 15, depth, false));
    }
  };

  const fields = struct(0);
  return { fields, end: at };
}
