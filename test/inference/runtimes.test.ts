import { createMemoryRuntime } from "../../src/models/memory-runtime.js";
import { createNativeRuntime } from "../../src/node/inference/native-runtime.js";
import { createWasmRuntime } from "../../src/node/inference/wasm-runtime.js";
import { developmentFile } from "../../src/node/installation.js";
import {
  CONTRACT_MODELS,
  inferenceRuntimeContract,
  onnxRuntimeContract,
} from "../contract/inference-runtime.js";

const native = async () => createNativeRuntime(developmentFile("onnxruntime-node"));

inferenceRuntimeContract("memory", async () => createMemoryRuntime(CONTRACT_MODELS));
inferenceRuntimeContract("wasm", createWasmRuntime);
inferenceRuntimeContract("native", native);
onnxRuntimeContract("wasm", createWasmRuntime);
onnxRuntimeContract("native", native);
