import {
  MAX_NAME,
  type OnnxValue,
  readEntry,
  readSparse,
  readTensor,
  readValueInfo,
  type TensorFindings,
} from "./onnx-tensor.js";
import { type Field, ProtobufError, readFields, readText } from "./protobuf-reader.js";

/** The node that makes a value. */
export interface Maker {
  readonly operator: string;
  /** Name of its first input; "" where it has none. */
  readonly from: string;
}

/** What was found in a model so far. */
export interface Findings {
  irVersion: number;
  readonly producer: [name: string, version: string];
  readonly opsets: Map<string, number>;
  hasGraph: boolean;
  readonly inputs: OnnxValue[];
  readonly outputs: OnnxValue[];
  nodes: number;
  readonly operators: Map<string, { domain: string; operator: string; count: number }>;
  /** Which operator makes a value of the outermost graph, and from what. */
  readonly makers: Map<string, Maker>;
  /** Keys of operators that the model defines. */
  readonly functions: Set<string>;
  readonly tensors: TensorFindings;
  /** Names of the outermost graph's initializers. */
  readonly initialized: Set<string>;
  readonly metadata: Map<string, string>;
}

export function newFindings(): Findings {
  return {
    irVersion: 0,
    producer: ["", ""],
    opsets: new Map(),
    hasGraph: false,
    inputs: [],
    outputs: [],
    nodes: 0,
    operators: new Map(),
    makers: new Map(),
    functions: new Set(),
    initialized: new Set(),
    tensors: { parameters: 0, external: [], bad: [] },
    metadata: new Map(),
  };
}

/** Graphs inside graphs: more than any exporter makes, fewer than would exhaust the stack. */
const MAX_DEPTH = 24;

/** Takes in one field of `ModelProto`. @throws ProtobufError */
export function readModelField(bytes: Uint8Array, field: Field, found: Findings): void {
  if (field.kind === "varint") {
    if (field.number === 1) found.irVersion = field.value;
    return;
  }
  if (field.kind !== "bytes") return;
  switch (field.number) {
    case 2:
    case 3:
      found.producer[field.number - 2] = readText(bytes, field).slice(0, MAX_NAME);
      return;
    case 7:
      found.hasGraph = true;
      readGraph(bytes, field.start, field.end, 0, found);
      return;
    case 8: {
      const opset = readOpset(bytes, field);
      found.opsets.set(opset.domain, Math.max(opset.version, found.opsets.get(opset.domain) ?? 0));
      return;
    }
    case 14: {
      const [key, text] = readEntry(bytes, field);
      found.metadata.set(key, text);
      return;
    }
    case 20: // training: never run, but its graphs may name files too
      readFields(bytes, field.start, field.end, (inner) => {
        if (inner.kind === "bytes" && inner.number <= 2) {
          readGraph(bytes, inner.start, inner.end, 1, found);
        }
      });
      return;
    case 25:
      readFunction(bytes, field, found);
      return;
  }
}

function readOpset(bytes: Uint8Array, field: Field): { domain: string; version: number } {
  let domain = "";
  let version = 0;
  readFields(bytes, field.start, field.end, (inner) => {
    if (inner.number === 1 && inner.kind === "bytes") domain = readText(bytes, inner);
    if (inner.number === 2 && inner.kind === "varint") version = inner.value;
  });
  return { domain: plainDomain(domain), version };
}

function plainDomain(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}

export function operatorKey(domain: string, operator: string): string {
  return `${domain}\n${operator}`;
}

function readFunction(bytes: Uint8Array, field: Field, found: Findings): void {
  let name = "";
  let domain = "";
  readFields(bytes, field.start, field.end, (inner) => {
    if (inner.kind !== "bytes") return;
    if (inner.number === 1) name = readText(bytes, inner);
    if (inner.number === 10) domain = readText(bytes, inner);
    if (inner.number === 7) readNode(bytes, inner, 1, found);
  });
  found.functions.add(operatorKey(plainDomain(domain), name));
}

function readGraph(
  bytes: Uint8Array,
  start: number,
  end: number,
  depth: number,
  found: Findings,
): void {
  if (depth > MAX_DEPTH) {
    throw new ProtobufError(`graphs are nested more than ${MAX_DEPTH} deep`, start, false);
  }
  readFields(bytes, start, end, (field) => {
    if (field.kind !== "bytes") return;
    switch (field.number) {
      case 1:
        readNode(bytes, field, depth, found);
        return;
      case 5: {
        const name = readTensor(bytes, field, found.tensors);
        if (depth === 0) found.initialized.add(name);
        return;
      }
      case 15:
        readSparse(bytes, field, found.tensors);
        return;
      case 11:
        if (depth === 0) found.inputs.push(readValueInfo(bytes, field));
        return;
      case 12:
        if (depth === 0) found.outputs.push(readValueInfo(bytes, field));
        return;
    }
  });
}

function readNode(bytes: Uint8Array, field: Field, depth: number, found: Findings): void {
  let operator = "";
  let domain = "";
  let from: string | null = null;
  const outputs: string[] = [];
  readFields(bytes, field.start, field.end, (inner) => {
    if (inner.kind !== "bytes") return;
    switch (inner.number) {
      case 1:
        from ??= readText(bytes, inner);
        return;
      case 2:
        outputs.push(readText(bytes, inner));
        return;
      case 4:
        operator = readText(bytes, inner);
        return;
      case 5:
        readAttribute(bytes, inner, depth, found);
        return;
      case 7:
        domain = plainDomain(readText(bytes, inner));
        return;
    }
  });
  found.nodes++;
  const key = operatorKey(domain, operator);
  const entry = found.operators.get(key);
  if (entry === undefined) found.operators.set(key, { domain, operator, count: 1 });
  else entry.count++;
  if (depth > 0) return;
  for (const output of outputs) found.makers.set(output, { operator, from: from ?? "" });
}

function readAttribute(bytes: Uint8Array, field: Field, depth: number, found: Findings): void {
  readFields(bytes, field.start, field.end, (inner) => {
    if (inner.kind !== "bytes") return;
    switch (inner.number) {
      case 5:
      case 10:
        readTensor(bytes, inner, found.tensors);
        return;
      case 6:
      case 11:
        readGraph(bytes, inner.start, inner.end, depth + 1, found);
        return;
      case 22:
      case 23:
        readSparse(bytes, inner, found.tensors);
        return;
    }
  });
}
