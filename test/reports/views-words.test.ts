import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "svelte/compiler";
import { describe, expect, it } from "vitest";

const VIEWS = join(import.meta.dirname, "../../src/reports/views");

/** Attributes that people read or hear. */
const SPOKEN = new Set(["aria-label", "aria-description", "title", "alt", "placeholder", "data-l"]);
/** Names, which no language changes. */
const NAMES = new Set(["Homeground"]);

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** Letters that make a word: two in a row. */
function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(text) && !NAMES.has(text.trim());
}

/** Words of a string in code: it begins like a sentence or has several words. */
function isSentence(text: string): boolean {
  return /^\p{Lu}\p{Ll}+/u.test(text.trim()) ? hasWords(text) : /\p{L}{2,} \p{L}{2,}/u.test(text);
}

/** Every piece of a component that is words of its own: text, spoken attributes, strings in code. */
function wordsOf(source: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown, spoken: boolean, isCode: boolean): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one, spoken, isCode);
      return;
    }
    if (!isNode(value)) return;
    if (value.type === "Text" && spoken && hasWords(String(value["data"]))) {
      found.push(String(value["data"]).trim());
    }
    if (isCode && value.type === "Literal" && typeof value["value"] === "string") {
      if (isSentence(value["value"])) found.push(value["value"]);
    }
    if (isCode && value.type === "TemplateElement") {
      const { cooked } = value["value"] as { cooked: string };
      if (/\p{L}{2,} \p{L}{2,}/u.test(cooked)) found.push(cooked);
    }
    if (value.type === "ImportDeclaration") return;
    if (value.type === "Attribute") {
      const isSpoken = SPOKEN.has(String(value["name"]));
      if (isSpoken) visit(value["value"], true, true);
      return;
    }
    for (const [key, child] of Object.entries(value)) {
      if (key === "css" || key === "comments" || key === "leadingComments") continue;
      const inCode = isCode || key === "instance" || key === "module" || key === "expression";
      visit(child, spoken, inCode);
    }
  };
  const { instance, module, fragment } = parse(source, { modern: true });
  visit(fragment, true, false);
  visit(instance, false, true);
  visit(module, false, true);
  return found;
}

describe("components hold no words of their own", () => {
  const files = readdirSync(VIEWS).filter((name) => name.endsWith(".svelte"));

  it.each(files)("%s", (file) => {
    const words = wordsOf(readFileSync(join(VIEWS, file), "utf8"));
    expect(words).toEqual([]);
  });

  it("finds words planted in text, attributes, expressions and script", () => {
    const planted = [
      "<p>Some words</p>",
      '<table aria-label="Table of figures"></table>',
      '<p>{n > 0 ? "no more files" : "x"}</p>',
      '<script lang="ts">const parts = [{ name: "Figures" }];</script>',
      "<script>const text = `there are more files`;</script>",
      '<td data-l="Files">1</td>',
    ];
    for (const source of planted) expect(wordsOf(source), source).toHaveLength(1);
    const clean = [
      '<p class={wide ? "cm many" : "cm"}>{words.title} · {n}</p>',
      '<svg viewBox="0 0 24 24"><path d="M12 3.5 22 20.5H2zM12 10v5" /></svg>',
      "<span>Homeground</span>",
      '<script>import { a } from "../words/page.js";\nconst kind = "local";</script>',
    ];
    for (const source of clean) expect(wordsOf(source), source).toEqual([]);
  });
});
