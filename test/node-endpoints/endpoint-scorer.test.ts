import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ErrorCode, HomegroundError } from "../../src/core/errors.js";
import type { ScoredImage } from "../../src/models/image-scorer.js";
import type { OpenedEndpoint } from "../../src/node/endpoints/adapter.js";
import { createEndpointScorer } from "../../src/node/endpoints/endpoint-scorer.js";
import { imageScorerContract } from "../contract/image-scorer.js";
import { throwsCode } from "../support/throws-code.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-endpoint-scorer-"));
  for (let i = 0; i < 3; i++) await writeFile(join(folder, String(i)), String(i));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Score = OpenedEndpoint["score"];

const byContent: Score = async ({ bytes }) => ({
  scores: Float64Array.of(Number(Buffer.from(bytes).toString()), 0.5),
  notes: [],
  widthPx: 1,
  heightPx: 1,
});

function scorerOf(score: Score, concurrency = 4) {
  // The card is nothing to a scorer.
  const endpoint = { score } as OpenedEndpoint;
  return createEndpointScorer({
    endpoint,
    engine: "endpoint 1 (test)",
    areProbabilities: true,
    concurrency,
  });
}

imageScorerContract("an endpoint", async () => ({
  scorer: scorerOf(byContent),
  good: [0, 1, 2].map((i) => ({ path: join(folder, String(i)), scores: [i, 0.5] })),
  missing: join(folder, "gone"),
}));

function failing(code: ErrorCode): HomegroundError {
  return new HomegroundError(code, { what: "it failed", where: "test", fix: "none" });
}

const images = (n: number) =>
  Array.from({ length: n }, (_, index) => ({ index, path: join(folder, String(index % 3)) }));

/** What came before it ended, and with what it ended. */
async function run(score: Score, n: number, concurrency = 1) {
  const results: ScoredImage[] = [];
  try {
    for await (const one of scorerOf(score, concurrency).score(images(n))) results.push(one);
    return { results, error: null };
  } catch (error) {
    return { results, error };
  }
}

describe("an endpoint that fails", () => {
  it("on single images has them listed, and goes on", async () => {
    let asked = 0;
    const { results, error } = await run(async (...of) => {
      if (asked++ % 2 === 0) throw failing("endpoint/bad-answer");
      return byContent(...of);
    }, 60);
    expect(error).toBeNull();
    expect(results).toHaveLength(60);
    expect(results.filter(({ ok }) => !ok)).toHaveLength(30);
    expect(results[0]).toMatchObject({ code: "model-failed", error: "endpoint/bad-answer" });
  });

  it("ten times in a row ends the run, with what was got given out", async () => {
    let asked = 0;
    const { results, error } = await run(async (...of) => {
      if (asked++ >= 5) throw failing("network/unreachable");
      return byContent(...of);
    }, 100);
    expect(results.filter(({ ok }) => ok)).toHaveLength(5);
    expect(results).toHaveLength(15);
    expect(error).toMatchObject({ code: "network/unreachable" });
  });

  it.each([
    "endpoint/no-access",
    "endpoint/not-found",
    "endpoint/redirect",
    "endpoint/busy",
  ] as const)("in a way that no image can avoid ends the run at once: %s", async (code) => {
    let asked = 0;
    const { results, error } = await run(async (...of) => {
      if (asked++ === 3) throw failing(code);
      return byContent(...of);
    }, 100);
    expect(results).toHaveLength(4);
    expect(error).toMatchObject({ code });
  });

  it("has the answers that were on their way kept", async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let asked = 0;
    const { results, error } = await run(
      async (...of) => {
        if (asked++ === 0) {
          setImmediate(open);
          throw failing("endpoint/no-access");
        }
        await gate;
        return byContent(...of);
      },
      100,
      4,
    );
    expect(results).toHaveLength(4);
    expect(results.filter(({ ok }) => ok)).toHaveLength(3);
    expect(error).toMatchObject({ code: "endpoint/no-access" });
  });

  it("on every one of a few images ends the run", async () => {
    const { error } = await run(async () => {
      throw failing("endpoint/unknown-label");
    }, 3);
    expect(error).toEqual(expect.any(HomegroundError));
    expect(() => {
      throw error;
    }).toThrow(throwsCode("endpoint/unknown-label"));
  });
});

describe("images on their way", () => {
  it("are no more at a time than they may be", async () => {
    let now = 0;
    let most = 0;
    let open = () => {};
    // Nobody is answered until as many wait as may: however busy the machine is, they meet.
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { results } = await run(
      async (...of) => {
        most = Math.max(most, ++now);
        if (now === 3) open();
        await gate;
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return byContent(...of);
      },
      40,
      3,
    );
    expect(results).toHaveLength(40);
    expect(most).toBe(3);
  });
});
