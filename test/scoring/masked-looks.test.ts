import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createLabelSet } from "../../src/core/label-set.js";
import type { ImageScorer } from "../../src/models/image-scorer.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { createMaskedLooks } from "../../src/scoring/masked-looks.js";
import { runModel } from "../../src/scoring/run-model.js";
import { createMemoryScoreLog, type ScoreLog } from "../../src/scoring/score-log.js";

const LABELS = createLabelSet(["deer", "fox"]);
const hashOf = (path: string): string => path.slice(0, 1).padStart(64, "0");
const FILES = ["a1", "b2", "c3"].map((path) => ({ file: path, path }));

/** Says how many boxes it was shown in each look; the second look fails on `lost`. */
function scorerOf(asked: { path: string; beside: readonly number[] }[], lost = ""): ImageScorer {
  return {
    engine: "test",
    areProbabilities: true,
    async *score(images) {
      for await (const { index, path, beside = [], boxes } of images) {
        asked.push({ path, beside });
        const size = { notes: [], widthPx: 4, heightPx: 3 };
        const count = (boxes?.length ?? 0) / 4;
        const seen = beside.filter((look) => look === 0 || path !== lost);
        yield {
          ...{ index, ok: true as const, sha256: hashOf(path), ...size },
          scores: Float64Array.of(1, 0),
          beside: seen.map((model) => ({ model, ...size, scores: Float64Array.of(model, count) })),
        };
      }
    },
    close: async () => {},
  };
}

async function run(logs: readonly [ScoreLog, ScoreLog], box: number[], lost = "") {
  const asked: { path: string; beside: readonly number[] }[] = [];
  // Of c nothing is masked.
  const boxesOf = (image: number) => (image === 2 ? null : Float64Array.from(box));
  const masked = createMaskedLooks(FILES, boxesOf, logs[1], createNodeDigest);
  const { source, sha256 } = await runModel(FILES, LABELS, {
    scorer: scorerOf(asked, lost),
    log: logs[0],
    beside: masked.views,
    forBeside: true,
    boxesOf,
    identify: async (path) => {
      const identity = { sha256: hashOf(path), format: null };
      masked.see(path, identity);
      return identity;
    },
    signal: NEVER_CANCELLED,
  });
  const sources = masked.sources(source, sha256);
  const answers = await Promise.all(
    [sources.whole, sources.background, sources.objects].map((one) =>
      Promise.all(
        FILES.map(async (_, image) => {
          const answer = await one.answer(image);
          return answer.kind === "scores" ? [...answer.scores] : null;
        }),
      ),
    ),
  );
  return { asked, answers, unanswered: sources.unanswered };
}

const BOX = [0, 0, 0.5, 0.5];

describe("looks at masked pictures", () => {
  it("are taken where there is something to mask, with its boxes", async () => {
    const { asked, answers, unanswered } = await run(
      [createMemoryScoreLog(), createMemoryScoreLog()],
      BOX,
    );
    expect(asked.map(({ beside }) => beside)).toEqual([[0, 1], [0, 1], []]);
    expect(answers).toEqual([
      [[1, 0], [1, 0], null],
      [[0, 1], [0, 1], null],
      [[1, 1], [1, 1], null],
    ]);
    expect(unanswered).toBe(0);
  });

  it("are not taken again, but by other boxes", async () => {
    const logs = [createMemoryScoreLog(), createMemoryScoreLog()] as const;
    const first = await run(logs, BOX);
    const again = await run(logs, BOX);
    expect(again.asked).toEqual([]);
    expect(again.answers).toEqual(first.answers);
    const other = await run(logs, [0, 0, 1, 0.5]);
    expect(other.asked.map(({ path }) => path)).toEqual(["a1", "b2"]);
  });

  it("leave an image out of all three where one is lacking, and count it", async () => {
    const found = await run([createMemoryScoreLog(), createMemoryScoreLog()], BOX, "b2");
    expect(found.unanswered).toBe(1);
    expect(found.answers.map((one) => one.map((scores) => scores !== null))).toEqual([
      [true, false, false],
      [true, false, false],
      [true, false, false],
    ]);
  });
});
