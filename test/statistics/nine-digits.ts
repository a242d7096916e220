import { expect } from "vitest";

/** Asserts that a number rounds to the nine significant digits in which an example is printed. */
export function expectNine(actual: number | null | undefined, printed: number): void {
  expect(actual).not.toBeNull();
  const unit = printed === 0 ? 1e-9 : 10 ** (Math.floor(Math.log10(Math.abs(printed))) - 8);
  expect(Math.abs((actual ?? Number.NaN) - printed), `${actual} against ${printed}`).toBeLessThan(
    0.51 * unit,
  );
}
