import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  canBeMade,
  comparable,
  EXAMPLE_REPORTS,
  makeExample,
} from "../../scripts/examples/example-reports.js";

const COMMITTED = join(import.meta.dirname, "../../docs/examples");
/** What a file, an account or a machine is called where it was made. */
const PLACES = /\/(?:work|tmp|home|root|Users|var|mnt|private)\/|[A-Z]:\\|file:\/\//;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "homeground-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (name: string, file: string) => readFileSync(join(COMMITTED, name, file), "utf8");

it("has a folder and a line in the README for each example, and no other", () => {
  const folders = readdirSync(COMMITTED, { withFileTypes: true }).filter((one) =>
    one.isDirectory(),
  );
  expect(folders.map(({ name }) => name)).toEqual(EXAMPLE_REPORTS.map(({ name }) => name).sort());
  const readme = readFileSync(join(COMMITTED, "README.md"), "utf8");
  for (const { name } of EXAMPLE_REPORTS) {
    expect(readme).toContain(`| [${name}](${name}) |`);
    expect(readme).toContain(`- **${name}**: `);
  }
});

describe.each(EXAMPLE_REPORTS)("the example $name", (example) => {
  it("says nothing of the machine that it was made on", () => {
    for (const file of example.files) {
      const text = read(example.name, file);
      expect(PLACES.exec(text)?.[0] ?? null, file).toBeNull();
      if (hostname().length > 3) expect(text).not.toContain(hostname());
    }
  });

  it("has a page of at most 2 MB, with pictures only where all may be shown", () => {
    const page = read(example.name, example.files[0]!);
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
    const markup = page.replace(/<script>[\s\S]*?<\/script>/g, "");
    const pictures = markup.match(/<img|<image|data:image|url\(/g) ?? [];
    if (example.data === null) expect(pictures.length).toBeGreaterThan(0);
    else expect(pictures).toEqual([]);
  });

  const skipped = canBeMade(example) ? "" : ` (no reference data: data/${example.data})`;
  it.skipIf(skipped !== "")(`is what the program makes: npm run examples${skipped}`, () => {
    const made = join(folder, example.name);
    makeExample(example, made);
    for (const file of example.files) {
      const got = comparable(readFileSync(join(made, file), "utf8"));
      const kept = comparable(read(example.name, file));
      // A line each, so that a difference is a few lines and not the page.
      expect(got.split(/(?<=>)(?=<)/), file).toEqual(kept.split(/(?<=>)(?=<)/));
    }
  });
});
