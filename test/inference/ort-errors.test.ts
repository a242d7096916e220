import { describe, expect, it } from "vitest";
import { brokeEngine, loadError, runError } from "../../src/models/scoring/ort-errors.js";
import { throwsCode } from "../support/throws-code.js";

const thrown = (error: unknown) => () => {
  throw error;
};

describe("what an engine says", () => {
  // Messages of onnxruntime-node and onnxruntime-web 1.30.0, as they came.
  it.each([
    ["Failed to load model because protobuf parsing failed.", "model/not-onnx"],
    [
      "Can't create a session. ERROR_CODE: 9, ERROR_MESSAGE: Could not find an implementation for Gemm(1) node with name 'logits'",
      "model/unsupported",
    ],
    [
      "External data path validation failed for initializer: W. Error: tensorprotoutils.cc:434 ValidateExternalDataPathFromDir Absolute path not allowed for external data location",
      "model/external-data",
    ],
    // Of onnxruntime-web, where its memory cannot grow by the model's size; then Chromium's own.
    ["Can't create a session. failed to allocate a buffer of size 410000000.", "model/too-large"],
    ["WebAssembly.Memory(): could not allocate memory", "model/too-large"],
    ["Array buffer allocation failed", "model/too-large"],
    ["This is an invalid model. Error: the graph is not acyclic.", "model/load-failed"],
  ] as const)("while it loads: %s", (message, code) => {
    expect(thrown(loadError(new Error(message), "m.onnx"))).toThrow(throwsCode(code));
  });

  it.each([
    [
      "Non-zero status code returned while running Expand node. Name:'e' Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 274877906944",
      "model/too-large",
    ],
    [
      "failed to call OrtRun(). ERROR_CODE: 1, ERROR_MESSAGE: Non-zero status code returned while running Gather node.",
      "model/run-failed",
    ],
  ] as const)("while it runs: %s", (message, code) => {
    expect(thrown(runError(new Error(message), "m.onnx"))).toThrow(throwsCode(code));
  });

  it("reaches people without the engine's source files and error numbers", () => {
    const message =
      "Can't create a session. ERROR_CODE: 1, ERROR_MESSAGE: /mnt/azure_nvme_temp/_work/1/s/onnxruntime/core/optimizer/initializer.cc:51 onnxruntime::Initializer::Initializer(const onnx::TensorProto &, const std::filesystem::path &) [ONNXRuntimeError] : 1 : FAIL : tensorprotoutils.cc:1472 ValidateEmbeddedTensorProtoDataSizeAndShape Initializer 'W': raw_data size (8 bytes) does not match";
    const { what } = loadError(new Error(message), "m.onnx");
    expect(what).toBe(
      "the engine refused the model: Initializer 'W': raw_data size (8 bytes) does not match",
    );
  });

  it("is put into words when it is a number, nothing, or too much", () => {
    expect(runError(7, "m").what).toContain("the engine stopped with status 7");
    expect(runError(new Error(""), "m").what).toContain("gave no reason");
    expect(runError(new Error("x".repeat(5000)), "m").what.length).toBeLessThan(500);
  });

  it("tells an engine that broke from a run that failed", () => {
    expect(brokeEngine(runError(new WebAssembly.RuntimeError("unreachable"), "m"))).toBe(true);
    expect(brokeEngine(runError(7_654_321, "m"))).toBe(true);
    expect(brokeEngine(runError(new Error("bad shape"), "m"))).toBe(false);
    expect(brokeEngine(new Error("bad shape"))).toBe(false);
  });
});
