import { inspectOnnx } from "../../../src/models/onnx/onnx-inspect.ts";
import { buildSeeds } from "./onnx-seeds.js";

export function run(bytes) {
  inspectOnnx(bytes, "model.onnx");
}

export const seeds = buildSeeds();
