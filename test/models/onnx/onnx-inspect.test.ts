import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../../src/core/errors.js";
import { inspectOnnx } from "../../../src/models/onnx/onnx-inspect.js";
import {
  bytesField,
  endlessClassifier,
  f32,
  graph,
  intField,
  meanColourClassifier,
  model,
  node,
  tensor,
  value,
} from "../../support/onnx-writer.js";
import { throwsCode } from "../../support/throws-code.js";

const inspect = (bytes: Uint8Array) => inspectOnnx(bytes, "m.onnx");

describe("inspectOnnx", () => {
  it("lists what a model declares", () => {
    const bytes = meanColourClassifier({
      batch: "batch",
      softmax: true,
      extra: {
        opsets: [
          ["", 17],
          ["ai.onnx.ml", 3],
        ],
        metadata: [["names", "{0: 'cat'}"]],
      },
    });
    expect(inspect(bytes)).toEqual({
      sizeBytes: bytes.length,
      irVersion: 8,
      producer: "homeground tests 1",
      opsets: new Map([
        ["", 17],
        ["ai.onnx.ml", 3],
      ]),
      hasGraph: true,
      inputs: [{ name: "image", type: "float32", shape: ["batch", 3, 4, 4] }],
      outputs: [
        {
          name: "scores",
          type: "float32",
          shape: ["batch", 2],
          madeBy: "Softmax",
          lastTakes: "flat",
        },
      ],
      values: new Set(["p", "flat", "logits", "scores"]),
      nodes: 4,
      operators: ["GlobalAveragePool", "Flatten", "MatMul", "Softmax"].map((operator) => ({
        domain: "",
        operator,
        count: 1,
        local: false,
      })),
      parameters: 6,
      external: [],
      badTensors: [],
      metadata: new Map([["names", "{0: 'cat'}"]]),
    });
  });

  it("says which operator makes an output, through those that only hand values on", () => {
    const outputs = (nodes: readonly Buffer[]) =>
      inspect(model({ nodes, inputs: [value("x", [1])], outputs: [value("y", [1])] })).outputs[0];
    const handedOn = [
      node("Sigmoid", ["x"], ["a"]),
      node("Reshape", ["a", "shape"], ["b"]),
      node("Cast", ["b"], ["y"], { to: 1 }),
    ];
    expect(outputs(handedOn)?.madeBy).toBe("Sigmoid");
    const circle = [node("Identity", ["y"], ["a"]), node("Identity", ["a"], ["y"])];
    expect(outputs(circle)?.madeBy).toBe("");
    expect(outputs([])?.madeBy).toBe("");
  });

  it("counts the operators of subgraphs", () => {
    const { operators, nodes } = inspect(endlessClassifier());
    expect(nodes).toBe(6);
    expect(operators.find(({ operator }) => operator === "Identity")?.count).toBe(2);
    expect(operators.find(({ operator }) => operator === "Loop")?.count).toBe(1);
  });

  it("does not take for an input what an initializer gives a value, as older exporters list it", () => {
    const bytes = model({
      nodes: [node("Mul", ["x", "w"], ["y"])],
      initializers: [tensor("w", { dims: [1], raw: f32(2) })],
      inputs: [value("x", [1]), value("w", [1])],
      outputs: [value("y", [1])],
    });
    expect(inspect(bytes).inputs.map(({ name }) => name)).toEqual(["x"]);
  });

  it("tells a missing shape from an empty one, and reads other kinds of values", () => {
    const sequence = Buffer.concat([bytesField(1, "s"), bytesField(2, bytesField(4, ""))]);
    const bytes = model({
      nodes: [node("Identity", ["x"], ["y"])],
      inputs: [value("x", null), value("n", [], "int64")],
      outputs: [sequence],
    });
    const { inputs, outputs } = inspect(bytes);
    expect(inputs.map(({ shape }) => shape)).toEqual([null, []]);
    expect(outputs).toEqual([
      { name: "s", type: "sequence", shape: null, madeBy: "", lastTakes: "" },
    ]);
  });

  it("finds weights in other files wherever a tensor can be", () => {
    const outside = (name: string, location: string) =>
      tensor(name, { dims: [2], external: { location, offset: 4, length: 8 } });
    const inner = graph({
      nodes: [],
      initializers: [outside("deep", "c.bin")],
      inputs: [],
      outputs: [value("o", [2])],
    });
    const constant = Buffer.concat([
      node("Constant", [], ["k"]),
      bytesField(5, Buffer.concat([bytesField(1, "value"), bytesField(5, outside("k", "b.bin"))])),
    ]);
    const sparse = bytesField(15, bytesField(1, outside("sparse", "d.bin")));
    const main = Buffer.concat([
      graph({
        nodes: [constant, node("If", ["x"], ["y"], { then_branch: { graph: inner } })],
        initializers: [outside("w", "a.bin")],
        inputs: [value("x", [2])],
        outputs: [value("y", [2])],
      }),
      sparse,
    ]);
    const training = bytesField(
      20,
      bytesField(
        2,
        graph({
          nodes: [],
          initializers: [outside("t", "e.bin")],
          inputs: [],
          outputs: [],
        }),
      ),
    );
    const bytes = Buffer.concat([intField(1, 8), bytesField(7, main), training]);
    const { external } = inspect(bytes);
    expect(external.map(({ location }) => location)).toEqual([
      ..."bcade".split("").map((letter) => `${letter}.bin`),
    ]);
    expect(external[0]).toEqual({ name: "k", location: "b.bin", offset: 4, length: 8 });
  });

  it("takes a location for what it is when the flag that goes with it is missing", () => {
    const weights = tensor("w", { dims: [1], raw: f32(1) });
    const entry = bytesField(13, Buffer.concat([bytesField(1, "location"), bytesField(2, "/x")]));
    const bytes = model({
      nodes: [],
      initializers: [Buffer.concat([weights, entry])],
      inputs: [],
      outputs: [value("w", [1])],
    });
    expect(inspect(bytes).external).toHaveLength(1);
  });

  it.each([
    ["a size below zero", { dims: [-5, 2], raw: f32(1) }, "a size below zero"],
    ["too few bytes", { dims: [3, 2], raw: f32(1, 2) }, "8 bytes where its type and shape need 24"],
    [
      "a size that no memory holds",
      { dims: [2n ** 40n, 2n ** 20n], raw: f32(1) },
      "4 bytes where its type and shape need 4611686018427388000",
    ],
    [
      "values that are nowhere",
      { dims: [2n ** 40n] },
      "1099511627776 values that are not in the file",
    ],
    [
      "an offset that is no number",
      { dims: [2], external: { location: "w", offset: "x" } },
      "an offset or length in another file that is no number",
    ],
    [
      "a length that is not its own",
      { dims: [2], external: { location: "w", length: 12 } },
      "12 bytes in another file where its type and shape need 8",
    ],
  ])("reports a tensor with %s", (_name, parts, what) => {
    const bytes = model({
      nodes: [],
      initializers: [tensor("w", parts)],
      inputs: [],
      outputs: [value("w", [1])],
    });
    expect(inspect(bytes).badTensors).toEqual([{ name: "w", what }]);
  });

  it("marks operators that the model defines itself", () => {
    const body = node("Relu", ["a"], ["b"]);
    const definition = Buffer.concat([
      bytesField(1, "Mine"),
      bytesField(7, body),
      bytesField(10, "org.example"),
    ]);
    const bytes = model({
      nodes: [node("Mine", ["x"], ["y"], {}, "org.example")],
      inputs: [value("x", [1])],
      outputs: [value("y", [1])],
      functions: [definition],
    });
    const { operators } = inspect(bytes);
    expect(operators).toContainEqual({
      domain: "org.example",
      operator: "Mine",
      count: 1,
      local: true,
    });
    expect(operators.some(({ operator }) => operator === "Relu")).toBe(true);
  });

  it("keeps metadata with names that JavaScript objects have", () => {
    const bytes = meanColourClassifier({ extra: { metadata: [["__proto__", "x"]] } });
    expect(inspect(bytes).metadata.get("__proto__")).toBe("x");
  });

  it("says that a file was cut, wherever that happened after its first fields", () => {
    const bytes = meanColourClassifier();
    for (const share of [0.2, 0.5, 0.9, 0.99]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * share));
      expect(() => inspect(cut), `${share}`).toThrow(throwsCode("model/truncated"));
    }
  });

  it("refuses graphs nested without end before the stack is gone", () => {
    let inner = graph({ nodes: [], inputs: [], outputs: [value("o", [1])] });
    for (let i = 0; i < 3000; i++) {
      inner = graph({
        nodes: [node("If", [], ["o"], { then_branch: { graph: inner } })],
        inputs: [],
        outputs: [],
      });
    }
    const bytes = Buffer.concat([intField(1, 8), bytesField(7, inner)]);
    expect(() => inspect(bytes)).toThrow(throwsCode("model/invalid"));
  });

  it("throws nothing but its own errors, whatever is done to a model", () => {
    const good = meanColourClassifier({ softmax: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(good.length),
        (changes, length) => {
          const bytes = Uint8Array.from(good).subarray(0, length);
          for (const [at, byte] of changes) if (at < length) bytes[at] = byte;
          try {
            inspect(bytes);
          } catch (error) {
            expect(isHomegroundError(error)).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
