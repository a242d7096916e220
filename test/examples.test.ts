import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const EXAMPLES = readdirSync(join(ROOT, "examples")).filter((name) => name.endsWith(".mjs"));

/** What each example prints. 78/100 against 188/200: METHODS' worked difference of −0.16. */
const PRINTED: Readonly<Record<string, string>> = {
  "evaluate-tables.mjs": "accuracy: fails, -0.160\n",
};

it.each(EXAMPLES)("the example %s runs on the built package", (name) => {
  const out = execFileSync(process.execPath, [join("examples", name)], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(out).toBe(PRINTED[name]);
});
