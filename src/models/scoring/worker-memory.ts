/** What a scorer's workers may take of a machine. */
export interface WorkerBudget {
  /** Of the model files together: each worker holds the weights, and the engine's copies of them. */
  readonly modelBytes: number;
  /** Of a worker without a model: engine, codecs, one decoded image and three files. */
  readonly workerBytes: number;
  /** That all workers may take. */
  readonly memoryBytes: number;
  readonly cores: number;
}

/** Workers beyond wait for each other's files more than they help. */
const MOST_WORKERS = 8;
/** The file, the parsed graph, and weights as the engine lays them out, with room for what lies between layers. */
const MODEL_COPIES = 4;

/** Memory that one worker takes at most with a model of ordinary shape, in bytes; an estimate. */
export function bytesOfWorker({
  modelBytes,
  workerBytes,
}: Pick<WorkerBudget, "modelBytes" | "workerBytes">): number {
  return workerBytes + MODEL_COPIES * modelBytes;
}

/**
 * Workers for a model: one a core, at most 8, and as many as memory holds; always one, since a model
 * that does not fit can only be tried. Scores do not depend on it.
 */
export function workersWithin(budget: WorkerBudget): number {
  const fitting = Math.floor(budget.memoryBytes / bytesOfWorker(budget));
  return Math.max(1, Math.min(budget.cores, MOST_WORKERS, fitting));
}

/** Workers to go on with when memory was refused to so many; null where there is only one. */
export function fewerWorkers(workers: number): number | null {
  return workers <= 1 ? null : Math.floor(workers / 2);
}
