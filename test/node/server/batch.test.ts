import { describe, expect, it } from "vitest";
import { createBatch } from "../../../src/node/server/batch.js";

describe("a batch", () => {
  it("asks once for all who wait, and never answers from before somebody asked", async () => {
    const there = new Map([
      ["a", 1],
      ["b", 2],
    ]);
    const asked: (readonly string[])[] = [];
    const ends: (() => void)[] = [];
    const find = createBatch(async (keys) => {
      asked.push(keys);
      const found = new Map(there);
      await new Promise<void>((resolve) => ends.push(resolve));
      return found;
    });
    const first = find("a");
    await expect.poll(() => asked).toEqual([["a"]]);
    there.delete("a"); // the first was asked before
    const later = [find("a"), find("b"), find("a"), find("c")];
    ends[0]!();
    expect(await first).toBe(1);
    await expect.poll(() => asked).toEqual([["a"], ["a", "b", "c"]]);
    ends[1]!();
    expect(await Promise.all(later)).toEqual([undefined, 2, undefined, undefined]);
  });

  it("tells all who waited of a failure, and goes on", async () => {
    let isAway = true;
    const find = createBatch(async (keys) => {
      if (isAway) throw new Error("away");
      return new Map(keys.map((key) => [key, key]));
    });
    const both = await Promise.allSettled([find("a"), find("b")]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    isAway = false;
    expect(await find("a")).toBe("a");
  });
});
