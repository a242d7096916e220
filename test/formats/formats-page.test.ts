import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Wanted } from "../../src/formats/format.js";
import { KNOWN_FORMATS } from "../../src/formats/known/registry.js";
import { FORMATS, formatsWritten, isReadFor } from "../../src/formats/registry.js";
import { fieldsOfFormats } from "../support/formats-fields.js";

const KINDS: readonly Wanted[] = ["labels", "objects", "predictions", "detections", "masks"];

/** What each registered format is read for, and the name by which `convert` writes it. */
function formatsTable(): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  const rows = FORMATS.map((format) => {
    const isRead = KINDS.some((kind) => isReadFor(format, kind));
    const marks = KINDS.map((kind) => (isReadFor(format, kind) ? "yes" : ""));
    const written = format.write === undefined ? "" : `\`${format.id}\``;
    return row([format.name, ...(isRead ? marks : KINDS.map(() => "")), written]);
  });
  const head = [
    "format",
    "labels",
    "objects",
    "predictions",
    "detections",
    "masks",
    "`convert --to`",
  ];
  return [row(head), row(head.map(() => "---")), ...rows].join("").replaceAll("  |", " |");
}

const page = readFileSync(join(import.meta.dirname, "../../docs/formats.md"), "utf8");

it("lists what is read and written as the registry has it", () => {
  const [, table] = /^## All of them\n\n.*?\n\n(\|.*?\n)\n/ms.exec(page) ?? [];
  expect(table).toBe(formatsTable());
});

it("says of each what is kept, not held and not read, as the registry has it", () => {
  const [, part] = /^## What is kept\n\n.*?\n\n(### .*?)(?=^## )/ms.exec(page) ?? [];
  expect(`${part?.trimEnd()}\n`).toBe(`${fieldsOfFormats().trimEnd()}\n`);
});

it("says of each that is written what it holds of outlines and scores", () => {
  const [, table = ""] = /^\| `--to` .*?\n(.*?)\n\n/ms.exec(page) ?? [];
  const rows = table.split("\n").slice(1);
  const said = rows.map((line) => {
    const [, id = "", , outlines, scores] = line.split("|").map((cell) => cell.trim());
    return { id: id.replaceAll("`", ""), hasOutlines: outlines !== "lost", scores };
  });
  const held = formatsWritten().map(({ id, write: { holds, answers } }) => {
    const scores = answers === undefined ? holds.scores : "of the answer";
    return { id, hasOutlines: holds.outlines !== "none", scores };
  });
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
  expect(said.sort(byId)).toEqual(held.sort(byId));
});

it("names each format that is known and not read", () => {
  const [, named = ""] = /^\*\*Known and not read\.\*\*(.*?)\n\n/ms.exec(page) ?? [];
  const text = named.replaceAll("\n", " ");
  expect(KNOWN_FORMATS.filter(({ name }) => !text.includes(name))).toEqual([]);
});
