import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  inferRequest,
  readInferAnswer,
  readMetadata,
  readServer,
  takesBinary,
} from "../../src/endpoints/kserve.js";
import type { Tensor } from "../../src/models/inference-runtime.js";
import { throwsCode } from "../support/throws-code.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => bytes(JSON.stringify(value));

describe("what a model server says of a model", () => {
  it("is read as the protocol has it", () => {
    // The metadata of the protocol's documentation in shape, of Triton in names.
    const metadata = {
      name: "birds",
      versions: ["3"],
      platform: "onnxruntime_onnx",
      inputs: [{ name: "image", datatype: "FP32", shape: [-1, 3, 224, 224] }],
      outputs: [{ name: "scores", datatype: "FP32", shape: [-1, 10] }],
    };
    expect(readMetadata(json(metadata), "x")).toEqual(metadata);
    expect(() => readMetadata(json({ error: "no" }), "x")).toThrow(
      throwsCode("endpoint/bad-answer"),
    );
    expect(() => readMetadata(bytes("<html>"), "x")).toThrow(throwsCode("endpoint/html"));
  });

  it("tells whether tensors may be bytes", () => {
    const server = (extensions: readonly string[]) =>
      readServer(json({ name: "triton", version: "2", extensions }), "x");
    expect(takesBinary(server(["binary_tensor_data"]))).toBe(true);
    expect(takesBinary(server(["classification"]))).toBe(false);
    expect(takesBinary(readServer(json({ name: "OpenVINO Model Server" }), "x"))).toBe(true);
    expect(takesBinary(readServer(bytes("<html>"), "x"))).toBe(false);
  });
});

const tensor: Tensor = { type: "float32", shape: [1, 2], data: Float32Array.of(0.1, -3) };

describe("a request", () => {
  it("as JSON has the numbers that the tensor has", () => {
    const { headers, body } = inferRequest(new Map([["image", tensor]]), ["scores"], false);
    expect(headers).toEqual({ "content-type": "application/json" });
    expect(JSON.parse(new TextDecoder().decode(body))).toEqual({
      inputs: [{ name: "image", shape: [1, 2], datatype: "FP32", data: [Math.fround(0.1), -3] }],
      outputs: [{ name: "scores" }],
    });
  });

  it("as bytes has them little-endian behind its head", () => {
    const { headers, body } = inferRequest(new Map([["image", tensor]]), ["scores"], true);
    const head = Number(headers["inference-header-content-length"]);
    expect(JSON.parse(new TextDecoder().decode(body.subarray(0, head)))).toEqual({
      inputs: [
        { name: "image", shape: [1, 2], datatype: "FP32", parameters: { binary_data_size: 8 } },
      ],
      outputs: [{ name: "scores", parameters: { binary_data: true } }],
    });
    // 0.1 as float32 is 0x3dcccccd, −3 is 0xc0400000.
    expect([...body.subarray(head)]).toEqual([0xcd, 0xcc, 0xcc, 0x3d, 0, 0, 0x40, 0xc0]);
  });
});

const output = { name: "scores", datatype: "FP32", shape: [1, 2] };
const answerOf = (...outputs: readonly object[]) => ({
  model_name: "birds",
  model_version: "3",
  outputs,
});

describe("an answer", () => {
  const read = (value: unknown) => readInferAnswer(json(value), null, ["scores"], "a.png");

  it.each([[[0.25, 0.75]], [[[0.25, 0.75]]]])("holds numbers, flat or nested: %j", (data) => {
    const { outputs, version } = read(answerOf({ ...output, data }));
    expect(outputs.get("scores")).toEqual({
      type: "float32",
      shape: [1, 2],
      data: Float32Array.of(0.25, 0.75),
    });
    expect(version).toBe("3");
  });

  it.each([
    ["no output", answerOf(), "endpoint/missing-outputs"],
    [
      "another one",
      answerOf({ ...output, name: "other", data: [1, 2] }),
      "endpoint/missing-outputs",
    ],
    [
      "of a type of texts",
      answerOf({ ...output, datatype: "BYTES", data: ["a", "b"] }),
      "endpoint/missing-outputs",
    ],
    ["too few numbers", answerOf({ ...output, data: [1] }), "endpoint/bad-answer"],
    ["too many", answerOf({ ...output, data: [1, 2, 3] }), "endpoint/bad-answer"],
    ["none", answerOf(output), "endpoint/bad-answer"],
    ["texts", answerOf({ ...output, data: ["1", "2"] }), "endpoint/bad-answer"],
    [
      "a side below 0",
      answerOf({ ...output, shape: [-1, -2], data: [1, 2] }),
      "endpoint/bad-answer",
    ],
    [
      "it twice",
      answerOf({ ...output, data: [1, 2] }, { ...output, data: [1, 2] }),
      "endpoint/bad-answer",
    ],
    ["nothing of the kind", { error: "failed" }, "endpoint/bad-answer"],
  ] as const)("has a code where it holds %s", (_what, value, code) => {
    expect(() => read(value)).toThrow(throwsCode(code));
  });

  it("has a code where a number is NaN in words", () => {
    const text = JSON.stringify(answerOf({ ...output, data: [1, 2] })).replace("[1,2]", "[NaN,1]");
    expect(text).toContain("NaN");
    expect(() => readInferAnswer(bytes(text), null, ["scores"], "a.png")).toThrow(
      throwsCode("model/nan-scores"),
    );
  });

  const binary = (size: unknown, raw: readonly number[], declared?: string) => {
    const head = json(answerOf({ ...output, parameters: { binary_data_size: size } }));
    const whole = Uint8Array.of(...head, ...raw);
    return readInferAnswer(whole, declared ?? String(head.length), ["scores"], "a.png");
  };

  it("holds bytes behind its head", () => {
    const { outputs } = binary(8, [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]);
    expect(outputs.get("scores")?.data).toEqual(Float32Array.of(1, 2));
  });

  it.each([
    ["too few", 8, [0, 0, 0, 0], undefined],
    ["too many", 8, [0, 0, 0, 0, 0, 0, 0, 0, 0], undefined],
    ["of half a number", 7, [0, 0, 0, 0, 0, 0, 0], undefined],
    ["below 0", -8, [], undefined],
    ["no number", "8", [0, 0, 0, 0, 0, 0, 0, 0], undefined],
    ["with a head beyond its end", 8, [], "99999"],
    ["with a head of no length", 8, [], "all"],
  ] as const)("has a code for bytes that are %s", (_what, size, raw, declared) => {
    expect(() => binary(size, raw, declared)).toThrow(throwsCode("endpoint/bad-answer"));
  });

  it("of any bytes ends in a value or in a code", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.option(fc.nat({ max: 400 })),
        (raw, head) => {
          try {
            readInferAnswer(raw, head === null ? null : String(head), ["scores"], "a.png");
          } catch (error) {
            expect((error as { code?: string }).code).toMatch(/^(?:endpoint|model)\//);
          }
        },
      ),
    );
  });
});
