import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { castingTables, lesionTables } from "../support/guide-data.js";
import { runHere } from "../support/run-here.js";

const GUIDES = join(import.meta.dirname, "../../docs/guides");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Blocks of a guide in their order: commands, and what they print. */
function blocksOf(text: string): { readonly isCommand: boolean; readonly text: string }[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, kind, body]) => ({
    isCommand: kind === "sh",
    text: body!.trim(),
  }));
}

const oneLine = (text: string): string =>
  text.replaceAll("\\", "").replaceAll("−", "-").replaceAll(/\s+/g, " ");

/** Figures with a range: `69.4% [59.9, 77.5]`. */
const RANGED = /[\d.,]+%? \[[-+\d.]+, [-+\d.]+\]/g;

/** Runs every command about such a folder of images, as it stands in the guide. */
async function walk(guide: string, images: string, tables: Readonly<Record<string, string>>) {
  const at = join(folder, images);
  await mkdir(join(at, images), { recursive: true });
  for (const [name, text] of Object.entries(tables)) await writeFile(join(at, name), text);
  const text = await readFile(join(GUIDES, guide), "utf8");
  const blocks = blocksOf(text);
  const names = [images, ...Object.keys(tables)];
  const shown: string[] = [];
  let runs = 0;
  for (const [k, block] of blocks.entries()) {
    if (!block.isCommand || !block.text.includes(` ${images} `)) continue;
    const words = block.text.replaceAll("\\\n", " ").split(/\s+/).slice(1);
    const out = join(at, `out-${runs++}`);
    const said = await runHere([
      ...words.map((word) => (names.includes(word) ? join(at, word) : word.replaceAll("'", ""))),
      ...["--out", out],
    ]);
    // 1 is a verdict that is not met, not an error.
    expect([0, 1], said.err).toContain(said.status);
    expect(said.err).not.toMatch(/^error /m);
    const report = await readFile(join(out, "report.md"), "utf8").catch(() => "");
    shown.push(oneLine(said.out), oneLine(report));
    const next = blocks[k + 1];
    if (next === undefined || next.isCommand) continue;
    for (const line of oneLine(next.text).split(/(?<=\.) (?=[A-Z])/)) {
      expect(oneLine(said.out), guide).toContain(line);
    }
  }
  const all = shown.join("\n");
  return { text, runs, all };
}

describe("the guides that end in figures of use", () => {
  it("to diagnosis prints what it says", async () => {
    const { labels, answers } = lesionTables();
    const tables = { "labels.csv": labels, "answers.csv": answers };
    const { text, runs, all } = await walk("diagnosis.md", "lesions", tables);
    expect(runs).toBe(2);
    // Up to the section about other pictures.
    const own = oneLine(text.slice(0, text.indexOf("## 5.")));
    const figures = own.match(RANGED)!;
    expect(figures.length).toBeGreaterThan(12);
    for (const figure of figures) expect(all, figure).toContain(figure);
    expect(labels).toContain(/image,diagnosis,patient\s+(\S+)/.exec(text)![1]);
    expect(answers).toContain(/image,melanoma,naevus\s+(\S+)/.exec(text)![1]);
    const [, from] = /\*(at thresholds of .*?)\*/.exec(oneLine(text))!;
    expect(all).toContain(from);
  });

  it("to inspection prints what it says", async () => {
    const { labels, scores, old, scratches, found } = castingTables();
    const { text, runs, all } = await walk("inspection.md", "parts", {
      ...{ "labels.csv": labels, "scores.csv": scores, "old.csv": old, "new.csv": scores },
      ...{ "scratches.csv": scratches, "found.csv": found },
    });
    expect(runs).toBe(3);
    const figures = oneLine(text).match(RANGED)!;
    expect(figures.length).toBeGreaterThan(6);
    for (const figure of figures) expect(all, figure).toContain(figure);
    expect(labels).toContain(/image,label,part,batch\s+(\S+)/.exec(text)![1]);
    expect(scores).toContain(/image,score\s+(\S+)/.exec(text)![1]);
    const [, least] = /\*(On these images mistakes cost least .*? a unit\.)\*/.exec(oneLine(text))!;
    expect(all).toContain(least);
  });
});
