import { describe, expect, it } from "vitest";
import { HomegroundError } from "../../../src/core/errors.js";
import type { ImageScorer, ImageToScore, ScoredImage } from "../../../src/models/image-scorer.js";
import {
  createMemoryImageScorer,
  type MemoryPrediction,
} from "../../../src/models/memory-image-scorer.js";
import { createFallbackScorer } from "../../../src/models/scoring/fallback-scorer.js";

const answer = (by: number) => (): MemoryPrediction => ({
  ok: true,
  scores: Float64Array.of(by),
  notes: [],
  widthPx: 1,
  heightPx: 1,
  sha256: "0".repeat(64),
});
const failure: MemoryPrediction = {
  ok: false,
  code: "model-failed",
  error: "model/run-failed",
  what: "the processor was lost",
};
const IMAGES = Array.from({ length: 10 }, (_, index) => ({ index, path: `${index}.png` }));

/** An engine that has several images under way, and stops at one of them. */
function stoppingAt(index: number, how: "fails" | "throws"): ImageScorer {
  return {
    engine: "first",
    areProbabilities: true,
    async *score(images): AsyncGenerator<ScoredImage> {
      const waiting: ImageToScore[] = [];
      for await (const image of images) {
        waiting.push(image);
        if (waiting.length < 3) continue;
        const next = waiting.shift()!;
        if (next.index < index) yield { index: next.index, ...answer(1)() };
        else if (how === "fails") yield { index: next.index, ...failure };
        else {
          throw new HomegroundError("model/load-failed", {
            what: "the processor was lost",
            where: "model",
            fix: "Use another",
          });
        }
      }
      for (const { index: left } of waiting) yield { index: left, ...answer(1)() };
    },
    close: async () => {},
  };
}

async function run(first: ImageScorer) {
  const told: string[] = [];
  let opened = 0;
  const scorer = createFallbackScorer(first, {
    async open() {
      opened++;
      return createMemoryImageScorer(answer(2));
    },
    onFallback: (why) => {
      told.push(why);
    },
  });
  const found: ScoredImage[] = [];
  for await (const scored of scorer.score(IMAGES)) found.push(scored);
  const by = found
    .sort((a, b) => a.index - b.index)
    .map((scored) => (scored.ok ? scored.scores[0] : null));
  return { by, told, opened, engine: scorer.engine };
}

describe("a scorer with another engine behind it", () => {
  it.each(["fails", "throws"] as const)(
    "scores every image once, from the one on which the first %s by the other",
    async (how) => {
      const { by, told, opened, engine } = await run(stoppingAt(4, how));
      expect(by).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
      expect([told, opened, engine]).toEqual([
        ["the processor was lost"],
        1,
        "memory 1 (functions)",
      ]);
    },
  );

  it("opens no other engine where the first one does its work", async () => {
    const { by, opened } = await run(stoppingAt(99, "fails"));
    expect(by).toEqual(IMAGES.map(() => 1));
    expect(opened).toBe(0);
  });

  it("lists an unreadable image as it is: that is no fault of the engine", async () => {
    const unreadable: MemoryPrediction = {
      ok: false,
      code: "unreadable",
      error: "input/unreadable",
      what: "it ends too early",
    };
    const { by, opened } = await run(
      createMemoryImageScorer((path) => (path === "3.png" ? unreadable : answer(1)())),
    );
    expect(by.map((score) => score === null)).toEqual(IMAGES.map(({ index }) => index === 3));
    expect(opened).toBe(0);
  });

  it("goes on with the other engine in a later call", async () => {
    const scorer = createFallbackScorer(
      createMemoryImageScorer(() => failure),
      {
        open: async () => createMemoryImageScorer(answer(2)),
        onFallback: () => {},
      },
    );
    for (let call = 0; call < 2; call++) {
      for await (const scored of scorer.score(IMAGES)) {
        expect(scored.ok && scored.scores[0]).toBe(2);
      }
    }
  });

  it("passes a stop on instead of going on", async () => {
    const stop = new AbortController();
    let opened = 0;
    const scorer = createFallbackScorer(createMemoryImageScorer(answer(1)), {
      async open() {
        opened++;
        return createMemoryImageScorer(answer(2));
      },
      onFallback: () => {},
    });
    const all = async () => {
      for await (const { index } of scorer.score(IMAGES, { signal: stop.signal })) {
        if (index === 3) stop.abort();
      }
    };
    await expect(all()).rejects.toMatchObject({ code: "run/interrupted" });
    expect(opened).toBe(0);
  });
});
