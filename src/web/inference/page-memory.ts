import { bytesOfWorker, workersWithin } from "../../models/scoring/worker-memory.js";

/** Of a worker of a page without a model. */
const WORKER_BYTES = 150 * 2 ** 20;
/** What all workers of a page may take where the browser does not say how large the machine is. */
const MEMORY_BYTES = 1.5 * 2 ** 30;

/**
 * Memory that all workers of this page may take, in bytes: a quarter of the machine's, at most 1.5 GiB.
 * Chromium tells the size of the machine, rounded and at most 8 GiB.
 */
export function pageMemoryBytes(deviceGb: number | undefined): number {
  return deviceGb === undefined ? MEMORY_BYTES : Math.min(MEMORY_BYTES, (deviceGb * 2 ** 30) / 4);
}

/** Workers of a page for a model. Scores do not depend on it. */
export function defaultPageWorkers(modelBytes: number): number {
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return workersWithin({
    modelBytes,
    workerBytes: WORKER_BYTES,
    memoryBytes: pageMemoryBytes(deviceMemory),
    cores: navigator.hardwareConcurrency || 1,
  });
}

/** What a run takes at most with models of ordinary shape, in bytes: an estimate, not measured. */
export function bytesOfPageRun(modelBytes: number, workers: number): number {
  return workers * bytesOfWorker({ modelBytes, workerBytes: WORKER_BYTES });
}
