import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sizingPage } from "../../scripts/sizing/document.js";
import { MEASURED } from "../../scripts/sizing/measured.js";
import { shardsOf, simulateWorkers } from "../../scripts/sizing/simulate-workers.js";

const FREE = { ...MEASURED, takeMs: 0, keepMs: 0, finishMs: 0, pollMs: 0 };

describe("workers on paper", () => {
  it("are the page that is there: npm run sizing", () => {
    const page = join(import.meta.dirname, "../../docs/sizing-shards.md");
    expect(readFileSync(page, "utf8")).toBe(sizingPage());
  });

  it("do the work of all shards, one alone: sums in closed form", () => {
    const one = simulateWorkers(1e6, 1, FREE);
    const all = 1e6 * FREE.imageMs + shardsOf(1e6, 1) * FREE.shardMs;
    // Lengths of shards vary by a tenth each way, and there are a hundred of them.
    expect(one.work / (all / 3_600_000)).toBeCloseTo(1, 1);
    expect(one.plan).toBeCloseTo((1e6 * FREE.planMs) / 3_600_000, 10);
    expect(one.longestWaitMs).toBe(0);
  });

  it("are as many times as quick as they are, where nothing is shared and shards are many", () => {
    const [one, ten] = [1, 10].map((workers) => simulateWorkers(1e8, workers, FREE));
    expect(one!.work / ten!.work).toBeGreaterThan(9.9);
    expect(one!.work / ten!.work).toBeLessThan(10.1);
  });

  it("are no quicker than the database gives shards", () => {
    const slow = { ...MEASURED, takeMs: 20_000, keepMs: 0, finishMs: 0, pollMs: 0 };
    const many = simulateWorkers(1e8, 1000, slow);
    expect(many.databaseBusy).toBeGreaterThan(0.95);
    expect(many.work).toBeGreaterThanOrEqual((many.shards * 20_000) / 3_600_000);
  });
});
