import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import {
  createWords,
  type RecordCase,
  WHOLE_FACTS,
  writeRecordCase,
} from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const AUTHOR = {
  name: "Zoë Quintessa Ångström",
  orcid: "0000-0002-1825-0097",
  contact: "Zoë <zoe.angstrom@fictional-institute.example>",
  doi: "10.5555/zqa-2026",
  url: "https://fictional-institute.example/zqa/paper",
  address: "https://pictures.fictional-institute.example/wild/",
};

let folder: string;
let one: RecordCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder, 30);
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
async function record(change: object = {}, ...more: string[]): Promise<string> {
  const out = join(folder, `record-${made++}`);
  const facts = join(folder, `facts-${made}.json`);
  const { name, orcid, contact, doi, url } = AUTHOR;
  const own = { ...WHOLE_FACTS.facts, authors: [{ name, orcid }], contact, doi, url };
  await writeFile(facts, JSON.stringify({ ...WHOLE_FACTS, facts: own, ...change }));
  const ran = await runHere(createWords({ ...one, facts }, out, "--publish", ...more));
  expect(ran).toMatchObject({ status: 0, err: "" });
  return out;
}

async function kit(from: string, ...more: string[]) {
  const out = join(folder, `kit-${made++}`);
  const ran = await runHere(["record", "kit", from, "--out", out, "--json", "-", ...more]);
  const { status, err } = ran;
  const json = status === 0 ? JSON.parse(ran.out) : null;
  if (json !== null) expect(violationsOf("kit", json)).toEqual([]);
  return { out, status, err, json };
}

const read = async (path: string): Promise<TransparencyRecord> =>
  JSON.parse(await readFile(join(path, "record.json"), "utf8"));

async function files(root: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path.slice(root.length), await readFile(path)] as const),
    ),
  );
}

