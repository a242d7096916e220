import type { ModelCard } from "../../models/card/card-types.js";
import type { StageRule } from "../../models/families/detection/stages.js";
import type { ImageScorer } from "../../models/image-scorer.js";
import { type ModelToScore, workerSetup } from "../../models/scoring/pool-setup.js";
import { openPool, type PoolOptions } from "../../models/scoring/scorer-pool.js";
import type { FurtherLook } from "../../models/scoring/scorer-protocol.js";
import type { PageFileAccess } from "../files/blob-access.js";
import type { PageModel } from "./open-model.js";
import { defaultPageWorkers } from "./page-memory.js";
import { scorerThreads } from "./scorer-threads.js";
import type { ModelBlob, WorkerPrograms } from "./worker-messages.js";

export interface PageScorerOptions extends Omit<PoolOptions, "model" | "start" | "workers"> {
  readonly model: PageModel;
  readonly card: ModelCard;
  /** A classifier for what the model, a detector, finds. */
  readonly second?: {
    readonly model: PageModel;
    readonly card: ModelCard;
    readonly stage: StageRule;
  };
  /** The images. */
  readonly files: Pick<PageFileAccess, "blobAt">;
  readonly programs: WorkerPrograms;
  readonly startWorker: () => Worker;
  /** Default {@link defaultPageWorkers}. Scores do not depend on it. */
  readonly workers?: number;
  readonly maxPixels?: number;
  /** A value inside the model, whose numbers come beside the scores: `features` of the port. */
  readonly features?: string | undefined;
  /** Further looks at each picture. */
  readonly looks?: readonly FurtherLook[] | undefined;
}

/**
 * A scorer that runs the model in workers of the page: the code and the engine of the command line,
 * and so its numbers. Nothing leaves the page.
 *
 * @throws HomegroundError as `openPool` and `workerSetup`
 */
export async function openPageScorer(options: PageScorerOptions): Promise<ImageScorer> {
  const { model, card, second, files, programs, startWorker, maxPixels, looks, features } = options;
  const setup = workerSetup<ModelBlob, WorkerPrograms>({
    model: { ...withCard(model, card), features },
    second:
      second === undefined
        ? undefined
        : { ...withCard(second.model, second.card), stage: second.stage },
    runtime: programs,
    maxPixels,
    looks,
  });
  return openPool({
    ...options,
    model: model.name,
    start: scorerThreads(startWorker, setup, files),
    workers: options.workers ?? defaultPageWorkers(model.sizeBytes),
  });
}

function withCard(
  { name, sha256, inspection, source }: PageModel,
  card: ModelCard,
): ModelToScore<ModelBlob> {
  return { name, sha256, inspection, source, card };
}
