import { describe, expect, it } from "vitest";
import type {
  InferenceRuntime,
  LoadedModel,
  Tensor,
  TensorType,
} from "../../src/models/inference-runtime.js";
import type { MemoryModel } from "../../src/models/memory-runtime.js";
import {
  type ElementName,
  f32,
  graph,
  i64,
  identityModel,
  model,
  node,
  tensor,
  value,
} from "../support/onnx-writer.js";
import { throwsCode } from "../support/throws-code.js";

const OPTIONS = { threads: 1, name: "test.onnx" };

const floats = (shape: readonly number[], ...values: readonly number[]): Tensor => ({
  type: "float32",
  shape,
  data: new Float32Array(values),
});

/** One row of three numbers times W, plus the bias: by hand, [1 1 1] gives [9 12]. */
const GEMM = model({
  nodes: [node("Gemm", ["x", "w", "b"], ["y"])],
  initializers: [
    tensor("w", { dims: [3, 2], raw: f32(1, 2, 3, 4, 5, 6) }),
    tensor("b", { dims: [2], raw: f32(0, 0) }),
  ],
  inputs: [value("x", ["n", 3])],
  outputs: [value("y", ["n", 2])],
});

/** y = x and z = −x: two outputs. */
const TWO_OUTPUTS = model({
  nodes: [node("Identity", ["x"], ["y"]), node("Neg", ["x"], ["z"])],
  inputs: [value("x", [2])],
  outputs: [value("y", [2]), value("z", [2])],
});

/** Row `i` of three: another index fails while the model runs. */
const GATHER = model({
  nodes: [node("Gather", ["rows", "i"], ["y"])],
  initializers: [tensor("rows", { dims: [3], raw: f32(10, 20, 30) })],
  inputs: [value("i", [1], "int64")],
  outputs: [value("y", [1])],
});

const UNKNOWN_OPERATOR = model({
  nodes: [node("FooBarBaz", ["x"], ["y"])],
  inputs: [value("x", [1])],
  outputs: [value("y", [1])],
});

const IDENTITIES: readonly [ElementName & TensorType, Tensor["data"]][] = [
  ["float32", Float32Array.of(1.5, Number.NaN, -0)],
  ["float64", Float64Array.of(0.1, Number.POSITIVE_INFINITY, 5e-324)],
  ["float16", Uint16Array.of(0x3c00, 0x7bff, 0x0001)],
  ["uint8", Uint8Array.of(0, 128, 255)],
  ["int8", Int8Array.of(-128, 0, 127)],
  ["int32", Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1)],
  ["int64", BigInt64Array.of(-(2n ** 63n), 0n, 2n ** 63n - 1n)],
  ["bool", Uint8Array.of(0, 1, 1)],
];

const numbersOf = (feeds: ReadonlyMap<string, Tensor>, name: string): number[] =>
  Array.from(feeds.get(name)!.data, Number);

/** The models of this suite as functions, for an engine that has nothing else. */
export const CONTRACT_MODELS: readonly MemoryModel[] = [
  {
    bytes: GEMM,
    inputs: [{ name: "x", type: "float32", shape: [-1, 3] }],
    outputs: [{ name: "y", type: "float32", shape: [-1, 2] }],
    run: (feeds) => {
      const x = numbersOf(feeds, "x");
      const y: number[] = [];
      for (let i = 0; i < x.length; i += 3) {
        const [a = 0, b = 0, c = 0] = x.slice(i, i + 3);
        y.push(a + 3 * b + 5 * c, 2 * a + 4 * b + 6 * c);
      }
      return new Map([["y", floats([x.length / 3, 2], ...y)]]);
    },
  },
  {
    bytes: TWO_OUTPUTS,
    inputs: [{ name: "x", type: "float32", shape: [2] }],
    outputs: [
      { name: "y", type: "float32", shape: [2] },
      { name: "z", type: "float32", shape: [2] },
    ],
    run: (feeds) => {
      const x = numbersOf(feeds, "x");
      return new Map([
        ["y", floats([2], ...x)],
        ["z", floats([2], ...x.map((item) => -item))],
      ]);
    },
  },
  {
    bytes: GATHER,
    inputs: [{ name: "i", type: "int64", shape: [1] }],
    outputs: [{ name: "y", type: "float32", shape: [1] }],
    run: (feeds) => {
      const row = [10, 20, 30][numbersOf(feeds, "i")[0]!];
      if (row === undefined) throw new RangeError("index out of range");
      return new Map([["y", floats([1], row)]]);
    },
  },
  ...IDENTITIES.map(([type, data]): MemoryModel => {
    const info = { type, shape: [data.length] };
    return {
      bytes: identityModel(type, info.shape),
      inputs: [{ name: "x", ...info }],
      outputs: [{ name: "y", ...info }],
      run: (feeds) => new Map([["y", feeds.get("x")!]]),
    };
  }),
];

