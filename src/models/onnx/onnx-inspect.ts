import { HomegroundError } from "../../core/errors.js";
import { type FileKind, recogniseFile } from "../file-kind.js";
import { foreignByName, toOnnx } from "../foreign-models.js";
import {
  type Findings,
  type Maker,
  newFindings,
  operatorKey,
  readModelField,
} from "./onnx-reader.js";
import type { BadTensor, ExternalTensor, OnnxValue } from "./onnx-tensor.js";
import { ProtobufError, readFields } from "./protobuf-reader.js";

export type { BadTensor, ExternalTensor, OnnxValue } from "./onnx-tensor.js";

/** An output of the model. */
export interface OnnxOutput extends OnnxValue {
  /**
   * The operator that makes its values, not counting those that only hand them on in another
   * shape or type; "" where nothing makes them.
   */
  readonly madeBy: string;
  /** The value that the last layer with weights before it takes; "" where none is seen. */
  readonly lastTakes: string;
}

/** How often an operator occurs, subgraphs and functions included. */
export interface OperatorCount {
  /** "" is ai.onnx. */
  readonly domain: string;
  readonly operator: string;
  readonly count: number;
  /** Whether the model brings the operator itself, as a function of others. */
  readonly local: boolean;
}

/** What a model file says about itself, read without an engine. */
export interface OnnxInspection {
  readonly sizeBytes: number;
  /** 0 where the file does not say. */
  readonly irVersion: number;
  readonly producer: string;
  /** Version of each operator set by domain; "" is ai.onnx. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly hasGraph: boolean;
  /** Inputs that must be fed: not those that an initializer gives a value. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxOutput[];
  /** Names of what the nodes of the outermost graph hand on. */
  readonly values: ReadonlySet<string>;
  readonly nodes: number;
  readonly operators: readonly OperatorCount[];
  /** Numbers in all initializers and constants of the graphs. */
  readonly parameters: number;
  readonly external: readonly ExternalTensor[];
  readonly badTensors: readonly BadTensor[];
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads what an ONNX file declares, of any size up to the memory that holds it; weights are
 * stepped over. Nothing is run and no other file is touched. Source: onnx.proto of onnx/onnx.
 *
 * @param where names the file in errors
 * @throws HomegroundError `model/not-onnx`, `model/truncated`, `model/invalid`
 */
export function inspectOnnx(bytes: Uint8Array, where: string): OnnxInspection {
  const kind = recogniseFile(bytes, where);
  if (kind !== null) throw notOnnx(kind, where);
  const found = newFindings();
  let fields = 0;
  try {
    readFields(bytes, 0, bytes.length, (field) => {
      fields++;
      readModelField(bytes, field, found);
    });
  } catch (cause) {
    throw explain(cause, found, fields, where);
  }
  if (!looksLikeOnnx(found)) throw notOnnx(byName(where) ?? UNKNOWN, where);
  return {
    sizeBytes: bytes.length,
    irVersion: found.irVersion,
    producer: found.producer.filter((part) => part !== "").join(" "),
    opsets: found.opsets,
    hasGraph: found.hasGraph,
    inputs: found.inputs.filter((input) => !found.initialized.has(input.name)),
    outputs: found.outputs.map((output) => ({
      ...output,
      madeBy: makerOf(output.name, found.makers),
      lastTakes: takenByLast(output.name, found.makers),
    })),
    values: new Set(found.makers.keys()),
    nodes: found.nodes,
    operators: [...found.operators.values()].map((entry) => ({
      ...entry,
      local: found.functions.has(operatorKey(entry.domain, entry.operator)),
    })),
    parameters: found.tensors.parameters,
    external: found.tensors.external,
    badTensors: found.tensors.bad,
    metadata: found.metadata,
  };
}

/** Operators that do not change what values mean. */
const HANDING_ON: ReadonlySet<string> = new Set([
  "Identity",
  "Cast",
  "Reshape",
  "Flatten",
  "Squeeze",
  "Unsqueeze",
  "Transpose",
  "DequantizeLinear",
  "QuantizeLinear",
]);

function makerOf(name: string, makers: ReadonlyMap<string, Maker>): string {
  let maker = makers.get(name);
  // Nodes may feed each other in a circle in a file that no engine will take.
  for (let steps = 0; maker !== undefined && steps < 20; steps++) {
    if (!HANDING_ON.has(maker.operator)) return maker.operator;
    maker = makers.get(maker.from);
  }
  return "";
}

const LAYERS: ReadonlySet<string> = new Set(["Gemm", "MatMul", "Conv"]);

function takenByLast(name: string, makers: ReadonlyMap<string, Maker>): string {
  let maker = makers.get(name);
  for (let steps = 0; maker !== undefined && steps < 20; steps++) {
    if (LAYERS.has(maker.operator)) return maker.from;
    maker = makers.get(maker.from);
  }
  return "";
}

const UNKNOWN: FileKind = {
  what: "not an ONNX model, nor any other model format known here",
  fix: "Export the model to ONNX",
};

/** What the ending promises, for forms that no first byte tells. */
function byName(where: string): FileKind | null {
  const foreign = foreignByName(where);
  return foreign === null ? null : { what: foreign.what, fix: toOnnx(foreign, where) };
}

function notOnnx(kind: FileKind, where: string): HomegroundError {
  return new HomegroundError("model/not-onnx", {
    what: `the file is ${kind.what}`,
    where,
    fix: kind.fix,
  });
}

function explain(cause: unknown, found: Findings, fields: number, where: string): unknown {
  if (!(cause instanceof ProtobufError)) return cause;
  // Random bytes get through a field or two by chance; a version and a producer they do not have.
  const named = byName(where);
  const onnx = looksLikeOnnx(found) || (named === null && fields > 0 && found.irVersion > 0);
  if (!onnx) return notOnnx(named ?? UNKNOWN, where);
  if (cause.truncated) {
    return new HomegroundError("model/truncated", {
      what: `the file starts as an ONNX model and ends too early: ${cause.message}`,
      where,
      fix: "Download or copy the file again, and compare its size or SHA-256 with the source's",
      cause,
    });
  }
  return new HomegroundError("model/invalid", {
    what: `the file starts as an ONNX model and is damaged: ${cause.message}`,
    where,
    fix: "Download or export the file again, and check it with onnx.checker",
    cause,
  });
}

function looksLikeOnnx(found: Findings): boolean {
  return found.irVersion > 0 && (found.hasGraph || found.opsets.size > 0);
}
