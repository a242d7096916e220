import { describe, expect, it } from "vitest";
import { createTimeEstimate, longRunLine } from "../../src/scoring/run-estimate.js";

describe("longRunLine", () => {
  it("says nothing of a run that is over within ten minutes", () => {
    expect(longRunLine(1, 600, 1000, "wasm")).toBeNull();
    expect(longRunLine(1, 601, 1000, "wasm")).not.toBeNull();
  });

  it("offers a sample of five minutes, with the widest interval it can have", () => {
    // Wilson at p = 1/2: h = q/(1 + q²/n)·√(1/(4n) + q²/(4n²)) = 0.06151 at n = 250, q = 1.96.
    expect(longRunLine(0.8456, 10_000, 10_000, "native")).toBe(
      "This will take about 3 h, at 0.85 images a second. --sample 250 would take about 5 min " +
        "and tell a share of all images to ±6.2 points or better (95 %).",
    );
  });

  it("offers the faster engine where there is one", () => {
    expect(longRunLine(50, 1e6, 1e6, "wasm")).toMatch(/runtime add native\.$/);
    expect(longRunLine(50, 1e6, 1e6, "native")).not.toMatch(/runtime/);
  });

  it("offers no sample as large as the run, or too small to be of use", () => {
    expect(longRunLine(0.4, 300, 300, "native")).toMatch(/--sample 120 /);
    expect(longRunLine(0.4, 300, 110, "native")).not.toMatch(/--sample/);
    expect(longRunLine(0.05, 300, 300, "native")).not.toMatch(/--sample/);
  });

  it("tells long times in hours and days", () => {
    expect(longRunLine(1, 3600 * 5, 1e6, "native")).toMatch(/about 5 h,/);
    expect(longRunLine(1, 86_400 * 3, 1e6, "native")).toMatch(/about 3 days,/);
    expect(longRunLine(1, 1200, 1e6, "native")).toMatch(/about 20 min,/);
  });
});

describe("createTimeEstimate", () => {
  function watch() {
    const said: string[] = [];
    let now = 0;
    const estimate = createTimeEstimate("native", () => now, (line) => said.push(line)); // biome-ignore format: one line
    return {
      said,
      at(ms: number, done: number, known = 0, total = 10_000) {
        now = ms;
        estimate.update({ done, known, total });
      },
    };
  }

  it("speaks once, after 20 images beyond the first, by their time alone", () => {
    const { said, at } = watch();
    at(60_000, 1); // loading took a minute
    for (let i = 2; i <= 20; i++) at(60_000 + i * 1000, i);
    expect(said).toEqual([]);
    at(80_000, 21); // 20 images in 20 s
    at(81_000, 22);
    expect(said).toEqual([expect.stringMatching(/about 3 h, at 1\.0 images/)]);
  });

  it("does not count images that were known before", () => {
    const { said, at } = watch();
    for (let i = 1; i <= 500; i++) at(i, i, i);
    expect(said).toEqual([]);
    for (let i = 1; i <= 21; i++) at(1000 + i * 1000, 500 + i, 500);
    expect(said).toEqual([expect.stringMatching(/at 1\.0 images/)]);
  });
});