/** What every {@link InferenceRuntime} must do; each adapter's test calls this. */
export function inferenceRuntimeContract(
  name: string,
  create: () => Promise<InferenceRuntime>,
): void {
  const load = async (bytes: Uint8Array): Promise<LoadedModel> =>
    (await create()).load(bytes, OPTIONS);
  const answer = async (loaded: LoadedModel, ...row: readonly number[]): Promise<Tensor> => {
    const outputs = await loaded.run(new Map([["x", floats([row.length / 3, 3], ...row)]]));
    return outputs.get("y")!;
  };

  describe(`InferenceRuntime contract: ${name}`, () => {
    it("names its engine, the version and what computes", async () => {
      expect((await create()).engine).toMatch(/^[a-z-]+ \d[\d.]* \([a-z]+\)$/);
    });

    it("says what the model takes and gives, −1 for a free size", async () => {
      const { inputs, outputs } = await load(GEMM);
      expect(inputs).toEqual([{ name: "x", type: "float32", shape: [-1, 3] }]);
      expect(outputs).toEqual([{ name: "y", type: "float32", shape: [-1, 2] }]);
    });

    it("computes what the model says, for any number of rows", async () => {
      const loaded = await load(GEMM);
      expect(await answer(loaded, 1, 1, 1)).toEqual(floats([1, 2], 9, 12));
      expect(await answer(loaded, 1, 0, 0, 0, 1, 0)).toEqual(floats([2, 2], 1, 2, 3, 4));
    });

    it("gives every output by its name", async () => {
      const outputs = await (await load(TWO_OUTPUTS)).run(new Map([["x", floats([2], 1, -2)]]));
      expect(outputs).toEqual(
        new Map([
          ["y", floats([2], 1, -2)],
          ["z", floats([2], -1, 2)],
        ]),
      );
    });

    it.each(IDENTITIES)("carries %s through unchanged, bit for bit", async (type, data) => {
      const shape = [data.length];
      const outputs = await (await load(identityModel(type, shape))).run(
        new Map([["x", { type, shape, data }]]),
      );
      expect(outputs.get("y")).toEqual({ type, shape, data });
      expect(outputs.get("y")?.data.constructor).toBe(data.constructor);
    });

    it("keeps runs that overlap apart", async () => {
      const loaded = await load(GEMM);
      const rows = Array.from({ length: 20 }, (_, i) => answer(loaded, i, 0, 0));
      const answers = (await Promise.all(rows)).map((item) => [...item.data]);
      expect(answers).toEqual(Array.from({ length: 20 }, (_, i) => [i, 2 * i]));
    });

    it("shares no memory between runs, with the caller or with the model's bytes", async () => {
      const bytes = Uint8Array.from(GEMM);
      const loaded = await load(bytes);
      bytes.fill(0);
      const x = floats([1, 3], 1, 0, 0);
      const first = (await loaded.run(new Map([["x", x]]))).get("y")!;
      new Uint8Array(x.data.buffer).fill(0x40);
      expect(await answer(loaded, 0, 1, 0)).toEqual(floats([1, 2], 3, 4));
      expect(first).toEqual(floats([1, 2], 1, 2));
      new Uint8Array(first.data.buffer, first.data.byteOffset, first.data.byteLength).fill(0x40);
      expect(await answer(loaded, 1, 0, 0)).toEqual(floats([1, 2], 1, 2));
    });

    it("keeps models apart", async () => {
      const engine = await create();
      const [one, other] = [await engine.load(GEMM, OPTIONS), await engine.load(GEMM, OPTIONS)];
      await one.release();
      expect(await answer(other, 1, 1, 1)).toEqual(floats([1, 2], 9, 12));
    });

    it.each([
      ["a missing input", new Map()],
      [
        "an unknown input",
        new Map([
          ["x", floats([1, 3], 1, 2, 3)],
          ["u", floats([1], 1)],
        ]),
      ],
      ["a wrong size", new Map([["x", floats([1, 4], 1, 2, 3, 4)]])],
      ["a wrong rank", new Map([["x", floats([3], 1, 2, 3)]])],
      ["too few values", new Map([["x", floats([1, 3], 1, 2)]])],
      [
        "a wrong type",
        new Map([["x", { type: "uint8" as const, shape: [1, 3], data: Uint8Array.of(1, 2, 3) }]]),
      ],
      [
        "an array of another kind",
        new Map([["x", { type: "float32" as const, shape: [1, 3], data: Uint8Array.of(1, 2, 3) }]]),
      ],
    ])("refuses %s, and runs on", async (_name, feeds: ReadonlyMap<string, Tensor>) => {
      const loaded = await load(GEMM);
      await expect(loaded.run(feeds)).rejects.toThrow(throwsCode("model/bad-input"));
      expect(await answer(loaded, 1, 1, 1)).toEqual(floats([1, 2], 9, 12));
    });

    it("says that a run failed, and runs on", async () => {
      const loaded = await load(GATHER);
      const row = (i: bigint) =>
        loaded.run(
          new Map([["i", { type: "int64" as const, shape: [1], data: BigInt64Array.of(i) }]]),
        );
      await expect(row(9n)).rejects.toThrow(throwsCode("model/run-failed"));
      expect((await row(2n)).get("y")).toEqual(floats([1], 30));
    });

    it.each([
      ["nothing", new Uint8Array()],
      ["text", Buffer.from("not a model, whatever its name says")],
      ["noise", Uint8Array.from({ length: 300 }, (_, i) => (i * 167 + 13) & 255)],
    ])("refuses %s for a model", async (_name, bytes) => {
      await expect(load(bytes)).rejects.toThrow(throwsCode("model/not-onnx"));
    });

    it("is released once the runs under way are over, as often as one likes", async () => {
      const loaded = await load(GEMM);
      const running = answer(loaded, 1, 1, 1);
      await Promise.all([loaded.release(), loaded.release()]);
      expect(await running).toEqual(floats([1, 2], 9, 12));
      await loaded.release();
      await expect(answer(loaded, 1, 1, 1)).rejects.toThrow(throwsCode("argument/spent"));
    });
  });
}

