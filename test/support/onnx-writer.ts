/**
 * Writes small ONNX files for tests, valid or spoilt on purpose. Field numbers are those of
 * onnx.proto; only what the tests need is here.
 */

/** `TensorProto.DataType` of onnx.proto. */
export const ELEMENT = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
} as const;

export type ElementName = keyof typeof ELEMENT;

/** A protobuf varint; negative numbers as 64-bit two's complement. */
export function varint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    out.push(rest === 0n ? low : low | 128);
  } while (rest !== 0n);
  return Buffer.from(out);
}

export function intField(field: number, value: number | bigint): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

export function bytesField(field: number, value: string | Uint8Array): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

export function floatField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([varint(field * 8 + 5), bytes]);
}

/** A size, or the name of a free one. */
export type Dimension = number | string;

/** A `ValueInfoProto`; without a shape when that is null. */
export function value(
  name: string,
  shape: readonly Dimension[] | null,
  type: ElementName = "float32",
): Buffer {
  const dims = (shape ?? []).map((dim) =>
    bytesField(1, typeof dim === "number" ? intField(1, dim) : bytesField(2, dim)),
  );
  const tensor = Buffer.concat([
    intField(1, ELEMENT[type]),
    ...(shape === null ? [] : [bytesField(2, Buffer.concat(dims))]),
  ]);
  return Buffer.concat([bytesField(1, name), bytesField(2, bytesField(1, tensor))]);
}

export interface TensorParts {
  readonly type?: ElementName;
  readonly dims: readonly (number | bigint)[];
  /** Little-endian values; absent when they are elsewhere. */
  readonly raw?: Uint8Array;
  /** Entries of `external_data`. */
  readonly external?: Readonly<Record<string, string | number | bigint>>;
}

/** A `TensorProto`, as an initializer or a constant. */
export function tensor(name: string, { type = "float32", dims, raw, external }: TensorParts) {
  const entries = Object.entries(external ?? {}).map(([key, text]) =>
    bytesField(13, Buffer.concat([bytesField(1, key), bytesField(2, String(text))])),
  );
  return Buffer.concat([
    ...dims.map((dim) => intField(1, dim)),
    intField(2, ELEMENT[type]),
    bytesField(8, name),
    ...(raw === undefined ? [] : [bytesField(9, raw)]),
    ...entries,
    ...(external === undefined ? [] : [intField(14, 1)]),
  ]);
}

export function f32(...values: readonly number[]): Buffer {
  return Buffer.from(new Float32Array(values).buffer);
}

export function i64(...values: readonly (number | bigint)[]): Buffer {
  return Buffer.from(new BigInt64Array(values.map(BigInt)).buffer);
}

/** An attribute's value: a whole number, whole numbers, text, or an encoded graph. */
export type AttributeValue = number | readonly number[] | string | { readonly graph: Uint8Array };

function attribute(name: string, given: AttributeValue): Buffer {
  const parts = [bytesField(1, name)];
  if (typeof given === "number") parts.push(intField(3, given), intField(20, 2));
  else if (typeof given === "string") parts.push(bytesField(4, given), intField(20, 3));
  else if ("graph" in given) parts.push(bytesField(6, given.graph), intField(20, 5));
  else parts.push(...given.map((item) => intField(8, item)), intField(20, 7));
  return Buffer.concat(parts);
}

/** A `NodeProto`. */
export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain = "",
): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(3, `${op}-${outputs[0] ?? ""}`),
    bytesField(4, op),
    ...Object.entries(attributes).map(([name, given]) => bytesField(5, attribute(name, given))),
    ...(domain === "" ? [] : [bytesField(7, domain)]),
  ]);
}

export interface GraphParts {
  readonly nodes: readonly Uint8Array[];
  readonly initializers?: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
}

/** A `GraphProto`: the model's own, or the body of a Loop or If. */
export function graph({ nodes, initializers = [], inputs, outputs }: GraphParts): Buffer {
  return Buffer.concat([
    ...nodes.map((item) => bytesField(1, item)),
    bytesField(2, "graph"),
    ...initializers.map((item) => bytesField(5, item)),
    ...inputs.map((item) => bytesField(11, item)),
    ...outputs.map((item) => bytesField(12, item)),
  ]);
}

export interface ModelParts extends GraphParts {
  readonly irVersion?: number;
  readonly opsets?: readonly (readonly [domain: string, version: number])[];
  readonly metadata?: readonly (readonly [key: string, value: string])[];
  readonly functions?: readonly Uint8Array[];
}

