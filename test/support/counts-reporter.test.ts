import { expect, it } from "vitest";
import { closingLines } from "./counts-reporter.js";

it.each([
  [{ passed: 3, failed: 0, skipped: 0 }, "3 passed, 0 failed\n"],
  [{ passed: 3, failed: 1, skipped: 2 }, "skipped or unfinished: 2\n3 passed, 1 failed\n"],
])("closes with the counts alone on the last line: %j", (counts, lines) => {
  expect(closingLines(counts)).toBe(lines);
});
