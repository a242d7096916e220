import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { axe } from "../support/axe.js";
import { exifBytes } from "../support/exif-writer.js";
import { bytesBelow, publishMade } from "../support/published.js";
import { choose, describePublished, goToResults } from "../support/published-app.js";
import { COLOUR_MODEL, cells, makeModelRecord } from "../support/published-model.js";

/** Thirty images of another place; ten are called otherwise than they look. */
const OWN = cells(30, 3, 40);

/** A PNG with EXIF data of its own beside the pixels, as cameras and programs write them. */
function withExif(png: Uint8Array, exif: Uint8Array): Uint8Array {
  const data = Buffer.concat([Buffer.from("eXIf"), exif]);
  const chunk = Buffer.alloc(8 + data.length);
  chunk.writeUInt32BE(data.length - 4);
  data.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(data), 4 + data.length);
  const start = 8 + 25; // signature and IHDR
  return Buffer.concat([png.subarray(0, start), chunk, png.subarray(start)]);
}

const inBytes = (bytes: Uint8Array, word: string): boolean => Buffer.from(bytes).includes(word);

const checked = (page: Page) =>
  page.getByText("Its model is here. Checked: the file is the one the record names.").waitFor();
const loaded = (page: Page) =>
  page.getByText("Loaded: you may turn the network off now.").waitFor();

