/** Runs in a worker of a page: decoding and inference, and nothing else. */
import type { CodecFile } from "../src/images/wasm-codecs.js";
import { createWebPixelDecoder } from "../src/web/images/pixel-decoder.js";
import { createWebWasmRuntime } from "../src/web/inference/wasm-runtime.js";
import type { WorkerPrograms } from "../src/web/inference/worker-messages.js";

export interface LoopTask {
  readonly programs: WorkerPrograms;
  readonly model: Blob;
  readonly images: readonly Blob[];
}

addEventListener("message", ({ data }: MessageEvent<LoopTask>) => void loop(data));

async function loop({ programs, model, images }: LoopTask): Promise<void> {
  const runtime = await createWebWasmRuntime(programs.engine);
  const decoder = createWebPixelDecoder((file: CodecFile) => programs.codecs[file]);
  const bytes = new Uint8Array(await model.arrayBuffer());
  const loaded = await runtime.load(bytes, { threads: 1, name: "model.onnx" });
  const [input] = loaded.inputs;
  if (input === undefined) throw new Error("the model has no input");
  const shape = input.shape.map((size) => (size < 0 ? 1 : size));
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.5);
  const feeds = new Map([[input.name, { type: "float32" as const, shape, data }]]);
  postMessage("ready");
  for (const image of images) {
    await decoder.decode(new Uint8Array(await image.arrayBuffer()), { maxPixels: 1e8 });
    await loaded.run(feeds);
  }
  postMessage("done");
}
