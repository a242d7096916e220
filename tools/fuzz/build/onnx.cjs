var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// <stdin>
var stdin_exports = {};
__export(stdin_exports, {
  fuzz: () => fuzz,
  seeds: () => seeds
});
module.exports = __toCommonJS(stdin_exports);

// ../../src/core/errors.ts
var HomegroundError = class extends Error {
  name = "HomegroundError";
  code;
  what;
  where;
  fix;
  constructor(code, parts) {
    const options = parts.cause === void 0 ? void 0 : { cause: parts.cause };
    super(`${parts.what} \u2014 ${parts.where} \u2014 ${parts.fix}`, options);
    this.code = code;
    this.what = parts.what;
    this.where = parts.where;
    this.fix = parts.fix;
  }
  toJSON() {
    return { code: this.code, what: this.what, where: this.where, fix: this.fix };
  }
};
function isHomegroundError(value2) {
  return value2 instanceof Error && value2.name === "HomegroundError" && "code" in value2;
}

// harness.js
function fuzzWith(run2) {
  return (given) => {
    const bytes = new Uint8Array(given);
    try {
      const result = run2(bytes);
      return result instanceof Promise ? result.then(() => {
      }, expected) : void 0;
    } catch (error) {
      return expected(error);
    }
  };
}
function expected(error) {
  if (isHomegroundError(error) && error.code !== "internal/bug") return;
  throw error;
}