describePublished("a published record with the app", (at) => {
  it("takes a reader from the record to a verdict with the network off, and asks for nothing", async () => {
    const { context, problems } = await at.context();
    const site = await at.serve(at.published.site);
    const page = await context.newPage();
    await page.goto(`${site.url}${at.published.short}/index.html`);
    await page.locator("#recount").scrollIntoViewIfNeeded();
    // 36 of 40 by the way the labels were made.
    await page.getByRole("heading", { name: /Recomputed here.*36 of 40/ }).waitFor();
    await page.getByRole("link", { name: "Try it on your images" }).click();
    await checked(page);
    await loaded(page);
    const before = site.requests.length;
    const asked: string[] = [];
    context.on("request", (request) => {
      if (/^https?:/.test(request.url())) asked.push(request.url());
    });
    await context.setOffline(true);
    await choose(page, OWN);
    await goToResults(page);
    expect(await page.locator("main h1").textContent()).toContain("30 labelled, 20 right");
    await page.getByText("0 requests since loading").waitFor();
    expect(asked).toEqual([]);
    expect(site.requests.slice(before)).toEqual([]);
    // The copy that the browser keeps opens the page again, with the program that it had.
    await page.reload();
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.locator(".netw").waitFor();
    expect(site.requests.slice(before)).toEqual([]);
    expect(problems.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text))).toEqual([]);
  });

  it("counts a request that is made after loading, and names it", async () => {
    const { context } = await at.context();
    const site = await at.serve(at.published.site);
    const page = await context.newPage();
    await page.goto(at.address(site));
    await loaded(page);
    await page.evaluate(() => fetch("nothing-of-the-kind"));
    await page.getByText("1 request since loading.").waitFor();
    await page.getByText("How you can check").last().click();
    await page.getByText(/\/app\/nothing-of-the-kind$/).waitFor();
    expect(await page.getByText("you may turn the network off now").count()).toBe(0);
  });

  it.each([
    ["without headers", {}],
    [
      "with isolation headers",
      {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      },
    ],
  ])("gives the same figure %s", async (_name, headers) => {
    const { context, problems } = await at.context();
    const site = await at.serve(at.published.site, headers);
    const page = await context.newPage();
    await page.goto(at.address(site));
    await checked(page);
    await choose(page, OWN);
    await goToResults(page);
    expect(await page.locator("main h1").textContent()).toContain("30 labelled, 20 right");
    expect(problems).toEqual([]);
  });

  it("works without a service worker, and says that it must stay open", async () => {
    const { context } = await at.context();
    await context.addInitScript(() => {
      Object.defineProperty(navigator, "serviceWorker", { value: undefined });
    });
    const site = await at.serve(at.published.site);
    const page = await context.newPage();
    await page.goto(at.address(site));
    await checked(page);
    await loaded(page);
    await context.setOffline(true);
    await choose(page, OWN);
    await goToResults(page);
    expect(await page.locator("main h1").textContent()).toContain("30 labelled, 20 right");
    await page.getByText("How you can check").last().click();
    await page.getByText(/This browser keeps no copy of the page/).waitFor();
    expect(site.requests).not.toContain("app/service-worker.js");
  });

  it("refuses a model that is not the record's before anything reads it, in words", async () => {
    const copy = join(at.folder, "other-model");
    await cp(at.published.site, copy, { recursive: true });
    const path = join(copy, at.published.short, "record/model.onnx");
    const other = Buffer.from(COLOUR_MODEL);
    other[other.length - 9] = (other[other.length - 9] ?? 0) ^ 1;
    await writeFile(path, other);
    const { context } = await at.context();
    const page = await context.newPage();
    await page.goto(at.address(await at.serve(copy)));
    const expected = at.published.record.model.sha256?.slice(0, 8);
    await page
      .getByText(
        new RegExp(
          `This is not the model the record names\\. Expected ${expected}…, got [0-9a-f]{8}…`,
        ),
      )
      .waitFor();
    await page.getByText("Its model was not taken: nothing is scored with it.").waitFor();
    expect(await page.getByText("Checked: the file").count()).toBe(0);
    await choose(page, OWN);
    expect(await page.getByRole("button", { name: "Go on", exact: true }).isEnabled()).toBe(false);
  });

  it.each([
    ["record.json", (text: string) => text.replace('"value":0.9', '"value":0.95')],
    ["manifest.ndjson", (text: string) => text.replace('"red"', '"blue"')],
    ["predictions.csv", (text: string) => text.replace("red", "rot")],
  ])("refuses a record whose %s was changed", async (file, change) => {
    const copy = join(at.folder, `changed-${file}`);
    await cp(at.published.site, copy, { recursive: true });
    const path = join(copy, at.published.short, "record", file);
    const text = await readFile(path, "utf8");
    expect(change(text)).not.toBe(text);
    await writeFile(path, change(text));
    const { context } = await at.context();
    const page = await context.newPage();
    await page.goto(at.address(await at.serve(copy)));
    await page.getByText("record/hash-mismatch").first().waitFor();
    await page.getByText(/The record could not be taken/).waitFor();
  });

  it("takes no record of another place", async () => {
    const { context } = await at.context();
    const [site, other] = [await at.serve(at.published.site), await at.serve(at.published.site)];
    for (const place of [`${other.url}${at.published.short}/`, "../../x/", "//127.0.0.1/x/"]) {
      const page = await context.newPage();
      await page.goto(`${site.url}app/index.html?record=${encodeURIComponent(place)}`);
      await page.getByText(/names no record beside this page/).waitFor();
    }
    expect(other.requests).toEqual([]);
  });

  it("is one copy for two versions, and twice the same bytes", async () => {
    const site = join(at.folder, "two");
    await publishMade(at.published.made, site);
    const first = await bytesBelow(site);
    const again = await makeModelRecord(at.folder, "The second version of it");
    const second = await publishMade(again, site);
    const both = await bytesBelow(site);
    for (const [path, bytes] of first) {
      if (path !== "index.html") expect(both.get(path) === bytes, path).toBe(true);
    }
    expect([...both.keys()].filter((path) => path.endsWith("/session.js"))).toEqual([
      "app/session.js",
    ]);
    const other = join(at.folder, "two-again");
    await publishMade(at.published.made, other);
    await publishMade(again, other);
    const twice = await bytesBelow(other);
    expect([...twice.keys()]).toEqual([...both.keys()]);
    for (const [path, bytes] of twice) expect(both.get(path) === bytes, path).toBe(true);
    await rm(other, { recursive: true });
    const { context } = await at.context();
    const page = await context.newPage();
    const host = await at.serve(site);
    await page.goto(`${host.url}${second.short}/index.html`);
    await page.getByRole("link", { name: "Try it on your images" }).click();
    await page.getByText("“The second version of it” is here").waitFor();
  });

  it("saves nothing of where, when and by what a picture was taken, and shares no name", async () => {
    const { context } = await at.context();
    const page = await context.newPage();
    await page.goto(at.address(await at.serve(at.published.site)));
    await checked(page);
    // Each picture carries words that must not come out again: a place, a serial number, an owner.
    const secrets = ["47.39581N", "SERIAL-90210", "Owner Surname", "/home/person/pictures"];
    const [place = "", serial = "", owner = "", path = ""] = secrets;
    const exif = exifBytes({
      first: { 270: { text: place }, 305: { text: path } },
      exif: { 42032: { text: owner }, 42033: { text: serial } },
      gps: {
        1: { text: "N" },
        2: {
          rationals: [
            [47, 1],
            [23, 1],
            [4491, 100],
          ],
        },
        3: { text: "E" },
        4: {
          rationals: [
            [8, 1],
            [32, 1],
            [1823, 100],
          ],
        },
      },
    });
    const images = OWN.map((image) => ({ ...image, bytes: withExif(image.bytes, exif) }));
    const taken = images.flatMap(({ bytes }) => secrets.map((word) => inBytes(bytes, word)));
    expect(taken.every(Boolean)).toBe(true);
    await choose(page, images);
    await goToResults(page);
    const names: string[] = [];
    await page.getByText("Share a result").click();
    await page.getByRole("button", { name: "Save shared-result.json" }).waitFor();
    for (const button of await page.getByRole("button", { name: /^Save .*\.\w+$/ }).all()) {
      const download = page.waitForEvent("download");
      await button.click();
      const file = await download;
      names.push(file.suggestedFilename());
      const bytes = await readFile(await file.path());
      for (const word of secrets) expect(inBytes(bytes, word), names.at(-1)).toBe(false);
      expect(bytes.toString("latin1"), names.at(-1)).not.toMatch(/47\.39|8\.538|23'|4491/);
      if (names.at(-1) !== "shared-result.json") continue;
      expect(bytes.toString()).toBe(await page.locator(".share pre").textContent());
      for (const word of ["000.png", '"red"', '"green"', "labels.csv"]) {
        expect(bytes.toString()).not.toContain(word);
      }
      expect(JSON.parse(bytes.toString())).toMatchObject({ record: at.published.record.id });
    }
    expect(names).toEqual(
      expect.arrayContaining(["report.html", "result.json", "import.csv", "shared-result.json"]),
    );
  });

  it("is clean for axe, wide and on a phone, and its panel opens by keyboard", async () => {
    const { context } = await at.context();
    const site = await at.serve(at.published.site);
    for (const width of [1280, 390]) {
      const page = await context.newPage();
      await page.setViewportSize({ width, height: 844 });
      await page.goto(at.address(site));
      await loaded(page);
      const summary = page.locator(".netw summary");
      await summary.focus();
      await page.keyboard.press("Enter");
      await page.getByText(/A copy of the page is kept in this browser/).waitFor();
      const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(scroll).toBeLessThanOrEqual(width);
      expect(await axe(page)).toEqual([]);
      await page.close();
    }
  });
});
