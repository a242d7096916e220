import { describe, expect, it } from "vitest";
import { checkTensorBytes, DEFAULT_ONNX_LIMITS } from "../../src/models/onnx/onnx-check.js";
import { throwsCode } from "../support/throws-code.js";

const MOST = DEFAULT_ONNX_LIMITS.maxTensorBytes;
const value = (shape: readonly (number | string)[] | null, type = "float32") =>
  ({ name: "images", type, shape }) as Parameters<typeof checkTensorBytes>[0][number];
const check = (...values: readonly ReturnType<typeof value>[]) =>
  checkTensorBytes(values, "inputs", MOST, "model.onnx");

describe("what a model declares", () => {
  it("fits up to 2 GiB, to the byte", () => {
    expect(() => check(value([1, 3, 224, 224]))).not.toThrow();
    expect(() => check(value([2 ** 29]))).not.toThrow();
    expect(() => check(value([2 ** 29 + 1]))).toThrow(throwsCode("model/memory"));
    expect(() => check(value([2 ** 30], "float16"))).not.toThrow();
    expect(() => check(value([2 ** 29], "float64"))).toThrow(throwsCode("model/memory"));
    expect(() => check(value([2 ** 31], "uint8"))).not.toThrow();
  });

  it("counts a free size as one, and all values together", () => {
    expect(() => check(value(["batch", 3, 224, 224]), value(null), value([]))).not.toThrow();
    expect(() => check(value(["batch", 3, 100_000, 100_000]))).toThrow(/1144410 MiB|114441 MiB/);
    expect(() => check(value([2 ** 28]), value([2 ** 28 + 1]))).toThrow(throwsCode("model/memory"));
  });

  it("does not overflow, whatever the sizes are", () => {
    const huge = value(Array.from({ length: 40 }, () => 2 ** 53));
    expect(() => check(huge)).toThrow(throwsCode("model/memory"));
  });
});