// ../../src/models/file-kind.ts
function recogniseFile(bytes) {
  if (bytes.length === 0) {
    return { what: "empty", fix: "Download or copy the file again" };
  }
  for (const [recognises, kind] of KINDS) if (recognises(bytes)) return kind;
  return null;
}
var HEAD = 4096;
function headText(bytes) {
  return String.fromCharCode(...bytes.subarray(0, HEAD));
}
function startsWith(...prefix) {
  return (bytes) => prefix.every((byte, i) => bytes[i] === byte);
}
function isText(bytes) {
  const head = bytes.subarray(0, HEAD);
  return head.every((byte) => byte >= 32 || byte >= 9 && byte <= 13);
}
function isSafetensors(bytes) {
  const high = bytes.subarray(3, 8);
  return bytes.length > 9 && high.every((byte) => byte === 0) && bytes[8] === 123;
}
var TORCH_FIX = 'Load it in Python with the code that made it and write torch.onnx.export(model, example, "model.onnx"); nothing in it is executed here';
var KINDS = [
  [
    (bytes) => headText(bytes).startsWith("version https://git-lfs.github.com/spec/"),
    {
      what: "a Git LFS pointer: a note of where the model is, not the model",
      fix: "Run git lfs pull in the repository it came from, or download the file itself"
    }
  ],
  [
    (bytes) => isText(bytes) && /^\s*(<!doctype html|<html|<head|<\?xml)/i.test(headText(bytes)),
    {
      what: "a web page, not a model: the download may have asked for a login or not been found",
      fix: "Open the address in a browser and save the model file itself"
    }
  ],
  [
    (bytes) => startsWith(80, 75, 3, 4)(bytes) && /data\.pkl/.test(headText(bytes)),
    { what: "a PyTorch file (a zip with a pickle inside)", fix: TORCH_FIX }
  ],
  [
    (bytes) => startsWith(80, 75, 3, 4)(bytes) && /(config\.json|model\.weights\.h5|metadata\.json)/.test(headText(bytes)),
    {
      what: "a Keras file (.keras)",
      fix: 'Load it in Python and write model.export("model.onnx", format="onnx"), or use tf2onnx'
    }
  ],
  [
    startsWith(80, 75, 3, 4),
    { what: "a zip archive", fix: "Unpack it and name the .onnx file inside" }
  ],
  [startsWith(31, 139), { what: "compressed with gzip", fix: "Unpack it with gunzip" }],
  [
    startsWith(137, 72, 68, 70),
    {
      what: "an HDF5 file, as Keras writes (.h5)",
      fix: "Load it in Python and convert it with tf2onnx"
    }
  ],
  [
    (bytes) => headText(bytes.subarray(4, 8)) === "TFL3",
    {
      what: "a TensorFlow Lite model",
      fix: "Convert it: python -m tf2onnx.convert --tflite model.tflite --output model.onnx"
    }
  ],
  [
    (bytes) => headText(bytes.subarray(4, 8)) === "ORTM",
    {
      what: "a model in ONNX Runtime's own format (.ort)",
      fix: "Name the .onnx file that it was made from"
    }
  ],
  [
    startsWith(71, 71, 85, 70),
    { what: "a GGUF file", fix: "Name a vision model that is exported to ONNX" }
  ],
  [
    isSafetensors,
    {
      what: "a safetensors file: weights without the network around them",
      fix: "Load them into their model in Python and export it to ONNX"
    }
  ],
  [
    (bytes) => bytes[0] === 128 && (bytes[1] ?? 0) >= 2 && (bytes[1] ?? 0) <= 5,
    { what: "a Python pickle, as older PyTorch writes", fix: TORCH_FIX }
  ],
  [
    (bytes) => isText(bytes) && /^\s*[{[]/.test(headText(bytes)),
    { what: "JSON", fix: "Name the .onnx file; a card goes into --card" }
  ],
  [isText, { what: "text", fix: "Name the .onnx file" }]
];

// ../../src/models/protobuf-reader.ts
var ProtobufError = class extends Error {
  name = "ProtobufError";
  truncated;
  offset;
  constructor(what, offset, truncated) {
    super(`${what} at byte ${offset}`);
    this.truncated = truncated;
    this.offset = offset;
  }
};
function readFields(bytes, start, end, visit) {
  const field = { number: 0, kind: "varint", value: 0, start: 0, end: 0 };
  const cursor = { at: start, value: 0 };
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
function readVarints(bytes, field, visit) {
  if (field.kind === "varint") {
    visit(field.value);
    return;
  }
  const cursor = { at: field.start, value: 0 };
  while (cursor.at < field.end) {
    readVarint(bytes, field.end, cursor);
    visit(cursor.value);
  }
}
function readText(bytes, field) {
  return UTF8.decode(bytes.subarray(field.start, field.end));
}
var UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
var MAX_FIELD_NUMBER = 2 ** 29 - 1;
var MAX_VARINT_BYTES = 10;
var GROUPS_OF_4 = 2 ** 28 - 1;
function readValue(bytes, end, wireType, cursor, field) {
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
    default:
      throw new ProtobufError(`wire type ${wireType} is not one`, at, false);
  }
}
function takeBytes(bytes, end, length, kind, cursor, field) {
  if (length < 0 || length > end - cursor.at) {
    const beyondFile = length > 0 && cursor.at + length > bytes.length && end === bytes.length;
    throw new ProtobufError(`${length} bytes are announced and not there`, cursor.at, beyondFile);
  }
  field.kind = kind;
  field.start = cursor.at;
  field.end = cursor.at + length;
  cursor.at = field.end;
}
function readVarint(bytes, end, cursor) {
  let low = 0;
  let middle = 0;
  let high = 0;
  let at = cursor.at;
  for (let i = 0; ; i++) {
    if (at >= end) {
      throw new ProtobufError("a number does not end", cursor.at, end === bytes.length);
    }
    if (i === MAX_VARINT_BYTES) {
      throw new ProtobufError("a number has more than 64 bits", cursor.at, false);
    }
    const byte = bytes[at++];
    const group = byte & 127;
    if (i < 4) low |= group << 7 * i;
    else if (i < 8) middle |= group << 7 * (i - 4);
    else high |= group << 7 * (i - 8);
    if (byte < 128) break;
  }
  cursor.at = at;
  high &= 255;
  cursor.value = high < 128 ? low + middle * 2 ** 28 + high * 2 ** 56 : -((low ^ GROUPS_OF_4) + (middle ^ GROUPS_OF_4) * 2 ** 28 + (high ^ 255) * 2 ** 56 + 1);
}

// ../../src/models/onnx-tensor.ts
var MAX_NAME = 200;
function readEntry(bytes, field) {
  const entry = ["", ""];
  readFields(bytes, field.start, field.end, (inner) => {
    if (inner.kind !== "bytes" || inner.number > 2) return;
    entry[inner.number - 1] = readText(bytes, inner);
  });
  return entry;
}
function readSparse(bytes, field, found) {
  readFields(bytes, field.start, field.end, (inner) => {
    if (inner.kind === "bytes" && inner.number <= 2) readTensor(bytes, inner, found);
  });
}
function readTensor(bytes, field, found) {
  let name = "";
  let type = 0;
  let elements = 1;
  let negative = false;
  let isExternal = false;
  let rawBytes = null;
  const entries = /* @__PURE__ */ new Map();
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
    found.bad.push({ name, what: `${elements} values that are not in the file` });
  }
  return name;
}
function externalTensor(name, entries, needed, found) {
  const offset = Number(entries.get("offset") ?? 0);
  const length = entries.has("length") ? Number(entries.get("length")) : needed ?? 0;
  if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(length) || length < 0) {
    found.bad.push({ name, what: "an offset or length in another file that is no number" });
  } else if (needed !== null && needed !== length) {
    const what = `${length} bytes in another file where its type and shape need ${needed}`;
    found.bad.push({ name, what });
  }
  return { name, location: entries.get("location") ?? "", offset, length };
}
var ELEMENT_TYPES = [
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
  "bfloat16"
];
var ELEMENT_BYTES = {
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
  bfloat16: 2
};
function elementName(type) {
  return ELEMENT_TYPES[type] ?? `type ${type}`;
}
function bytesNeeded(elements, type) {
  const size = ELEMENT_BYTES[elementName(type)];
  return size === void 0 ? null : elements * size;
}
function readValueInfo(bytes, field) {
  let name = "";
  let type = "undefined";
  let shape = null;
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
var VALUE_KINDS = {
  4: "sequence",
  5: "map",
  7: "opaque",
  8: "sparse tensor",
  9: "optional"
};
function readShape(bytes, field) {
  const shape = [];
  readFields(bytes, field.start, field.end, (dim) => {
    if (dim.number !== 1 || dim.kind !== "bytes") return;
    let size = "";
    readFields(bytes, dim.start, dim.end, (part) => {
      if (part.number === 1 && part.kind === "varint") size = part.value;
      if (part.number === 2 && part.kind === "bytes") size = readText(bytes, part);
    });
    shape.push(size);
  });
  return shape;
}

// ../../src/models/onnx-reader.ts
function newFindings() {
  return {
    irVersion: 0,
    producer: ["", ""],
    opsets: /* @__PURE__ */ new Map(),
    hasGraph: false,
    inputs: [],
    outputs: [],
    nodes: 0,
    operators: /* @__PURE__ */ new Map(),
    makers: /* @__PURE__ */ new Map(),
    functions: /* @__PURE__ */ new Set(),
    initialized: /* @__PURE__ */ new Set(),
    tensors: { parameters: 0, external: [], bad: [] },
    metadata: /* @__PURE__ */ new Map()
  };
}
var MAX_DEPTH = 24;
function readModelField(bytes, field, found) {
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
    case 20:
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
function readOpset(bytes, field) {
  let domain = "";
  let version = 0;
  readFields(bytes, field.start, field.end, (inner) => {
    if (inner.number === 1 && inner.kind === "bytes") domain = readText(bytes, inner);
    if (inner.number === 2 && inner.kind === "varint") version = inner.value;
  });
  return { domain: plainDomain(domain), version };
}
function plainDomain(domain) {
  return domain === "ai.onnx" ? "" : domain;
}
function operatorKey(domain, operator) {
  return `${domain}
${operator}`;
}
function readFunction(bytes, field, found) {
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
function readGraph(bytes, start, end, depth, found) {
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
function readNode(bytes, field, depth, found) {
  let operator = "";
  let domain = "";
  let from = null;
  const outputs = [];
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
  if (entry === void 0) found.operators.set(key, { domain, operator, count: 1 });
  else entry.count++;
  if (depth > 0) return;
  for (const output of outputs) found.makers.set(output, { operator, from: from ?? "" });
}
function readAttribute(bytes, field, depth, found) {
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

// ../../src/models/onnx-inspect.ts
function inspectOnnx(bytes, where) {
  const kind = recogniseFile(bytes);
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
  if (!looksLikeOnnx(found)) throw notOnnx(UNKNOWN, where);
  return {
    sizeBytes: bytes.length,
    irVersion: found.irVersion,
    producer: found.producer.filter((part) => part !== "").join(" "),
    opsets: found.opsets,
    hasGraph: found.hasGraph,
    inputs: found.inputs.filter((input) => !found.initialized.has(input.name)),
    outputs: found.outputs.map((output) => ({
      ...output,
      madeBy: makerOf(output.name, found.makers)
    })),
    nodes: found.nodes,
    operators: [...found.operators.values()].map((entry) => ({
      ...entry,
      local: found.functions.has(operatorKey(entry.domain, entry.operator))
    })),
    parameters: found.tensors.parameters,
    external: found.tensors.external,
    badTensors: found.tensors.bad,
    metadata: found.metadata
  };
}
var HANDING_ON = /* @__PURE__ */ new Set([
  ...["Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose"],
  ...["DequantizeLinear", "QuantizeLinear"]
]);
function makerOf(name, makers) {
  let maker = makers.get(name);
  for (let steps = 0; maker !== void 0 && steps < 20; steps++) {
    if (!HANDING_ON.has(maker.operator)) return maker.operator;
    maker = makers.get(maker.from);
  }
  return "";
}
var UNKNOWN = {
  what: "not an ONNX model, nor any other model format known here",
  fix: "Export the model to ONNX"
};
function notOnnx(kind, where) {
  return new HomegroundError("model/not-onnx", {
    what: `the file is ${kind.what}`,
    where,
    fix: kind.fix
  });
}
function explain(cause, found, fields, where) {
  if (!(cause instanceof ProtobufError)) return cause;
  const onnx = looksLikeOnnx(found) || fields > 0 && found.irVersion > 0;
  if (!onnx) return notOnnx(UNKNOWN, where);
  if (cause.truncated) {
    return new HomegroundError("model/truncated", {
      what: `the file starts as an ONNX model and ends too early: ${cause.message}`,
      where,
      fix: "Download or copy the file again, and compare its size or SHA-256 with the source's",
      cause
    });
  }
  return new HomegroundError("model/invalid", {
    what: `the file starts as an ONNX model and is damaged: ${cause.message}`,
    where,
    fix: "Download or export the file again, and check it with onnx.checker",
    cause
  });
}
function looksLikeOnnx(found) {
  return found.irVersion > 0 && (found.hasGraph || found.opsets.size > 0);
}

// ../../test/support/onnx-writer.ts
var ELEMENT = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11
};
function varint(value2) {
  let rest = BigInt.asUintN(64, BigInt(value2));
  const out = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    out.push(rest === 0n ? low : low | 128);
  } while (rest !== 0n);
  return Buffer.from(out);
}
function intField(field, value2) {
  return Buffer.concat([varint(field * 8), varint(value2)]);
}
function bytesField(field, value2) {
  const bytes = typeof value2 === "string" ? Buffer.from(value2) : value2;
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}
function value(name, shape, type = "float32") {
  const dims = (shape ?? []).map(
    (dim) => bytesField(1, typeof dim === "number" ? intField(1, dim) : bytesField(2, dim))
  );
  const tensor2 = Buffer.concat([
    intField(1, ELEMENT[type]),
    ...shape === null ? [] : [bytesField(2, Buffer.concat(dims))]
  ]);
  return Buffer.concat([bytesField(1, name), bytesField(2, bytesField(1, tensor2))]);
}
function tensor(name, { type = "float32", dims, raw, external }) {
  const entries = Object.entries(external ?? {}).map(
    ([key, text]) => bytesField(13, Buffer.concat([bytesField(1, key), bytesField(2, String(text))]))
  );
  return Buffer.concat([
    ...dims.map((dim) => intField(1, dim)),
    intField(2, ELEMENT[type]),
    bytesField(8, name),
    ...raw === void 0 ? [] : [bytesField(9, raw)],
    ...entries,
    ...external === void 0 ? [] : [intField(14, 1)]
  ]);
}
function f32(...values) {
  return Buffer.from(new Float32Array(values).buffer);
}
function attribute(name, given) {
  const parts = [bytesField(1, name)];
  if (typeof given === "number") parts.push(intField(3, given), intField(20, 2));
  else if (typeof given === "string") parts.push(bytesField(4, given), intField(20, 3));
  else if ("graph" in given) parts.push(bytesField(6, given.graph), intField(20, 5));
  else parts.push(...given.map((item) => intField(8, item)), intField(20, 7));
  return Buffer.concat(parts);
}
function node(op, inputs, outputs, attributes = {}, domain = "") {
  return Buffer.concat([
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(3, `${op}-${outputs[0] ?? ""}`),
    bytesField(4, op),
    ...Object.entries(attributes).map(([name, given]) => bytesField(5, attribute(name, given))),
    ...domain === "" ? [] : [bytesField(7, domain)]
  ]);
}
function graph({ nodes, initializers = [], inputs, outputs }) {
  return Buffer.concat([
    ...nodes.map((item) => bytesField(1, item)),
    bytesField(2, "graph"),
    ...initializers.map((item) => bytesField(5, item)),
    ...inputs.map((item) => bytesField(11, item)),
    ...outputs.map((item) => bytesField(12, item))
  ]);
}
function model(parts) {
  const { irVersion = 8, opsets = [["", 17]], metadata = [], functions = [] } = parts;
  return Buffer.concat([
    intField(1, irVersion),
    bytesField(2, "homeground tests"),
    bytesField(3, "1"),
    bytesField(7, graph(parts)),
    ...opsets.map(
      ([domain, version]) => bytesField(8, Buffer.concat([bytesField(1, domain), intField(2, version)]))
    ),
    ...metadata.map(
      ([key, text]) => bytesField(14, Buffer.concat([bytesField(1, key), bytesField(2, text)]))
    ),
    ...functions.map((item) => bytesField(25, item))
  ]);
}
function identityModel(type, shape) {
  return model({
    nodes: [node("Identity", ["x"], ["y"])],
    inputs: [value("x", shape, type)],
    outputs: [value("y", shape, type)]
  });
}
function meanColourClassifier(parts = {}) {
  const { side = 4, channels = 3, batch = 1, softmax = false, extra = {} } = parts;
  const weights = parts.weights ?? [
    [1, 0],
    [0, 1],
    [0, 0]
  ];
  const classes = weights[0]?.length ?? 0;
  const logits = softmax ? "logits" : "scores";
  return model({
    nodes: [
      node("GlobalAveragePool", ["image"], ["p"]),
      node("Flatten", ["p"], ["flat"], { axis: 1 }),
      node("MatMul", ["flat", "w"], [logits]),
      ...softmax ? [node("Softmax", ["logits"], ["scores"], { axis: 1 })] : []
    ],
    initializers: [tensor("w", { dims: [channels, classes], raw: f32(...weights.flat()) })],
    inputs: [value("image", [batch, channels, side, side])],
    outputs: [value("scores", [batch, classes])],
    ...extra
  });
}

// targets/onnx-seeds.js
function buildSeeds() {
  return [meanColourClassifier(), identityModel("float32", ["n", 3, 4, 4])];
}

// targets/onnx.js
function run(bytes) {
  inspectOnnx(bytes, "model.onnx");
}
var seeds = buildSeeds();

// <stdin>
var fuzz = fuzzWith(run);
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  fuzz,
  seeds
});
