import { expect, it } from "vitest";
import { HomegroundError } from "../../src/core/errors.js";
import type { AppState, Step } from "../../src/web/app/app-types.js";
import { fixOf } from "../../src/web/app/error-fixes.js";

/** As far as a fix looks: labels that were read, names that are open, and workers. */
function stateOf(step: Step, workers: number | null = null, imported: unknown = {}) {
  const done: unknown[] = [];
  const app = {
    step,
    imported,
    names: imported === null ? null : { open: 1 },
    watch: { workers: workers === null ? null : { workers } },
    go: (to: Step) => done.push(to),
    start: async (fewer?: number) => done.push(fewer),
  } as unknown as AppState;
  return { app, done };
}

const error = (code: string) =>
  new HomegroundError(code as "memory/limit", { what: "w", where: "x", fix: "f" });

it("goes on with fewer workers where memory was refused to several", () => {
  const { app, done } = stateOf("run", 4);
  const fix = fixOf(error("memory/limit"), app);
  expect(fix?.words).toBe("Go on with 2 at a time");
  fix?.act();
  expect(done).toEqual([2]);
  expect(fixOf(error("memory/limit"), stateOf("run", 1).app)).toBeNull();
  expect(fixOf(error("memory/limit"), stateOf("run").app)).toBeNull();
});

it.each([
  ["input/nothing-scored", "found", "See what was found"],
  ["labels/unmapped", "names", "Match the names"],
  ["input/unreadable", "start", "Choose the files again"],
] as const)("goes where %s is mended: %s", (code, step, words) => {
  const { app, done } = stateOf("run");
  const fix = fixOf(error(code), app);
  expect(fix?.words).toBe(words);
  fix?.act();
  expect(done).toEqual([step]);
  // Whoever is there already reads the sentence.
  expect(fixOf(error(code), stateOf(step).app)).toBeNull();
});

it("offers no screen that is closed, and nothing for other errors", () => {
  expect(fixOf(error("labels/unmapped"), stateOf("run", null, null).app)).toBeNull();
  for (const code of ["model/load-failed", "constructor", "internal/bug"]) {
    expect(fixOf(error(code), stateOf("run", 4).app)).toBeNull();
  }
});
