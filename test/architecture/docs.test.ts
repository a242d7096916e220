import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const textOf = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const filesBelow = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => ending.test(file));

const PAGES = ["CONTRIBUTING.md", ...filesBelow("docs", /\.md$/)].filter(
  (file) => !file.startsWith("docs/examples/"),
);
/** Decisions stay as they were written: docs/decisions/0064 says where their files are. */
const LIVE = PAGES.filter((file) => !file.startsWith("docs/decisions/"));
const CODE = [...filesBelow("src", /\.(ts|svelte)$/), ...filesBelow("test", /\.ts$/)];

/** Lines of a block of code without comments; `//` stands in no string of them. */
function linesOf(code: string): string[] {
  return code
    .split("\n")
    .map((line) => line.replace(/\/\/.*$/, "").trim())
    .filter((line) => line !== "");
}

/** Whether a text has these lines in this order, others between them or not. */
function hasInOrder(text: readonly string[], lines: readonly string[]): boolean {
  let at = -1;
  return lines.every((line) => {
    at = text.indexOf(line, at + 1);
    return at >= 0;
  });
}

describe("pages for maintainers", () => {
  it.each(PAGES)("link to what is there: %s", (page) => {
    const links = [...textOf(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, to = ""]) => to,
    );
    const near = links.filter((to) => !/^(https?|mailto):/.test(to));
    const missing = near.filter((to) => !existsSync(join(ROOT, dirname(page), decodeURI(to))));
    expect(missing).toEqual([]);
  });

  it.each(LIVE)("name files of code that are there: %s", (page) => {
    const named = [...textOf(page).matchAll(/`([\w./-]+\.(?:ts|svelte))`/g)].map(
      ([, to = ""]) => to,
    );
    const isThere = (path: string): boolean =>
      existsSync(join(ROOT, path)) || CODE.some((file) => `/${file}`.endsWith(`/${path}`));
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  const examples = filesBelow("test/additions", /\.ts$/).map((file) => linesOf(textOf(file)));
  it.each(LIVE.filter((page) => page.startsWith("docs/adding-")))(
    "show an addition that a test makes: %s",
    (page) => {
      const text = textOf(page);
      expect(text).toContain("test/additions/");
      for (const [, code = ""] of text.matchAll(/```ts\n([\s\S]*?)```/g)) {
        const lines = linesOf(code);
        expect(
          examples.some((example) => hasInOrder(example, lines)),
          lines[0],
        ).toBe(true);
      }
    },
  );

  it("are there for each kind of addition", () => {
    const kinds = readdirSync(join(ROOT, "test/additions"), { withFileTypes: true })
      .filter((one) => one.isDirectory() && one.name !== "family")
      .map(({ name }) => name);
    expect(kinds).toEqual(["analysis", "format", "metric", "option", "task"]);
    for (const kind of kinds) {
      const article = /^[ao]/.test(kind) ? "an" : "a";
      expect(LIVE).toContain(`docs/adding-${article}-${kind}.md`);
    }
  });
});
