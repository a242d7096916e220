import { expect, it } from "vitest";
import { createTurns } from "../../src/core/turns.js";

it("does one after the other, whatever became of the one before", async () => {
  const inTurn = createTurns();
  const done: string[] = [];
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = inTurn(async () => {
    await gate;
    done.push("first");
    throw new Error("first");
  });
  const second = inTurn(async () => {
    done.push("second");
    return 2;
  });
  await Promise.resolve();
  expect(done).toEqual([]);
  open();
  await expect(first).rejects.toThrow("first");
  await expect(second).resolves.toBe(2);
  expect(done).toEqual(["first", "second"]);
});