/** What an engine that really reads ONNX does besides. */
export function onnxRuntimeContract(name: string, create: () => Promise<InferenceRuntime>): void {
  const load = async (bytes: Uint8Array): Promise<LoadedModel> =>
    (await create()).load(bytes, OPTIONS);

  describe(`ONNX engine: ${name}`, () => {
    it("names an operator that does not exist", async () => {
      await expect(load(UNKNOWN_OPERATOR)).rejects.toThrow(/FooBarBaz/);
      await expect(load(UNKNOWN_OPERATOR)).rejects.toThrow(throwsCode("model/unsupported"));
    });

    it("names a value that nobody makes", async () => {
      const bytes = model({
        nodes: [node("Add", ["x", "ghost"], ["y"])],
        inputs: [value("x", [1])],
        outputs: [value("y", [1])],
      });
      await expect(load(bytes)).rejects.toThrow(/ghost/);
      await expect(load(bytes)).rejects.toThrow(throwsCode("model/load-failed"));
    });

    it("says −1 for a size that only a run can tell", async () => {
      const bytes = model({
        nodes: [node("NonZero", ["x"], ["y"])],
        inputs: [value("x", [2, 2])],
        outputs: [value("y", null, "int64")],
      });
      expect((await load(bytes)).outputs).toEqual([{ name: "y", type: "int64", shape: [2, -1] }]);
    });

    it("takes weights from the bytes it is given, in folders too, and reads no file", async () => {
      const bytes = model({
        nodes: [node("Mul", ["x", "w"], ["y"])],
        initializers: [
          tensor("w", { dims: [2], external: { location: "sub/w.bin", offset: 4, length: 8 } }),
        ],
        inputs: [value("x", [2])],
        outputs: [value("y", [2])],
      });
      const externalData = new Map([["sub/w.bin", new Uint8Array(f32(99, 2, 3))]]);
      const loaded = await (await create()).load(bytes, { ...OPTIONS, externalData });
      const outputs = await loaded.run(new Map([["x", floats([2], 10, 10)]]));
      expect(outputs.get("y")).toEqual(floats([2], 20, 30));
      await expect(load(bytes)).rejects.toThrow(throwsCode("model/external-data"));
    });

    it("runs subgraphs", async () => {
      const body = graph({
        nodes: [node("Identity", ["go"], ["goes"]), node("Add", ["before", "before"], ["after"])],
        inputs: [value("turn", [], "int64"), value("go", [], "bool"), value("before", [1])],
        outputs: [value("goes", [], "bool"), value("after", [1])],
      });
      const bytes = model({
        nodes: [node("Loop", ["n", "yes", "x"], ["y"], { body: { graph: body } })],
        initializers: [
          tensor("n", { type: "int64", dims: [], raw: i64(10) }),
          tensor("yes", { type: "bool", dims: [], raw: Uint8Array.of(1) }),
        ],
        inputs: [value("x", [1])],
        outputs: [value("y", [1])],
      });
      const outputs = await (await load(bytes)).run(new Map([["x", floats([1], 1)]]));
      expect(outputs.get("y")).toEqual(floats([1], 1024));
    });

    it("refuses a text input, and leaves a text output out", async () => {
      const text = model({
        nodes: [node("Identity", ["x"], ["y"])],
        inputs: [value("x", [1], "string")],
        outputs: [value("y", [1], "string")],
      });
      await expect(load(text)).rejects.toThrow(throwsCode("model/unsupported"));
      const mixed = model({
        nodes: [node("Cast", ["x"], ["t"], { to: 8 }), node("Identity", ["x"], ["y"])],
        inputs: [value("x", [1])],
        outputs: [value("t", [1], "string"), value("y", [1])],
      });
      const loaded = await load(mixed);
      expect(loaded.outputs.map((output) => output.name)).toEqual(["y"]);
      const outputs = await loaded.run(new Map([["x", floats([1], 4)]]));
      expect([...outputs.keys()]).toEqual(["y"]);
    });

    it("says that a model wants more memory than there is", async () => {
      const bytes = model({
        nodes: [node("Expand", ["x", "shape"], ["e"]), node("ReduceMax", ["e"], ["y"])],
        initializers: [tensor("shape", { type: "int64", dims: [2], raw: i64(2n ** 35n, 2) })],
        inputs: [value("x", [1])],
        outputs: [value("y", [1, 1])],
      });
      const loaded = await load(bytes);
      await expect(loaded.run(new Map([["x", floats([1], 1)]]))).rejects.toThrow(
        throwsCode("model/too-large"),
      );
    });
  });
}
