import { describe, expect, it } from "vitest";
import { foreignFolder } from "../../src/models/foreign-models.js";
import { inspectOnnx } from "../../src/models/onnx/onnx-inspect.js";
import { throwsCode } from "../support/throws-code.js";

const zip = (inner: string) => Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.from(inner)]);
const safetensors = Buffer.concat([
  Buffer.from([0x58, 0, 0, 0, 0, 0, 0, 0]),
  Buffer.from('{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'),
]);

describe("a file that is no ONNX model", () => {
  it.each([
    ["nothing", Buffer.alloc(0), /empty/],
    ["a web page", Buffer.from("<!doctype html><title>404</title>"), /web page/],
    ["XML", Buffer.from('<?xml version="1.0"?><Error>NoSuchKey</Error>'), /web page/],
    [
      "a Git LFS pointer",
      Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
      /Git LFS pointer.*git lfs pull/,
    ],
    ["PyTorch's zip", zip("............archive/data.pkl"), /PyTorch.*torch\.onnx\.export/],
    ["a pickle", Buffer.from("8002637468656e0a", "hex"), /pickle.*torch\.onnx\.export/],
    ["Keras's zip", zip("............metadata.json"), /Keras.*export\("model.onnx"/],
    ["another zip", zip("............readme.txt"), /zip archive.*Unpack/],
    [
      "HDF5",
      Buffer.from("894844460d0a1a0a", "hex"),
      /HDF5.*load_model\("m\.onnx"\)\.export\("model\.onnx"/,
    ],
    ["gzip", Buffer.from("1f8b0800", "hex"), /gzip.*gunzip/],
    ["TensorFlow Lite", Buffer.from("1c00000054464c33", "hex"), /TensorFlow Lite.*tf2onnx/],
    ["ORT's own format", Buffer.from("240000004f52544d", "hex"), /\.ort/],
    ["GGUF", Buffer.from("GGUF\x03"), /GGUF/],
    ["safetensors", safetensors, /safetensors.*optimum-cli export onnx/],
    ["JSON", Buffer.from('{"card": "homeground.model-card/1"}'), /JSON.*--card/],
    ["text", Buffer.from("this is not a model\n".repeat(20)), /text/],
  ])("is named and gets advice: %s", (_name, bytes, words) => {
    expect(() => inspectOnnx(bytes, "m.onnx")).toThrow(throwsCode("model/not-onnx"));
    expect(() => inspectOnnx(bytes, "m.onnx")).toThrow(words);
  });

  /** Random bytes, as those forms begin that have no mark of their own. */
  const unmarked = Buffer.from("08041204deadbeef00ff10aa", "hex");

  it.each([
    ["best.pt", /PyTorch.*yolo export model=best\.pt format=onnx/],
    ["birds.pth", /PyTorch.*torch\.onnx\.export/],
    ["net.keras", /Keras.*load_model\("net\.keras"\)/],
    ["net.h5", /HDF5.*load_model\("net\.h5"\)/],
    ["net.tflite", /TensorFlow Lite.*--tflite net\.tflite/],
    ["w.safetensors", /safetensors.*optimum-cli/],
    ["frozen.pb", /TensorFlow graph.*--graphdef frozen\.pb/],
    ["animals.mlmodel", /Core ML.*load_spec\("animals\.mlmodel"\)/],
    ["best.engine", /TensorRT.*name the \.onnx file/],
    ["inference.pdmodel", /PaddlePaddle.*--params_filename inference\.pdiparams/],
    ["my net's.tflite", /--tflite FILE/],
  ])("is named by its ending where no first byte tells: %s", (name, words) => {
    expect(() => inspectOnnx(unmarked, `models/${name}`)).toThrow(throwsCode("model/not-onnx"));
    expect(() => inspectOnnx(unmarked, `models/${name}`)).toThrow(words);
  });

  it("is not named by its ending where the bytes say something else", () => {
    expect(() => inspectOnnx(Buffer.from("1f8b0800", "hex"), "best.pt")).toThrow(/gzip/);
  });

  it("is one model as a folder where that holds what such folders do", () => {
    expect(foreignFolder(new Set(["saved_model.pb", "variables"]))?.what).toMatch(/SavedModel/);
    expect(foreignFolder(new Set(["Manifest.json", "Data"]))?.what).toMatch(/Core ML/);
    expect(foreignFolder(new Set(["Manifest.json"]))).toBeNull();
  });
});
