import { describe, expect, it } from "vitest";
import {
  createMemoryImageScorer,
  type MemoryPrediction,
} from "../../../src/models/memory-image-scorer.js";
import { createMemoryGuard } from "../../../src/models/scoring/memory-guard.js";
import {
  bytesOfWorker,
  fewerWorkers,
  workersWithin,
} from "../../../src/models/scoring/worker-memory.js";
import { pageMemoryBytes } from "../../../src/web/inference/page-memory.js";

const MIB = 2 ** 20;
const budget = (modelMib: number, cores = 16) => ({
  modelBytes: modelMib * MIB,
  workerBytes: 150 * MIB,
  memoryBytes: 1536 * MIB,
  cores,
});

describe("how many workers run a model", () => {
  it("is one a core, and at most 8, for a small one", () => {
    expect([1, 2, 4, 16].map((cores) => workersWithin(budget(1, cores)))).toEqual([1, 2, 4, 8]);
  });

  it("never lets workers together pass the memory, unless a single one does", () => {
    for (let modelMib = 1; modelMib < 3000; modelMib += 7) {
      const given = budget(modelMib);
      const workers = workersWithin(given);
      expect(workers).toBeGreaterThanOrEqual(1);
      if (workers > 1)
        expect(workers * bytesOfWorker(given)).toBeLessThanOrEqual(given.memoryBytes);
    }
    expect(workersWithin(budget(100))).toBe(2);
    expect(workersWithin(budget(500))).toBe(1);
  });

  it("halves until one is left", () => {
    expect([8, 3, 2, 1].map(fewerWorkers)).toEqual([4, 1, 1, null]);
  });

  it("takes a quarter of a small machine's memory, and 1.5 GiB where its size is not told", () => {
    expect([0.5, 2, 4, 8].map((gb) => pageMemoryBytes(gb) / MIB)).toEqual([128, 512, 1024, 1536]);
    expect(pageMemoryBytes(undefined)).toBe(1536 * MIB);
  });
});

describe("the guard of memory", () => {
  const refused: MemoryPrediction = {
    ok: false,
    code: "model-failed",
    error: "model/too-large",
    what: "out of memory",
  };
  const images = [{ index: 0, path: "a.png" }];
  const guarded = (workers: number) =>
    createMemoryGuard(
      createMemoryImageScorer(() => refused),
      {
        model: "model.onnx",
        modelBytes: 41e7,
        workers,
        progress: () => ({ done: 312, total: 900 }),
      },
    );
  const run = async (workers: number) => {
    const found = [];
    for await (const scored of guarded(workers).score(images)) found.push(scored);
    return found;
  };

  it("ends a run of several workers, with how far it was, and lists no image for it", async () => {
    await expect(run(4)).rejects.toMatchObject({
      code: "memory/limit",
      what: "the browser gave no more memory after 312 of 900 images, with a model of 410 MB in 4 workers: out of memory",
    });
  });

  it("lists the image where there is one worker alone", async () => {
    expect(await run(1)).toEqual([{ index: 0, ...refused }]);
  });
});
