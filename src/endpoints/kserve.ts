import * as z from "zod/mini";
import { readShape } from "../formats/json/read-shape.js";
import type { KnownModel } from "../models/card/card-types.js";
import { knownInput } from "../models/card/model-frame.js";
import type { Tensor, TensorInfo, TensorType } from "../models/inference-runtime.js";
import { badAnswer, cut, jsonOfAnswer } from "./answer-values.js";

/*
 * The Open Inference Protocol (KServe v2), as Triton and OpenVINO Model Server speak it.
 *
 * Source: KServe, Open Inference Protocol, sections Model Metadata and Inference; binary tensor data extension.
 */

const TENSOR = z.object({
  name: z.string(),
  datatype: z.string(),
  shape: z.array(z.int()),
});

const METADATA = z.object({
  name: z.string(),
  versions: z.optional(z.array(z.string())),
  platform: z.optional(z.string()),
  inputs: z.array(TENSOR),
  outputs: z.array(TENSOR),
});

const SERVER = z.object({
  name: z.string(),
  version: z.optional(z.string()),
  extensions: z.optional(z.array(z.string())),
});

const OUTPUTS = z.object({
  model_name: z.optional(z.string()),
  model_version: z.optional(z.string()),
  outputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.string(),
      shape: z.array(z.int().check(z.minimum(0))),
      parameters: z.optional(z.record(z.string(), z.unknown())),
      data: z.optional(z.array(z.unknown())),
    }),
  ),
});

/** What a model server says of a model. */
export type KserveMetadata = z.infer<typeof METADATA>;
export type KserveServer = z.infer<typeof SERVER>;

/** @throws HomegroundError `endpoint/…` */
export function readMetadata(bytes: Uint8Array, where: string): KserveMetadata {
  return readShape(METADATA, jsonOfAnswer(bytes, where), "what it says of the model", (what) =>
    badAnswer("endpoint/bad-answer", what, where),
  );
}

/** @returns null for what is no server's answer: the path is optional in practice */
export function readServer(bytes: Uint8Array, where: string): KserveServer | null {
  try {
    return SERVER.parse(jsonOfAnswer(bytes, where));
  } catch {
    return null;
  }
}

/** Whether tensors can be sent and asked for as bytes. OpenVINO Model Server can, and does not say so. */
export function takesBinary(server: KserveServer | null): boolean {
  if (server === null) return false;
  return (
    server.extensions?.includes("binary_tensor_data") === true ||
    /openvino model server/i.test(server.name)
  );
}

const TYPES: Readonly<Record<string, TensorType>> = {
  BOOL: "bool",
  UINT8: "uint8",
  INT8: "int8",
  INT32: "int32",
  INT64: "int64",
  FP16: "float16",
  FP32: "float32",
  FP64: "float64",
};
const DATATYPES = new Map(Object.entries(TYPES).map(([name, type]) => [type, name]));

/** The declared values; of types that no model here has their own name. */
export function declared(values: KserveMetadata["inputs"]) {
  return values.map(({ name, datatype, shape }) => ({
    name,
    type: TYPES[datatype] ?? datatype,
    shape,
  }));
}

/** Outputs whose elements are read here. */
export function readableOutputs({ outputs }: KserveMetadata): readonly TensorInfo[] {
  return outputs.flatMap(({ name, datatype, shape }) => {
    const type = TYPES[datatype];
    return type === undefined ? [] : [{ name, type, shape }];
  });
}

/** What a model's metadata say of it, for what a card leaves out. */
export function knownOfMetadata(metadata: KserveMetadata): KnownModel | null {
  const input = knownInput({ inputs: declared(metadata.inputs) });
  if (input === null) return null;
  return { file: metadata.name, input, outputs: metadata.outputs.map(({ name }) => name) };
}

