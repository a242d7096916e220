import { type Field, readFields, readText, readVarints } from "./protobuf-reader.js";

/** A value of a graph: an input or an output. */
export interface OnnxValue {
  readonly name: string;
  /** Element type by its ONNX name, `tensor` kinds only; `sequence`, `map`, … otherwise. */
  readonly type: string;
  /** Sizes; a string names a free one ("" where it has no name); null where no shape is given. */
  readonly shape: readonly (number | string)[] | null;
}

/** Weights that are kept in another file. */
export interface ExternalTensor {
  readonly name: string;
  /** As written in the model; not checked. */
  readonly location: string;
  readonly offset: number;
  /** In bytes; what type and shape need where the model does not say. */
  readonly length: number;
}

/** A tensor whose declared size is impossible. */
export interface BadTensor {
  readonly name: string;
  /** What is wrong with it, for people. */
  readonly what: string;
}

/** What was found of tensors so far. */
export interface TensorFindings {
  /** Numbers in all tensors. */
  parameters: number;
  readonly external: ExternalTensor[];
  readonly bad: BadTensor[];
}

/** Names are cut to this many characters: they go into messages. */
export const MAX_NAME = 200;

/** A `StringStringEntryProto`. */
export function readEntry(bytes: Uint8Array, field: Field): [key: string, value: string] {
  const entry: [string, string] = ["", ""];
  readFields(bytes, field.start, field.end, (inner) => {
    if (inner.kind !== "bytes" || inner.number > 2) return;
    entry[inner.number - 1] = readText(bytes, inner);
  });
  return entry;
}

/** A `SparseTensorProto`: a tensor of values and one of their places. */
export function readSparse(bytes: Uint8Array, field: Field, found: TensorFindings): void {
  readFields(bytes, field.start, field.end, (inner) => {
    if (inner.kind === "bytes" && inner.number <= 2) readTensor(bytes, inner, found);
  });
}

/** A `TensorProto`; its values are stepped over. @returns the tensor's name */
export function readTensor(bytes: Uint8Array, field: Field, found: TensorFindings): string {
  let name = "";
  let type = 0;
  let elements = 1;
  let negative = false;
  let isExternal = false;
  let rawBytes: number | null = null;
  const entries = new Map<string, string>();
  readFields(bytes, field.start, field.end, (inner) => {
    switch (inner.number) {
      case 1:
        return readVarints(bytes, inner, (size) => {
          if (size < 0) negative = true;
          elements *= size;
        });
      case 2:
        type = inner.value;
        return;
      case 8:
        name = readText(bytes, inner).slice(0, MAX_NAME);
        return;
      case 9:
        rawBytes = inner.end - inner.start;
        return;
      case 13: {
        const [key, text] = readEntry(bytes, inner);
        entries.set(key, text);
        return;
      }
      case 14:
        isExternal = inner.value === 1;
        return;
    }
  });
  if (negative) {
    found.bad.push({ name, what: "a size below zero" });
    return name;
  }
  found.parameters += elements;
  const needed = bytesNeeded(elements, type);
  if (isExternal || entries.has("location")) {
    found.external.push(externalTensor(name, entries, needed, found));
  } else if (rawBytes !== null && needed !== null && rawBytes !== needed) {
    const what = `${rawBytes} bytes where its type and shape need ${needed}`;
    found.bad.push({ name, what });
  } else if (rawBytes === null && elements > bytes.length * 2) {
    // Values in typed fields take at least half a byte each (4-bit types), so these are not there.
    found.bad.push({ name, what: `${elements} values that are not in the file` });
  }
  return name;
}

function externalTensor(
  name: string,
  entries: ReadonlyMap<string, string>,
  needed: number | null,
  found: TensorFindings,
): ExternalTensor {
  const offset = Number(entries.get("offset") ?? 0);
  const length = entries.has("length") ? Number(entries.get("length")) : (needed ?? 0);
  if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(length) || length < 0) {
    found.bad.push({ name, what: "an offset or length in another file that is no number" });
  } else if (needed !== null && needed !== length) {
    const what = `${length} bytes in another file where its type and shape need ${needed}`;
    found.bad.push({ name, what });
  }
  return { name, location: entries.get("location") ?? "", offset, length };
}

/** Names of `TensorProto.DataType`, by number. */
const ELEMENT_TYPES: readonly string[] = [
  "undefined",
  "float32",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "float64",
  "uint32",
  "uint64",
  "complex64",
  "complex128",
  "bfloat16",
];

const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  int32: 4,
  int64: 8,
  bool: 1,
  float16: 2,
  float64: 8,
  uint32: 4,
  uint64: 8,
  complex64: 8,
  complex128: 16,
  bfloat16: 2,
};

function elementName(type: number): string {
  return ELEMENT_TYPES[type] ?? `type ${type}`;
}

/** null: text, and types below a byte, whose size in a file is not elements × bytes. */
function bytesNeeded(elements: number, type: number): number | null {
  const size = ELEMENT_BYTES[elementName(type)];
  return size === undefined ? null : elements * size;
}

/** A `ValueInfoProto`. */
export function readValueInfo(bytes: Uint8Array, field: Field): OnnxValue {
  let name = "";
  let type = "undefined";
  let shape: (number | string)[] | null = null;
  readFields(bytes, field.start, field.end, (inner) => {
    if (inner.kind !== "bytes") return;
    if (inner.number === 1) name = readText(bytes, inner).slice(0, MAX_NAME);
    if (inner.number !== 2) return;
    readFields(bytes, inner.start, inner.end, (kind) => {
      if (kind.kind !== "bytes") return;
      if (kind.number !== 1) {
        type = VALUE_KINDS[kind.number] ?? type;
        return;
      }
      readFields(bytes, kind.start, kind.end, (part) => {
        if (part.number === 1) type = elementName(part.value);
        if (part.number === 2 && part.kind === "bytes") shape = readShape(bytes, part);
      });
    });
  });
  return { name, type, shape };
}

/** Members of `TypeProto` that are not plain tensors. */
const VALUE_KINDS: Readonly<Record<number, string>> = {
  4: "sequence",
  5: "map",
  7: "opaque",
  8: "sparse tensor",
  9: "optional",
};

function readShape(bytes: Uint8Array, field: Field): (number | string)[] {
  const shape: (number | string)[] = [];
  readFields(bytes, field.start, field.end, (dim) => {
    if (dim.number !== 1 || dim.kind !== "bytes") return;
    let size: number | string = "";
    readFields(bytes, dim.start, dim.end, (part) => {
      if (part.number === 1 && part.kind === "varint") size = part.value;
      if (part.number === 2 && part.kind === "bytes") size = readText(bytes, part);
    });
    shape.push(size);
  });
  return shape;
}
