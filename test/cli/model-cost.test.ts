import { expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import type { ImageScorer, ScoredImage } from "../../src/models/image-scorer.js";
import type { lazyScorer } from "../../src/node/cli/evaluate-model.js";
import { createTimingPool, modelsCost } from "../../src/node/cli/model-cost.js";

type Ready = Parameters<typeof lazyScorer>[0];
type Options = Parameters<typeof lazyScorer>[1];

const ready = (name: string) =>
  ({ name, runtime: { engine: "e" }, model: { sizeBytes: 3 } }) as unknown as Ready;
const [a, b] = [ready("a"), ready("b")];
const options: Options = { signal: new AbortController().signal, expectedImages: 60 };

/** Scorers that write down what they are asked; a model's images take as long as its number and one say. */
function laboratory() {
  const state = {
    opened: [] as Options[],
    asked: [] as string[],
    closed: new Set<number>(),
    clock: 0,
  };
  const open = (_: Ready, given: Options): ImageScorer => {
    const number = state.opened.push(given);
    return {
      engine: "e",
      areProbabilities: true,
      async *score(images, { workers } = {}) {
        for await (const { index, model = 0 } of images) {
          state.clock += 10 * (model + 1);
          state.asked.push(`pool ${number}, model ${model}, ${workers ?? "all"}`);
          yield { index, ok: true } as ScoredImage;
        }
      },
      close: async () => void state.closed.add(number),
    };
  };
  const ports = { now: () => state.clock, signal: NEVER_CANCELLED as AbortSignal };
  const paths = Array.from({ length: 60 }, (_, i) => `${i}.png`);
  return { state, pool: createTimingPool(open), ports, paths };
}

async function run(scorer: ImageScorer, count: number): Promise<void> {
  const images = Array.from({ length: count }, (_, index) => ({ index, path: "p" }));
  for await (const _ of scorer.score(images));
  await scorer.close();
  await scorer.close();
}

const TIMES = { models: [{ imageMs: 10 }, null, { imageMs: 20 }] };

it("models are timed in the processes that ran them, one process at a time", async () => {
  const { state, pool, ports, paths } = laboratory();
  await run(pool.open(a, { ...options, beside: [b] }), 5);
  await run(pool.open(b, options), 1);
  expect([...state.closed]).toEqual([2]);
  expect(await modelsCost([a, null, b], paths, pool, ports)).toMatchObject(TIMES);
  expect(state.opened).toHaveLength(2);
  expect(new Set(state.asked.slice(6))).toEqual(
    new Set(["pool 1, model 0, 1", "pool 1, model 1, 1"]),
  );
  expect([...state.closed]).toEqual([2]);
  await pool.close();
  expect([...state.closed]).toEqual([2, 1]);
});

it("where no image was left to score, or features were taken, one process has them all", async () => {
  for (const [count, more] of [
    [0, {}],
    [5, { features: "f" }],
  ] as const) {
    const { state, pool, ports, paths } = laboratory();
    await run(pool.open(a, { ...options, ...more, beside: [b] }), count);
    expect([...state.closed]).toEqual([1]);
    expect(await modelsCost([a, null, b], paths, pool, ports)).toMatchObject(TIMES);
    expect(state.opened).toHaveLength(2);
    expect(state.opened[1]).toMatchObject({ workers: 1, beside: [b] });
    await pool.close();
  }
});
