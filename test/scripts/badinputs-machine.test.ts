import { expect, it } from "vitest";
import { ordinarySeconds } from "../../scripts/badinputs/ordinary-machine.js";

const run = (seconds: number, isTimedOut = false) => ({ seconds, isTimedOut });

it("takes seconds within their limit, or without one, and those of a killed run as they are", async () => {
  expect(await ordinarySeconds(run(9), 10)).toBe(9);
  expect(await ordinarySeconds(run(10), 10)).toBe(10);
  expect(await ordinarySeconds(run(99), undefined)).toBe(99);
  expect(await ordinarySeconds(run(200, true), 10)).toBe(200);
});

it("makes fewer of seconds beyond their limit on a slow machine, and never more", async () => {
  const seconds = await ordinarySeconds(run(1e6), 10);
  expect(seconds).toBeLessThanOrEqual(1e6);
  // No machine that tests run on is a thousand times slower than an ordinary one.
  expect(seconds).toBeGreaterThan(1e3);
});
