/** Runs in a page: a scorer of it, for tests that drive it from outside. */
import { type ErrorJson, HomegroundError } from "../../src/core/errors.js";
import { parseModelCard } from "../../src/models/card/model-card.js";
import type { ImageScorer, ImageToScore, ScoredImage } from "../../src/models/image-scorer.js";
import { createPageFileAccess } from "../../src/web/files/blob-access.js";
import { openPageModel } from "../../src/web/inference/open-model.js";
import { openPageScorer } from "../../src/web/inference/open-scorer.js";
import type { WorkerPrograms } from "../../src/web/inference/worker-messages.js";

export interface BridgeSetup {
  readonly modelBase64: string;
  readonly card: string;
  readonly images: readonly { readonly path: string; readonly base64: string }[];
  readonly programs: WorkerPrograms;
  readonly workerUrl: string;
  readonly workers: number;
  readonly imageTimeoutMs?: number;
}

/** What came, in a form that leaves the page whole. */
export type Told =
  | {
      readonly kind: "result";
      readonly result: Omit<ScoredImage, "scores"> & { scores?: number[] };
    }
  | { readonly kind: "end" }
  | { readonly kind: "error"; readonly error: ErrorJson | null; readonly message: string };

export interface ScorerBridge {
  open(setup: BridgeSetup): Promise<{ id: number; engine: string } | Told>;
  start(id: number, run: number): Promise<void>;
  next(run: number): Promise<Told>;
  leave(run: number): Promise<void>;
  abort(run: number): Promise<void>;
  close(id: number): Promise<void>;
}

declare global {
  var bridge: ScorerBridge;
  var pullImage: (run: number) => Promise<ImageToScore | null>;
}

const scorers: ImageScorer[] = [];
const runs = new Map<number, { iterator: AsyncIterator<ScoredImage>; stop: AbortController }>();

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function told(cause: unknown): Told {
  const error = cause instanceof HomegroundError ? cause.toJSON() : null;
  return { kind: "error", error, message: cause instanceof Error ? cause.message : String(cause) };
}

globalThis.bridge = {
  async open({ modelBase64, card, images, programs, workerUrl, workers, imageTimeoutMs }) {
    try {
      const model = await openPageModel(new Blob([bytesOf(modelBase64)]), "model.onnx");
      const files = createPageFileAccess(
        new Map(
          images.map(({ path, base64 }) => {
            const blob = new Blob([bytesOf(base64)]);
            return [path, { sizeBytes: blob.size, blob }];
          }),
        ),
      );
      const scorer = await openPageScorer({
        model,
        card: parseModelCard(card, "card.json"),
        files,
        programs,
        workers,
        ...(imageTimeoutMs === undefined ? {} : { imageTimeoutMs }),
        startWorker: () => new Worker(workerUrl, { type: "module" }),
      });
      scorers.push(scorer);
      return { id: scorers.length - 1, engine: scorer.engine };
    } catch (cause) {
      return told(cause);
    }
  },
  async start(id, run) {
    async function* source(): AsyncGenerator<ImageToScore> {
      for (;;) {
        const image = await pullImage(run);
        if (image === null) return;
        yield image;
      }
    }
    const stop = new AbortController();
    const results = scorers[id]!.score(source(), { signal: stop.signal });
    runs.set(run, { iterator: results[Symbol.asyncIterator](), stop });
  },
  async next(run) {
    try {
      const { done, value } = await runs.get(run)!.iterator.next();
      if (done === true) return { kind: "end" };
      return {
        kind: "result",
        result: value.ok ? { ...value, scores: [...value.scores] } : value,
      };
    } catch (cause) {
      return told(cause);
    }
  },
  async leave(run) {
    await runs.get(run)!.iterator.return?.();
  },
  async abort(run) {
    runs.get(run)!.stop.abort();
  },
  close: (id) => scorers[id]!.close(),
};
