import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exifBytes } from "../support/exif-writer.js";
import { pngChunk } from "../support/png.js";
import {
  bytesBelow,
  makeRecord,
  type Published,
  publishMade,
  publishTold,
} from "../support/published.js";
import {
  createWords,
  type RecordCase,
  WHOLE_FACTS,
  writeRecordCase,
} from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { writeTaskCases } from "../support/task-records.js";

let folder: string;
let one: RecordCase;
let published: Published;
let number = 0;
const place = (name: string): string => join(folder, `${name}-${number++}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-publish-"));
  one = await writeRecordCase(folder);
  published = await publishMade(await makeRecord(one, place("made")), place("site"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("homeground publish", () => {
  it("copies every file of the record byte for byte, and writes page, script and kit", async () => {
    const files = await bytesBelow(join(published.site, published.short));
    const made = await bytesBelow(published.made);
    for (const [path, bytes] of made) expect(files.get(`record/${path}`), path).toBe(bytes);
    const others = [...files.keys()].filter((path) => !path.startsWith("record/"));
    expect(others.filter((path) => !path.startsWith("pictures/"))).toEqual([
      "badge.svg",
      "cite.bib",
      "index.html",
      "methods.txt",
      "qr.svg",
      "record-data.js",
      "recount.js",
    ]);
    expect(others.filter((path) => path.startsWith("pictures/"))).toHaveLength(30);
    expect([...files.keys()].filter((path) => path.startsWith("record/"))).toHaveLength(made.size);
  });

  it("tells what it did, by its schema", async () => {
    const site = place("told");
    const { told, status } = await publishTold(
      published.made,
      site,
      "--url",
      "https://a.example/b",
    );
    expect(status).toBe(0);
    expect(violationsOf("publish", told)).toEqual([]);
    expect(told).toMatchObject({
      id: published.record.id,
      page: `${site}/${published.short}/index.html`,
      address: `https://a.example/b/${published.short}/`,
      alreadyThere: false,
      files: 33, // record, manifest, predictions and 30 images
    });
    const bib = await readFile(join(site, published.short, "cite.bib"), "utf8");
    expect(bib).toContain(`https://a.example/b/${published.short}/`);
  });

  it("writes nothing that leads elsewhere: no absolute address in page or style", async () => {
    for (const path of [`${published.short}/index.html`, "index.html"]) {
      const html = await readFile(join(published.site, path), "utf8");
      const leads = html.matchAll(/(?:href|src|srcset|action|url)\s*[=(]\s*["']?([^"')\s>]*)/g);
      const targets = [...leads].map(([, target = ""]) => target);
      expect(targets.length).toBeGreaterThan(1);
      for (const target of targets) expect(target).toMatch(/^(?!\/|\w+:)|^#|^data:image\/svg/);
      expect(html).not.toMatch(/\son\w+=|\sstyle=|<base|javascript:/i);
    }
  });

  it("gives the same bytes for the same record, and leaves what is there alone", async () => {
    const site = place("again");
    await publishTold(published.made, site);
    const before = await bytesBelow(site);
    const { told } = await publishTold(published.made, site);
    expect(told.alreadyThere).toBe(true);
    expect(await bytesBelow(site)).toEqual(before);
    expect(before.get(`${published.short}/index.html`)).toBe(
      await readFile(join(published.site, published.short, "index.html"), "latin1"),
    );
  });

  it("puts versions side by side, newest first, and changes none", async () => {
    const site = place("versions");
    await publishTold(published.made, site);
    const before = await bytesBelow(join(site, published.short));
    const facts = join(folder, "second.json");
    await writeFile(facts, JSON.stringify({ ...WHOLE_FACTS, title: "The second" }));
    const second = await makeRecord(
      { ...one, facts },
      place("second"),
      "--previous",
      join(published.made, "record.json"),
    );
    const { told } = await publishTold(second, site);
    expect(told.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    expect(await bytesBelow(join(site, published.short))).toEqual(before);
    const list = await readFile(join(site, "index.html"), "utf8");
    const links = [...list.matchAll(/href="([0-9a-f]{12})\/index\.html"/g)].map(([, id]) => id);
    expect(links).toEqual([told.id.slice(0, 12), published.short]);
    expect(list).toContain(`In place of ${published.short}`);
    // The older one after the newer one: the order is that of versions.
    const other = place("versions");
    await publishTold(second, other);
    await publishTold(published.made, other);
    expect(await readFile(join(other, "index.html"), "utf8")).toBe(list);
  });

  it("warns where images that are given out tell who or where, before and after", async () => {
    const placed = await writeRecordCase(place("placed"));
    const told =
      "warning record/image-places: 1 of 30 images that are given out say with which camera they were taken (EXIF)";
    await writeFile(
      join(placed.images, "004.png"),
      await withSerial(join(placed.images, "004.png")),
    );
    const made = place("made");
    const create = await runHere(createWords(placed, made, "--publish"));
    expect(create.status).toBe(0);
    expect(create.err).toContain(told);
    const folder = await publishTold(made, place("site"));
    expect(folder.err).toContain(told);
    expect(folder.err).toContain("images/004.png");
    const file = `${place("one")}.html`;
    expect((await publishTold(made, file, "--single-file", "--no-app")).err).toContain(told);
    // Nothing is given out, and nothing is said.
    const words = createWords(placed, place("kept"), "--images", "withhold");
    expect((await runHere(words)).err).not.toContain("image-places");
    expect((await publishTold(published.made, place("site"))).err).not.toContain("image-places");
  });

  it("refuses a record of which something differs, and names the codes", async () => {
    const damaged = await makeRecord(one, place("damaged"));
    await appendFile(join(damaged, "predictions.csv"), "x\n");
    await writeFile(join(damaged, "images/000.png"), "other");
    const site = place("refused");
    const { status, told } = await publishTold(damaged, site);
    expect(status).toBe(1);
    expect(told.error.code).toBe("record/hash-mismatch");
    expect(told.error.what).toContain("record/predictions");
    expect(await readFile(join(site, "index.html")).catch(() => null)).toBeNull();
  });

  it("refuses a draft, and shows it as a preview where that is asked for", async () => {
    const draft = place("draft");
    const facts = join(folder, "little.json");
    await writeFile(facts, JSON.stringify({ title: "Little" }));
    expect((await runHere(createWords({ ...one, facts }, draft))).status).toBe(0);
    const refused = await publishTold(draft, place("site"));
    expect(refused.told.error).toMatchObject({ code: "usage/bad-option" });
    const site = place("site");
    const { told } = await publishTold(draft, site, "--draft");
    expect(told.state).toBe("draft");
    const html = await readFile(join(told.page), "utf8");
    expect(html).toContain("This is a draft, shown as a preview");
    expect(html).toContain("Scope not stated");
    expect(html.match(/<dd class="ns[^"]*">not stated<\/dd>/g)?.length).toBeGreaterThan(15);
  });

  it("leaves a site that is not its own alone", async () => {
    const site = place("other");
    await mkdir(site);
    await writeFile(join(site, "index.html"), "<h1>My pages</h1>");
    const { told } = await publishTold(published.made, site);
    expect(told.error).toMatchObject({ code: "output/not-written" });
    expect(await readFile(join(site, "index.html"), "utf8")).toBe("<h1>My pages</h1>");
    await rm(join(site, "index.html"));
    await writeFile(join(site, "about.html"), "mine");
    expect((await publishTold(published.made, site)).status).toBe(0);
    expect(await readFile(join(site, "about.html"), "utf8")).toBe("mine");
  });

  it("finds that an earlier version is not what it was", async () => {
    const site = place("rotten");
    await publishTold(published.made, site);
    await appendFile(join(site, published.short, "record/predictions.csv"), " ");
    const facts = join(folder, "third.json");
    await writeFile(facts, JSON.stringify({ ...WHOLE_FACTS, title: "The third" }));
    const third = await makeRecord({ ...one, facts }, place("third"));
    const { told } = await publishTold(third, site);
    expect(told.error).toMatchObject({ code: "record/hash-mismatch" });
    expect(told.error.where).toContain(published.short);
    // The same record again is not written over either.
    const same = await publishTold(published.made, site);
    expect(same.told.error).toMatchObject({ code: "output/not-written" });
    expect(same.told.error.where).toContain("predictions.csv");
  });

  it.each([
    ...["example.org", "ftp://example.org/", "javascript:alert(1)", "https://a.example/?x=1", ""],
  ])("refuses the address %j", async (address) => {
    const { told } = await publishTold(published.made, place("address"), "--url", address);
    expect(told.error).toMatchObject({ code: "usage/bad-option", where: "--url" });
  });

  it("publishes every task, open and not, and shows no name of a record that is closed", async () => {
    const tasks = await writeTaskCases(folder, one);
    for (const [task, words] of Object.entries(tasks)) {
      for (const openness of ["open", "on-request", "closed"]) {
        const made = place(`${task}-${openness}`);
        const create = ["record", "create", ...words, "--openness", openness, "--out", made];
        expect((await runHere([...create, "--facts", one.facts, "--publish"])).status).toBe(0);
        const { told, status } = await publishTold(made, place("site"));
        expect(status, `${task} ${openness}`).toBe(0);
        const all = [...(await bytesBelow(told.folder))];
        const names = all.filter(([, bytes]) => bytes.includes("000.png")).map(([path]) => path);
        const isOpen = openness === "open";
        expect(names.includes("index.html"), `${task} ${openness}`).toBe(isOpen);
        if (!isOpen) expect(names).toEqual([]);
        const areShapes = ["detection", "keypoints", "masks"].includes(task);
        const nothing = areShapes && openness === "closed";
        expect(all.some(([path]) => path === "recount.js")).toBe(!nothing);
      }
    }
  });
});

/** The picture with the serial number of a camera in its EXIF. */
async function withSerial(path: string): Promise<Buffer> {
  const png = await readFile(path);
  const exif = pngChunk("eXIf", exifBytes({ exif: { 42033: { text: "SN-8841" } } }));
  // Behind the signature and IHDR.
  return Buffer.concat([png.subarray(0, 33), exif, png.subarray(33)]);
}