/** A `ModelProto`. */
export function model(parts: ModelParts): Buffer {
  const { irVersion = 8, opsets = [["", 17]], metadata = [], functions = [] } = parts;
  return Buffer.concat([
    intField(1, irVersion),
    bytesField(2, "homeground tests"),
    bytesField(3, "1"),
    bytesField(7, graph(parts)),
    ...opsets.map(([domain, version]) =>
      bytesField(8, Buffer.concat([bytesField(1, domain), intField(2, version)])),
    ),
    ...metadata.map(([key, text]) =>
      bytesField(14, Buffer.concat([bytesField(1, key), bytesField(2, text)])),
    ),
    ...functions.map((item) => bytesField(25, item)),
  ]);
}

/** y = x, of one element type. */
export function identityModel(type: ElementName, shape: readonly Dimension[]): Buffer {
  return model({
    nodes: [node("Identity", ["x"], ["y"])],
    inputs: [value("x", shape, type)],
    outputs: [value("y", shape, type)],
  });
}

export interface ClassifierParts {
  readonly side?: number;
  readonly channels?: number;
  readonly batch?: Dimension;
  /** One row a channel, one column a class. */
  readonly weights?: readonly (readonly number[])[];
  readonly softmax?: boolean;
  readonly extra?: Partial<ModelParts>;
}

/**
 * A classifier whose answer can be worked out by hand: the mean of each channel (`p`), times the
 * weights (`logits`); `softmax` makes probabilities of them. Input `image`, output `scores`.
 */
export function meanColourClassifier(parts: ClassifierParts = {}): Buffer {
  const { side = 4, channels = 3, batch = 1, softmax = false, extra = {} } = parts;
  const weights = parts.weights ?? [
    [1, 0],
    [0, 1],
    [0, 0],
  ];
  const classes = weights[0]?.length ?? 0;
  const logits = softmax ? "logits" : "scores";
  return model({
    nodes: [
      node("GlobalAveragePool", ["image"], ["p"]),
      node("Flatten", ["p"], ["flat"], { axis: 1 }),
      node("MatMul", ["flat", "w"], [logits]),
      ...(softmax ? [node("Softmax", ["logits"], ["scores"], { axis: 1 })] : []),
    ],
    initializers: [tensor("w", { dims: [channels, classes], raw: f32(...weights.flat()) })],
    inputs: [value("image", [batch, channels, side, side])],
    outputs: [value("scores", [batch, classes])],
    ...extra,
  });
}

/** The same answers as {@link meanColourClassifier}, with so many bytes between input and answer. */
export function memoryHungryClassifier(bytes: number): Buffer {
  const width = Math.ceil(bytes / 12 / 1024);
  return meanColourClassifier({
    extra: {
      nodes: [
        node("GlobalAveragePool", ["image"], ["small"]),
        node("Expand", ["small", "shape"], ["large"]),
        node("GlobalAveragePool", ["large"], ["p"]),
        node("Flatten", ["p"], ["flat"], { axis: 1 }),
        node("MatMul", ["flat", "w"], ["scores"]),
      ],
      initializers: [
        tensor("w", { dims: [3, 2], raw: f32(1, 0, 0, 1, 0, 0) }),
        tensor("shape", { type: "int64", dims: [4], raw: i64(1, 3, 1024, width) }),
      ],
    },
  });
}

/** A classifier of two classes that, between input and answer, counts to 2^62. */
export function endlessClassifier(side = 4): Buffer {
  const body = graph({
    nodes: [node("Identity", ["going"], ["go-on"]), node("Identity", ["before"], ["after"])],
    inputs: [value("turn", [], "int64"), value("going", [], "bool"), value("before", [1, 2])],
    outputs: [value("go-on", [], "bool"), value("after", [1, 2])],
  });
  return model({
    nodes: [
      node("GlobalAveragePool", ["image"], ["p"]),
      node("Flatten", ["p"], ["flat"], { axis: 1 }),
      node("MatMul", ["flat", "w"], ["logits"]),
      node("Loop", ["turns", "yes", "logits"], ["scores"], { body: { graph: body } }),
    ],
    initializers: [
      tensor("w", { dims: [3, 2], raw: f32(1, 0, 0, 1, 0, 0) }),
      tensor("turns", { type: "int64", dims: [], raw: i64(2n ** 62n) }),
      tensor("yes", { type: "bool", dims: [], raw: Uint8Array.of(1) }),
    ],
    inputs: [value("image", [1, 3, side, side])],
    outputs: [value("scores", [1, 2])],
  });
}
