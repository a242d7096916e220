/** A worker of a page that scores images: the pool starts it, tells it the model, and sends files. */
import { HomegroundError } from "../../core/errors.js";
import { isToWorker } from "../../models/scoring/scorer-protocol.js";
import { createScorerWorker } from "../../models/scoring/scorer-worker.js";
import { bytesOf } from "../files/blob-access.js";
import { createWebPixelDecoder } from "../images/pixel-decoder.js";
import { watchRequestsFor } from "../network/request-watch.js";
import { createGraphicsRuntime } from "./graphics-runtime.js";
import { sha256Hex } from "./sha256.js";
import { createWebWasmRuntime } from "./wasm-runtime.js";
import type { ModelBlob, ToPageWorker, WorkerPrograms } from "./worker-messages.js";

// A page that counts requests names its workers after the channel on which they are told.
if (self.name !== "") watchRequestsFor(self.name);

let codecs: WorkerPrograms["codecs"] | null = null;

const worker = createScorerWorker<ModelBlob, WorkerPrograms>({
  openRuntime(programs) {
    codecs = programs.codecs;
    const { engine } = programs;
    return engine.provider === "webgpu"
      ? createGraphicsRuntime(engine)
      : createWebWasmRuntime(engine);
  },
  async readModel({ model, external }, name) {
    const bytes = await bytesOf(model, name);
    const externalData = new Map<string, Uint8Array>();
    for (const [location, blob] of external) {
      externalData.set(location, await bytesOf(blob, location));
    }
    return { bytes, externalData };
  },
  createDecoder() {
    const addresses = codecs;
    if (addresses === null) throw new Error("a decoder was wanted before an engine");
    return createWebPixelDecoder((file) => addresses[file]);
  },
  sha256: sha256Hex,
  send: (message) => postMessage(message),
});

addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  if (!isToWorker<ModelBlob, WorkerPrograms>(data)) return;
  const message = data as ToPageWorker; // from the pool of this page
  if (message.kind === "open") worker.open(message.setup);
  else worker.score(message, readFile(message));
});

async function readFile({
  file,
  path,
}: Extract<ToPageWorker, { kind: "score" }>): Promise<Uint8Array> {
  if (file instanceof Blob) return bytesOf(file, path);
  throw new HomegroundError(file.error.code, file.error);
}
