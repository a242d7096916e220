import { expect, it } from "vitest";
import type { ImageScorer } from "../../src/models/image-scorer.js";
import type { lazyScorer } from "../../src/node/cli/evaluate-model.js";
import { shardScorers } from "../../src/node/cli/shards-scorers.js";

type Ready = Parameters<typeof lazyScorer>[0];
type Options = Parameters<typeof lazyScorer>[1];

/** Scorers by number that say of each image which one they are, and fail at the image `bad`. */
function numbered() {
  const state = { opened: 0, closed: [] as number[], signal: new AbortController() };
  const given: Options[] = [];
  const open = (_: Ready, options: Options): ImageScorer => {
    const engine = `${++state.opened}`;
    given.push(options);
    return {
      engine,
      areProbabilities: true,
      async *score(images) {
        for await (const { index, path } of images) {
          if (path === "bad") throw new Error("it broke");
          yield { index, ok: false, code: "model-failed", error: "model/run-failed", what: engine };
        }
      },
      close: async () => void state.closed.push(Number(engine)),
    };
  };
  return { state, given, scorers: shardScorers(open, state.signal.signal, 40) };
}

const model = { endpoint: undefined } as unknown as Ready;
const options: Options = { signal: new AbortController().signal, expectedImages: 3 };

async function run(scorer: ImageScorer, ...paths: readonly string[]): Promise<string> {
  let by = "";
  try {
    const images = paths.map((path, index) => ({ index, path }));
    for await (const scored of scorer.score(images)) if (!scored.ok) by = scored.what;
  } finally {
    await scorer.close();
    await scorer.close();
  }
  return by;
}

it("a scorer is used again after a run that came to its end", async () => {
  const { state, given, scorers } = numbered();
  expect(await run(scorers.open(model, options), "a", "b")).toBe("1");
  expect(await run(scorers.open(model, options), "c")).toBe("1");
  expect(state).toMatchObject({ opened: 1, closed: [] });
  expect(given).toEqual([{ ...options, signal: state.signal.signal, expectedImages: 40 }]);
  await scorers.rest();
  expect(state.closed).toEqual([1]);
  expect(await run(scorers.open(model, options), "d")).toBe("2");
});

it("two at once, other models and looks have their own", async () => {
  const { scorers } = numbered();
  const [first, second] = [scorers.open(model, options), scorers.open(model, options)];
  expect(await run(first, "a")).toBe("1");
  expect(await run(second, "a")).toBe("2");
  expect(await run(scorers.open({ ...model }, options), "a")).toBe("3");
  expect(await run(scorers.open(model, { ...options, looks: [] }), "a")).toBe("4");
  expect(await run(scorers.open(model, { ...options, looks: [] }), "a")).toBe("4");
});

it("a scorer is closed after a run that failed, was left, or at the end of the worker", async () => {
  const { state, scorers } = numbered();
  await expect(run(scorers.open(model, options), "a", "bad")).rejects.toThrow("it broke");
  expect(state.closed).toEqual([1]);
  const left = scorers.open(model, options);
  for await (const _ of left.score([{ index: 0, path: "a" }])) break;
  await left.close();
  expect(state.closed).toEqual([1, 2]);
  const last = scorers.open(model, options);
  state.signal.abort();
  await run(last, "a");
  expect(state.closed).toEqual([1, 2, 3]);
});

it("endpoints are opened as they are", async () => {
  const { state, given, scorers } = numbered();
  const endpoint = { ...model, endpoint: {} } as Ready;
  await run(scorers.open(endpoint, options), "a");
  expect(state.closed).toEqual([1, 1]);
  expect(given).toEqual([options]);
});
