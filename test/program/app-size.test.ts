import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

const APP = join(import.meta.dirname, "../../dist/app");

/** What a reader's browser fetches before the engine is needed, compressed. */
const MOST_BYTES = 173_000;

it("loads at most 173 kB before the engine is needed, everything else when it is wanted", () => {
  const first = new Map<string, string>();
  const load = (path: string): void => {
    if (first.has(path)) return;
    const text = readFileSync(join(APP, path), "utf8");
    first.set(path, text);
    // Imports at the head of a module; `import("./…")` waits until somebody asks.
    for (const [, part = ""] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) load(part);
  };
  for (const path of ["index.html", "app.css", "app.js", "session.js"]) load(path);
  const bytes = [...first.values()].reduce((sum, text) => sum + gzipSync(text).length, 0);
  expect(bytes).toBeLessThan(MOST_BYTES);
  expect(bytes).toBeGreaterThan(100_000);
  expect(
    [...first.keys()].filter((path) => /run-session|claims|metrics|Question|Results/.test(path)),
  ).toEqual([]);
});