/** A request, ready to be sent. */
export interface InferRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** @param outputs names of those that are wanted */
export function inferRequest(
  feeds: ReadonlyMap<string, Tensor>,
  outputs: readonly string[],
  isBinary: boolean,
): InferRequest {
  const inputs: object[] = [];
  const parts: Uint8Array[] = [];
  for (const [name, { type, shape, data }] of feeds) {
    const datatype = DATATYPES.get(type);
    const own = { name, shape, datatype };
    if (isBinary) {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      inputs.push({ ...own, parameters: { binary_data_size: bytes.length } });
      parts.push(bytes);
    } else inputs.push({ ...own, data: Array.from<number | bigint, number>(data, Number) });
  }
  const wanted = outputs.map((name) =>
    isBinary ? { name, parameters: { binary_data: true } } : { name },
  );
  const head = new TextEncoder().encode(JSON.stringify({ inputs, outputs: wanted }));
  if (!isBinary) return { headers: { "content-type": "application/json" }, body: head };
  const headers = {
    "content-type": "application/octet-stream",
    "inference-header-content-length": String(head.length),
  };
  return { headers, body: joined([head, ...parts]) };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export interface InferAnswer {
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** Of the model that answered; null where it is not said. */
  readonly version: string | null;
}

/**
 * @param headLength value of the header Inference-Header-Content-Length; null where there is none
 * @param wanted names of outputs that must be there
 * @throws HomegroundError `endpoint/…`, `model/nan-scores`
 */
export function readInferAnswer(
  bytes: Uint8Array,
  headLength: string | null,
  wanted: readonly string[],
  where: string,
): InferAnswer {
  const bad = (what: string) => badAnswer("endpoint/bad-answer", what, where);
  if (headLength !== null && !/^\d{1,12}$/.test(headLength)) {
    throw bad(`the length of the answer's head is ${cut(headLength)}`);
  }
  const length = headLength === null ? bytes.length : Number(headLength);
  if (length > bytes.length) throw bad("the answer is shorter than its head");
  const value = jsonOfAnswer(bytes.subarray(0, length), where);
  const answer = readShape(OUTPUTS, value, "the answer", bad);
  let at = length;
  const outputs = new Map<string, Tensor>();
  for (const { name, datatype, shape, parameters, data } of answer.outputs) {
    const size = parameters?.["binary_data_size"];
    const isBytes = size !== undefined;
    if (isBytes && !(Number.isSafeInteger(size) && (size as number) >= 0)) {
      throw bad(`the output ${cut(name)} has ${cut(String(size))} bytes`);
    }
    const end = at + (isBytes ? (size as number) : 0);
    if (end > bytes.length) throw bad(`the answer ends before the output ${cut(name)} does`);
    const own = bytes.subarray(at, end);
    at = end;
    const type = TYPES[datatype];
    if (type === undefined) continue;
    const count = shape.reduce((product, side) => product * side, 1);
    if (outputs.has(name)) throw bad(`the output ${cut(name)} is there twice`);
    const values = isBytes ? fromBytes(own, type) : fromList(data ?? [], type, bad);
    if (values === null || values.length !== count) {
      const found = values === null ? `${own.length} bytes` : `${values.length} values`;
      throw bad(`the output ${cut(name)} of ${shape.join(" × ")} has ${found}`);
    }
    outputs.set(name, { type, shape, data: values });
  }
  if (at !== bytes.length) throw bad("bytes follow behind the last output");
  for (const name of wanted) {
    if (outputs.has(name)) continue;
    const what = `the answer has no output ${cut(name)}`;
    throw badAnswer("endpoint/missing-outputs", what, where);
  }
  return { outputs, version: answer.model_version ?? null };
}

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;

/** Little-endian, as every machine here. @returns null where the bytes are no whole values */
function fromBytes(bytes: Uint8Array, type: TensorType): Tensor["data"] | null {
  const Values = ARRAYS[type];
  if (bytes.length % Values.BYTES_PER_ELEMENT !== 0) return null;
  const own = new Uint8Array(bytes); // aligned
  return new Values(own.buffer, 0, own.length / Values.BYTES_PER_ELEMENT);
}

/** Flat, or nested as the shape is; null, which JSON has in the place of NaN, is NaN. */
function fromList(
  list: readonly unknown[],
  type: TensorType,
  bad: (what: string) => Error,
): Tensor["data"] {
  if (type === "float16") throw bad("numbers of 16 bits are no JSON");
  const flat: number[] = [];
  const add = (item: unknown, depth: number): void => {
    if (Array.isArray(item) && depth < 16) for (const one of item) add(one, depth + 1);
    else if (typeof item === "number") flat.push(item);
    else if (typeof item === "boolean") flat.push(item ? 1 : 0);
    else if (item === null) flat.push(Number.NaN);
    else throw bad(`${cut(JSON.stringify(item) ?? "nothing")} stands among the numbers`);
  };
  add(list, 0);
  if (type !== "int64") return ARRAYS[type].from(flat);
  if (!flat.every(Number.isSafeInteger)) throw bad("a whole number is none");
  return BigInt64Array.from(flat, BigInt);
}
