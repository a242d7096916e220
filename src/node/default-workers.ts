import { availableParallelism, totalmem } from "node:os";
import { workersWithin } from "../models/scoring/worker-memory.js";

/** Of a process without a model, or of a thread: codecs, a decoded picture and its copies. */
const WORKER_BYTES = 300 * 2 ** 20;

/** Processes or threads, each with a model of so many bytes: one a core, as far as a half of the memory goes, and at most 8. */
export function defaultWorkers(modelBytes = 0): number {
  return workersWithin({
    modelBytes,
    workerBytes: WORKER_BYTES,
    memoryBytes: totalmem() / 2,
    cores: availableParallelism(),
  });
}
