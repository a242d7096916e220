import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTextFinder } from "../../../src/node/files/text-finder.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

const NAME = "Zoë “Q” Ångström";
const finder = createTextFinder([
  { text: NAME, field: "facts.authors[0].name", isPart: false },
  { text: 'Bo "the" Bear', field: "facts.authors[1].name", isPart: false },
  { text: "Ångström", field: "facts.authors[0].name", isPart: true },
]);

let made = 0;
async function found(content: string | Buffer, name = "file.bin") {
  const path = join(folder, `${made++}`);
  await writeFile(path, content);
  const { found: all, carriesTexts } = await finder.inFile(path, name);
  return { texts: all.map(({ text }) => text), carriesTexts };
}

describe("createTextFinder", () => {
  it.each([
    ["as it is written", Buffer.from(`x${NAME}x`)],
    ["in capitals", Buffer.from(NAME.toUpperCase())],
    ["in small letters", Buffer.from(NAME.toLowerCase())],
    ["with marks apart from letters", Buffer.from(NAME.normalize("NFD"))],
    ["as UTF-16, lowest byte first", Buffer.from(NAME, "utf16le")],
    ["as UTF-16, highest byte first", Buffer.from(NAME, "utf16le").swap16()],
  ])("finds a text %s", async (_, bytes) => {
    for (const before of [0, 1, (1 << 20) - 5, 1 << 20]) {
      const { texts } = await found(Buffer.concat([Buffer.alloc(before, 7), bytes]));
      expect(texts).toContain(NAME);
    }
  });

  it("finds a text with quotation marks in JSON, and one in mixed case", async () => {
    expect((await found(JSON.stringify({ a: 'Bo "the" Bear' }))).texts).toEqual(['Bo "the" Bear']);
    expect((await found('bO "ThE" beAr')).texts).toEqual(['Bo "the" Bear']);
  });

  it("finds a part as a word of its own alone", async () => {
    expect((await found("by Ångström.")).texts).toEqual(["Ångström"]);
    expect((await found("Ångströms, ångström, xÅngström")).texts).toEqual([]);
    expect(finder.inName("images/Ångström_1.png").map(({ text }) => text)).toEqual(["Ångström"]);
  });

  it("finds each text once, and nothing in what does not hold it", async () => {
    expect((await found(`${NAME} ${NAME}`)).texts).toHaveLength(2); // whole, and its part
    expect((await found(Buffer.alloc(3 << 20, "Zoë Ångs"))).texts).toEqual([]);
    expect((await found("")).texts).toEqual([]);
  });

  it("sees images that carry texts", async () => {
    expect((await found("\xff\xd8\xff\xe1..Exif\0\0", "a.JPG")).carriesTexts).toBe(true);
    expect((await found("....tEXt", "a.png")).carriesTexts).toBe(true);
    expect((await found("....IDAT", "a.png")).carriesTexts).toBe(false);
    expect((await found("tEXt", "notes.txt")).carriesTexts).toBe(false);
  });
});