describe("record kit", () => {
  it("writes badge, QR code, texts and citations, all with the id", async () => {
    const from = await record();
    const { id } = await read(from);
    const { out, json } = await kit(from, "--url", "https://example.org/wild/");
    expect(json.warnings).toEqual([]);
    expect(json).toMatchObject({
      schema: "homeground.kit/1",
      id,
      url: "https://example.org/wild/",
    });
    const texts = new Map(
      [...(await files(out))].map(([name, bytes]) => [name.slice(1), bytes.toString()]),
    );
    expect([...texts.keys()].sort()).toEqual([...json.files].sort());
    const link = `https://example.org/wild/#id=${id}`;
    for (const name of ["qr.svg", "record.bib", "snippet.html", "snippet.md", "CITATION.cff"]) {
      expect(texts.get(name), name).toContain(link);
    }
    for (const name of ["badge.svg", "methods.txt", "methods.md", "record.bib"]) {
      expect(texts.get(name), name).toContain(id);
    }
    expect(texts.get("methods.txt")).toContain("How the images were chosen: not stated.");
    expect(texts.get("methods.txt")).toContain(json.evidence);
  });

  it("takes the address of the paper where no other is given, and says where there is none", async () => {
    const { json } = await kit(await record());
    expect(json.url).toBe(AUTHOR.url);
    const bare = await kit(await record({ facts: WHOLE_FACTS.facts }));
    expect(bare.json.url).toBeNull();
    expect(await readFile(join(bare.out, "snippet.md"), "utf8")).toMatch(/^!\[/);
  });

  it("gives the same bytes twice, in place of an earlier kit, and of nothing else", async () => {
    const from = await record();
    const first = await kit(from);
    const bytes = await files(first.out);
    const again = await runHere(["record", "kit", from, "--out", first.out]);
    expect(again.status).toBe(0);
    expect(await files(first.out)).toEqual(bytes);
    await writeFile(join(first.out, "thesis.tex"), "mine");
    const refused = await runHere(["record", "kit", from, "--out", first.out]);
    expect(refused.err).toContain("error output/not-written");
    expect((await readdir(first.out)).length).toBe(10);
  });

  it.each(["javascript:alert(1)", "example.org", "https://a b"])(
    "refuses --url %s",
    async (url) => {
      const ran = await kit(await record(), "--url", url);
      expect([ran.status, ran.err]).toEqual([2, expect.stringContaining("usage/bad-option")]);
    },
  );

  it("refuses a record that was changed", async () => {
    const from = await record();
    const text = await readFile(join(from, "record.json"), "utf8");
    await writeFile(join(from, "record.json"), text.replace("three sites", "thirty sites"));
    const ran = await kit(from);
    expect([ran.status, ran.err]).toEqual([1, expect.stringContaining("record/hash-mismatch")]);
  });
});

describe("record kit --anonymous", () => {
  /** Every text of the author, in the forms in which files hold texts. */
  const secrets = (): Buffer[] => {
    const { name, orcid, doi, url, address } = AUTHOR;
    const mail = "zoe.angstrom@fictional-institute.example";
    const words = [
      name,
      orcid,
      mail,
      doi,
      url,
      address,
      "Ångström",
      "Quintessa",
      "fictional-institute",
    ];
    return words.flatMap((word) => [
      ...[word, word.normalize("NFD"), encodeURI(word)].map((text) => Buffer.from(text)),
      Buffer.from(word, "utf16le"),
    ]);
  };

  it("leaves no byte of the authors, and the copy is whole", async () => {
    const from = await record({}, "--model-file", "https://huggingface.co/zqa-lab/wild/net.onnx");
    const named = await read(from);
    const { out, json, status } = await kit(from, "--anonymous");
    expect(status).toBe(0);
    for (const [name, bytes] of await files(out)) {
      for (const secret of secrets())
        expect(bytes.includes(secret), `${name} ${secret}`).toBe(false);
    }
    const copy = await read(join(out, "record"));
    expect(copy.id).not.toBe(named.id);
    expect(copy.claims).toEqual(named.claims);
    expect(copy.model.where).toBe("withheld");
    const verified = await runHere(["record", "verify", join(out, "record"), "--quiet"]);
    expect(verified).toMatchObject({ status: 0 });
    expect((await readdir(join(out, "record", "images"))).length).toBe(30);
    expect(json.kept).toContainEqual({ field: "title", text: WHOLE_FACTS.title });
    expect(json.kept).toContainEqual({
      field: "construct.doesNotShow",
      text: WHOLE_FACTS.construct.doesNotShow,
    });
  });

  it("has the evidence id of the named record, whoever publishes it where; other evidence has another", async () => {
    const from = await record();
    const plain = (await kit(from)).json;
    const anonymous = (await kit(from, "--anonymous")).json;
    expect(anonymous.evidence).toBe(plain.evidence);
    expect(anonymous.id).not.toBe(plain.id);
    const others = await record({ facts: { authors: ["Somebody Else"], sites: "elsewhere" } });
    expect((await kit(others)).json.evidence).toBe(plain.evidence);
    const addressed = await record({}, "--images", AUTHOR.address);
    expect((await kit(addressed)).json.evidence).toBe(plain.evidence);
    expect((await kit(addressed, "--anonymous")).json.evidence).toBe(plain.evidence);
    const copy = join((await kit(from, "--anonymous")).out, "record");
    for (const place of [from, copy]) {
      const ran = await runHere(["record", "verify", place, "--expect", plain.evidence, "--quiet"]);
      expect(ran.status).toBe(0);
      expect(ran.out.replace(/\s+/g, " ")).toContain(`of the evidence id ${plain.evidence}`);
    }
    expect(await runHere(["record", "verify", copy, "--expect", plain.id])).toMatchObject({
      status: 1,
      out: expect.stringContaining("record/expected-id"),
    });
    const other = await record({}, "--cluster", "site");
    expect((await kit(other)).json.evidence).not.toBe(plain.evidence);
  });

  it("takes paths from where one is", async () => {
    const from = await record();
    const out = join(folder, "near");
    const near = (path: string): string => `./${relative(process.cwd(), path)}`;
    const words = ["record", "kit", near(from), "--out", `${near(out)}/`, "--anonymous"];
    expect(await runHere(words)).toMatchObject({ status: 0 });
    expect((await readdir(join(out, "record", "images"))).length).toBe(30);
  });

  it.each(["on-request", "closed"])(
    "copies a record that is %s, which verifies",
    async (openness) => {
      const from = await record({}, "--openness", openness, "--cluster", "site");
      const { out, json } = await kit(from, "--anonymous");
      expect(json.files).toContain("record/outcomes.ndjson");
      const copy = join(out, "record");
      const ran = await runHere(["record", "verify", copy, "--quiet", "--expect", json.evidence]);
      expect(ran).toMatchObject({ status: 0 });
      expect((await kit(from)).json.evidence).toBe(json.evidence);
    },
  );

  it("takes addresses and licences out of the manifest", async () => {
    const from = await record({ licenceColumn: "observer" }, "--images", AUTHOR.address);
    expect(await readFile(join(from, "manifest.ndjson"), "utf8")).toContain(AUTHOR.address);
    const { out } = await kit(from, "--anonymous");
    const manifest = await readFile(join(out, "record", "manifest.ndjson"), "utf8");
    expect(manifest).not.toContain(AUTHOR.address);
    expect(manifest).not.toContain("Ann");
    const verified = await runHere(["record", "verify", join(out, "record"), "--quiet"]);
    expect(verified).toMatchObject({ status: 0 });
  });

  it.each([
    [
      "a statement",
      { construct: { ...WHOLE_FACTS.construct, labelling: `${AUTHOR.name}, twice` } },
    ],
    ["capitals", { title: AUTHOR.name.toUpperCase() }],
    ["an address in a caveat", { caveats: ["Ask zoe.angstrom@fictional-institute.example"] }],
  ])("refuses a copy in which %s names an author, and leaves nothing behind", async (_, change) => {
    const { status, err, out } = await kit(await record(change), "--anonymous");
    expect(status).toBe(1);
    expect(err).toContain("error record/names-authors");
    await expect(readdir(out)).rejects.toThrow();
    await expect(readdir(`${out}.part`)).rejects.toThrow();
  });

  it("warns of parts of names, and of images that carry texts", async () => {
    const from = await record({ caveats: ["As Quintessa saw"] });
    const [image] = await readdir(join(from, "images"));
    const bytes = await readFile(join(from, "images", image!));
    const chunk = Buffer.concat([
      Buffer.from([0, 0, 0, 3]),
      Buffer.from("tEXta\0b"),
      Buffer.alloc(4),
    ]);
    await writeFile(join(from, "images", image!), Buffer.concat([bytes, chunk]));
    const { json, err } = await kit(from, "--anonymous");
    expect(json.warnings).toHaveLength(2);
    expect(err).toMatch(/"Quintessa", part of a name, is in /);
    expect(err).toMatch(/1 images? carr/);
  });

  it("refuses names in the paths of images", async () => {
    const images = join(folder, "own-photos");
    await mkdir(images, { recursive: true });
    const inner = join(images, "Zoë Quintessa Ångström");
    const copy = await writeRecordCase(join(folder, "again"), 30).catch(async () => {
      await mkdir(join(folder, "again"));
      return writeRecordCase(join(folder, "again"), 30);
    });
    await rename(copy.images, inner);
    const prefix = (text: string) => text.replace(/^(\d+\.png)/gm, "Zoë Quintessa Ångström/$1");
    await writeFile(copy.labels, prefix(await readFile(copy.labels, "utf8")));
    await writeFile(copy.predictions, prefix(await readFile(copy.predictions, "utf8")));
    const out = join(folder, "path-record");
    const facts = join(folder, "path-facts.json");
    await writeFile(facts, JSON.stringify({ facts: { authors: [AUTHOR.name] } }));
    const ran = await runHere(createWords({ ...copy, images, facts }, out));
    expect(ran.status).toBe(0);
    const refused = await kit(out, "--anonymous");
    expect(refused.err).toContain("error record/names-authors");
    expect(refused.err).toContain("record/images/Zoë Quintessa Ångström/");
  });
});
