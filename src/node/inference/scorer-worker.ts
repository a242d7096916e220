/**
 * A process that scores images: the pool starts it, tells it the model, and gives it images one
 * after the other. It ends when the pool's process does.
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { HomegroundError } from "../../core/errors.js";
import { isToWorker } from "../../models/scoring/scorer-protocol.js";
import { createScorerWorker } from "../../models/scoring/scorer-worker.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { sha256 } from "./open-model.js";
import { readImageFile } from "./read-image-file.js";
import { openRuntime, type RuntimeChoice } from "./runtimes.js";
import type { ModelFiles } from "./scorer-process.js";

const worker = createScorerWorker<ModelFiles, RuntimeChoice>({
  openRuntime,
  async readModel({ path, sha256: hash, externalFiles }, name) {
    const bytes = await readUnchanged(path, hash, name);
    const externalData = new Map<string, Uint8Array>();
    for (const file of externalFiles) {
      externalData.set(file.location, await readUnchanged(file.path, file.sha256, name));
    }
    return { bytes, externalData };
  },
  createDecoder: createNodePixelDecoder,
  sha256,
  send: (message) => process.send?.(message),
});

process.on("message", (message: unknown) => {
  if (!isToWorker<ModelFiles, RuntimeChoice>(message)) return;
  if (message.kind === "open") worker.open(message.setup);
  else worker.score(message, readImageFile(message.path));
});

// The pool's process is gone. Ctrl-C reaches every process of a terminal: the pool decides.
process.on("disconnect", () => process.exit());
process.on("SIGINT", () => {});
watchParent();

/** The hash in the results is that of the bytes that ran. */
async function readUnchanged(path: string, expected: string, name: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  if (sha256(bytes) === expected) return bytes;
  throw new HomegroundError("model/changed", {
    what: `${path} is another file than a moment ago`,
    where: name,
    fix: "Run again when nothing writes to the model's folder",
  });
}

/**
 * A model that loops for ever keeps this thread from hearing that the pool's process is gone, so
 * another thread looks every second whether it still is there.
 */
function watchParent(): void {
  const code = `
    const parent = process.ppid;
    const gone = () => {
      if (process.ppid !== parent) return true;
      try { process.kill(parent, 0); return false; } catch (error) { return error.code === "ESRCH"; }
    };
    setInterval(() => { if (gone()) process.kill(process.pid, "SIGKILL"); }, 1000);
  `;
  new Worker(code, { eval: true, stdin: false }).unref();
}
