import { expect, it } from "vitest";
import { openPool } from "../../../src/models/scoring/scorer-pool.js";

it("gives images to as many workers as are to take part, the next run to all again", async () => {
  const given: number[][] = [];
  const scorer = await openPool({
    model: "m",
    workers: 3,
    start({ onMessage }) {
      const own: number[] = [];
      given.push(own);
      return {
        open: () => onMessage({ kind: "opened", engine: "e", areProbabilities: true }),
        score({ ticket }) {
          own.push(ticket);
          const failed = { code: "unreadable", error: "input/unreadable", what: "w" };
          const explained = { code: "input/unreadable", what: "w", where: "w", fix: "f" };
          const result = { ticket, ok: false, isBroken: false, explained, ...failed };
          setImmediate(() => onMessage({ kind: "result", result }));
        },
        kill: async () => {},
        after: () => () => {},
      };
    },
  });
  const images = Array.from({ length: 9 }, (_, index) => ({ index, path: "p" }));
  const found: number[] = [];
  for await (const { index } of scorer.score(images, { workers: 1 })) found.push(index);
  expect(found).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(given.map(({ length }) => length)).toEqual([9, 0, 0]);
  for await (const { index } of scorer.score(images)) found.push(index);
  expect(given.map(({ length }) => length > 0)).toEqual([true, true, true]);
  await scorer.close();
});

it("says that a model cannot be had when its worker is gone, and not before", async () => {
  const steps: string[] = [];
  const opening = openPool({
    model: "m",
    workers: 1,
    start: () => ({
      open: () => {},
      score: () => {},
      async kill() {
        await new Promise((resolve) => setTimeout(resolve, 20));
        steps.push("gone");
      },
      after(_, call) {
        setImmediate(call);
        return () => {};
      },
    }),
  });
  await opening.catch(({ code }) => steps.push(code));
  expect(steps.filter((step) => step !== "gone")).toEqual(["model/timeout"]);
  expect(steps.at(-1)).toBe("model/timeout");
  expect(steps).toContain("gone");
});
