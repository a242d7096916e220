import { expect, it } from "vitest";
import { closingLines } from "./counts-reporter.js";

it.each([
  [{ passed: 3, failed: 0, skipped: 0, again: [] }, false, "3 passed, 0 failed\n"],
  [
    { passed: 3, failed: 1, skipped: 2, again: [] },
    false,
    "skipped or unfinished: 2\n3 passed, 1 failed\n",
  ],
  [
    { passed: 3, failed: 0, skipped: 2, again: [] },
    true,
    "skipped or unfinished: 2; the time given to this run is over: some may not have begun\n3 passed, 0 failed\n",
  ],
  [
    { passed: 3, failed: 0, skipped: 0, again: ["test/e2e/a.test.ts > a page: Timeout"] },
    false,
    "passed at the second try: test/e2e/a.test.ts > a page: Timeout\n3 passed, 0 failed\n",
  ],
])("closes with the counts alone on the last line: %j, late: %s", (counts, isLate, lines) => {
  expect(closingLines(counts, isLate)).toBe(lines);
});
