import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { buildAppFiles } from "../../scripts/build/app-scripts.js";

/** What a reader's browser fetches before the engine is needed, compressed. */
const MOST_BYTES = 173_000;

it("loads at most 173 kB before the engine is needed, everything else when it is wanted", async () => {
  const files = new Map(await buildAppFiles("0.0.0-test"));
  const first = new Set<string>();
  const load = (path: string): void => {
    if (first.has(path)) return;
    first.add(path);
    const text = files.get(path);
    if (text === undefined) throw new Error(`${path} is no file of the app`);
    // Imports at the head of a module; `import("./…")` waits until somebody asks.
    for (const [, part = ""] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) load(part);
  };
  for (const path of ["index.html", "app.css", "app.js", "session.js"]) load(path);
  const bytes = [...first].reduce((sum, path) => sum + gzipSync(files.get(path) ?? "").length, 0);
  expect(bytes).toBeLessThan(MOST_BYTES);
  expect(bytes).toBeGreaterThan(100_000);
  expect(
    [...first].filter((path) => /run-session|claims|metrics|Question|Results/.test(path)),
  ).toEqual([]);
});
