import { describe, expect, it } from "vitest";
import { checkOnnx, DEFAULT_ONNX_LIMITS, shortList } from "../../../src/models/onnx/onnx-check.js";
import { inspectOnnx } from "../../../src/models/onnx/onnx-inspect.js";
import {
  bytesField,
  intField,
  meanColourClassifier,
  model,
  node,
  tensor,
  value,
} from "../../support/onnx-writer.js";
import { throwsCode } from "../../support/throws-code.js";

const check = (bytes: Uint8Array, limits = DEFAULT_ONNX_LIMITS) =>
  checkOnnx(inspectOnnx(bytes, "m.onnx"), limits, "m.onnx");

const outside = (location: string) =>
  model({
    nodes: [node("Identity", ["w"], ["y"])],
    initializers: [tensor("w", { dims: [2], external: { location, length: 8 } })],
    inputs: [],
    outputs: [value("y", [2])],
  });

const withOperator = (domain: string, functions: readonly Uint8Array[] = []) =>
  model({
    nodes: [node("Thing", ["x"], ["y"], {}, domain)],
    inputs: [value("x", [1])],
    outputs: [value("y", [1])],
    functions,
  });

describe("checkOnnx", () => {
  it("lets an ordinary model pass", () => {
    expect(() => check(meanColourClassifier())).not.toThrow();
  });

  it.each([
    "../../../../etc/passwd",
    "a/../../b",
    "..",
    "/etc/passwd",
    "\\\\server\\share",
    "C:\\weights",
    "c:weights",
    "file:///etc/passwd",
    "sub\\weights.bin",
    "w\0.bin",
    "",
  ])("refuses weights at %j before anything opens them", (location) => {
    expect(() => check(outside(location))).toThrow(throwsCode("model/external-data"));
  });

  it.each(["w.bin", "sub/w.bin", "a..b/c...d", "model.onnx_data"])(
    "lets weights lie at %j",
    (location) => {
      expect(() => check(outside(location))).not.toThrow();
    },
  );

  it("names operators that need somebody's own code", () => {
    expect(() => check(withOperator("com.example.custom"))).toThrow(
      throwsCode("model/custom-operator"),
    );
    expect(() => check(withOperator("com.example.custom"))).toThrow(/com\.example\.custom:Thing/);
  });

  it.each(["", "ai.onnx", "ai.onnx.ml", "com.microsoft"])("knows the domain %j", (domain) => {
    expect(() => check(withOperator(domain))).not.toThrow();
  });

  it("lets a model bring its own operators as functions", () => {
    const definition = Buffer.concat([
      bytesField(1, "Thing"),
      bytesField(7, node("Relu", ["x"], ["y"])),
      bytesField(10, "org.example"),
    ]);
    expect(() => check(withOperator("org.example", [definition]))).not.toThrow();
  });

  it("names both the version that is too new and the newest that is read", () => {
    const opset = meanColourClassifier({ extra: { opsets: [["", 999]] } });
    expect(() => check(opset)).toThrow(throwsCode("model/unsupported"));
    expect(() => check(opset)).toThrow(/operator set 999, and 26/);
    expect(() => check(meanColourClassifier({ extra: { irVersion: 999 } }))).toThrow(
      /format \(IR\) version 999, and 13/,
    );
    expect(() =>
      check(meanColourClassifier({ extra: { opsets: [["", 26]], irVersion: 13 } })),
    ).not.toThrow();
  });

  it.each([
    ["without a graph", Buffer.concat([intField(1, 8), bytesField(8, intField(2, 17))])],
    ["without operator sets", meanColourClassifier({ extra: { opsets: [] } })],
    ["without outputs", meanColourClassifier({ extra: { outputs: [] } })],
    [
      "with weights that do not fit",
      model({
        nodes: [],
        initializers: [tensor("w", { dims: [3], raw: new Uint8Array(8) })],
        inputs: [],
        outputs: [value("w", [3])],
      }),
    ],
  ])("refuses a model %s", (_name, bytes) => {
    expect(() => check(bytes)).toThrow(throwsCode("model/invalid"));
  });

  it("refuses a file, weights or a graph over the limit", () => {
    const big = { ...DEFAULT_ONNX_LIMITS, maxBytes: 100 };
    expect(() => check(meanColourClassifier(), big)).toThrow(throwsCode("model/too-large"));
    const weights = { ...DEFAULT_ONNX_LIMITS, maxExternalBytes: 7 };
    expect(() => check(outside("w.bin"), weights)).toThrow(throwsCode("model/too-large"));
    const nodes = { ...DEFAULT_ONNX_LIMITS, maxNodes: 2 };
    expect(() => check(meanColourClassifier(), nodes)).toThrow(throwsCode("model/too-large"));
  });
});

describe("shortList", () => {
  it("shows a few and counts the rest", () => {
    expect(shortList(["a", "b"])).toBe("a, b");
    expect(shortList([..."abcdefg"])).toBe("a, b, c, d, e and 2 more");
  });
});
