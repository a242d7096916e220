import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axe } from "../support/axe.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { dropOn } from "../support/drop.js";
import { publishMade } from "../support/published.js";
import { choose, goToResults } from "../support/published-app.js";
import { cells, makeModelRecord } from "../support/published-model.js";
import { runHere } from "../support/run-here.js";
import { openStaticSite } from "../support/static-site.js";

/** Thirty images of another place; ten are called otherwise than they look. */
const OWN = cells(30, 3, 40);

const CHECKED = "Its model is here. Checked: the file is the one the record names.";

let folder: string;
let made: string;
let file: string;
let browser: Browser;
const open: (() => Promise<unknown>)[] = [];

/** A browser without anything kept; what its pages complained about, and asked any host for. */
async function context() {
  const own: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  open.push(() => own.close());
  const problems: string[] = [];
  const asked: string[] = [];
  own.on("weberror", (error) => problems.push(error.error().message));
  own.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  own.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url())) asked.push(request.url());
  });
  return { context: own, problems, asked };
}

async function counted(page: Page): Promise<string> {
  await page.locator("#recount").scrollIntoViewIfNeeded();
  await page.locator('#recount[data-state="same"], #recount[data-state="differs"]').waitFor();
  return (await page.locator("#recount-title").textContent()) ?? "";
}

async function openApp(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Try it on your images" }).click();
  await page.getByText(CHECKED).waitFor();
}

/** Everything that was computed, of the `result.json` that the page saves. */
async function figuresOf(page: Page) {
  const download = page.waitForEvent("download");
  await page
    .getByRole("button", { name: /result\.json/ })
    .first()
    .click();
  const text = await readFile(await (await download).path(), "utf8");
  const { estimates, confusion, verdicts, gap } = JSON.parse(text);
  return { estimates, confusion, verdicts, gap };
}

describeWithChromium("a record in one file", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "homeground-single-"));
    made = await makeModelRecord(folder);
    file = join(folder, "record.html");
    const words = ["publish", made, "--single-file", "--out", file, "--quiet", "--no-check"];
    const ran = await runHere(words);
    expect(ran.status, ran.err).toBe(0);
    browser = await launchChromium();
  });
  afterAll(async () => {
    for (const close of open) await close().catch(() => {});
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("is counted, tried and left again from disk with the network off, and asks for nothing", async () => {
    const { context: own, problems, asked } = await context();
    await own.setOffline(true);
    const page = await own.newPage();
    const address = pathToFileURL(file).href;
    await page.goto(address);
    // 36 of 40 by the way the labels were made.
    expect(await counted(page)).toBe("Recomputed here, just now: 36 of 40, the same figure");
    await openApp(page);
    await page.getByText("This browser keeps nothing for this page").first().waitFor();
    await choose(page, OWN);
    await goToResults(page);
    expect(await page.locator("main h1").textContent()).toContain("30 labelled, 20 right");
    await page.getByText("0 requests since loading").waitFor();
    expect(await page.locator("[id=main]").count()).toBe(1);
    // Back, and to the app again, which is as it was left.
    await page.getByRole("link", { name: "Back to the record" }).click();
    await page.getByRole("heading", { name: /Recomputed here/ }).waitFor();
    expect(await page.title()).toContain("Red or green");
    await page.keyboard.press("?");
    await page.getByRole("link", { name: "Try it on your images" }).click();
    expect(await page.locator("main h1").textContent()).toContain("30 labelled, 20 right");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.goBack();
    await page.locator("#recount").waitFor();
    expect(problems).toEqual([]);
    expect(asked).toEqual([address]);
  });

  it("takes dropped files from disk, and says how to give a folder that cannot be read", async () => {
    const { context: own, problems } = await context();
    const page = await own.newPage();
    const dropped = join(folder, "dropped");
    await mkdir(dropped, { recursive: true });
    for (const { name, bytes } of OWN.slice(0, 2)) await writeFile(join(dropped, name), bytes);
    await page.goto(`${pathToFileURL(file).href}#try`);
    await page.getByText(CHECKED).waitFor();
    const names = (await readdir(dropped)).map((name) => join(dropped, name));
    await dropOn(page, ...names);
    await page.getByText("2 images in 1 folder.").waitFor();
    await dropOn(page, dropped);
    await page.getByRole("alert").getByText("Press “Choose a folder”").waitFor();
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim());
    expect(focused).toBe("Choose a folder");
    expect(problems).toEqual([]);
  });

  it("is clean for axe: the record, the app that starts, its first screen, its results", async () => {
    const { context: own } = await context();
    const page = await own.newPage();
    await page.goto(pathToFileURL(file).href);
    await counted(page);
    expect(await axe(page)).toEqual([]);
    await page.getByRole("link", { name: "Try it on your images" }).click();
    expect(await axe(page)).toEqual([]);
    await page.getByText(CHECKED).waitFor();
    expect(await axe(page)).toEqual([]);
    await choose(page, OWN);
    await goToResults(page);
    expect(await axe(page)).toEqual([]);
  });

  it("gives the figures of the folder, to the last digit, from a host below a path as well", async () => {
    const folderSite = join(folder, "site");
    const { short } = await publishMade(made, folderSite);
    const figures = [];
    for (const isSingle of [false, true]) {
      const site = await openStaticSite(
        isSingle ? new Map([["deep/record.html", { disk: file }]]) : folderSite,
        "/~lab/paper/",
      );
      open.push(() => site.close());
      const { context: fresh, problems } = await context();
      const page = await fresh.newPage();
      await page.goto(site.url + (isSingle ? "deep/record.html" : `${short}/index.html`));
      expect(await counted(page)).toContain("36 of 40, the same figure");
      if (isSingle) await fresh.setOffline(true);
      await openApp(page);
      await choose(page, OWN);
      await goToResults(page);
      figures.push(await figuresOf(page));
      expect(problems).toEqual([]);
      if (isSingle) expect(site.requests).toEqual(["deep/record.html"]);
    }
    const [beside, inside] = figures;
    expect(inside?.estimates[0].value).toBeCloseTo(20 / 30, 12);
    expect(inside).toEqual(beside);
  });

  it("saves the record's files as they are in the record", async () => {
    const { context: own } = await context();
    const page = await own.newPage();
    await page.goto(pathToFileURL(file).href);
    for (const name of ["record.json", "manifest.ndjson", "model.onnx", "badge.svg", "cite.bib"]) {
      const download = page.waitForEvent("download");
      await page.getByRole("link", { name, exact: true }).click();
      const saved = await download;
      expect(saved.suggestedFilename()).toBe(name);
      const bytes = await readFile(await saved.path());
      if (/svg|bib/.test(name)) expect(bytes.length).toBeGreaterThan(100);
      else expect(bytes.equals(await readFile(join(made, name))), name).toBe(true);
    }
  });

  it.each([
    ["answers", "record/predictions.csv", /^Not the same\.$/],
    ["an answer's block that ends early", "cut", /^It could not be counted here/],
  ])("names %s that were changed", async (name, path, title) => {
    const html = await readFile(file, "utf8");
    const block =
      /(<script type="text\/plain" data-inside="record\/predictions\.csv" data-bytes=")(\d+)(">)([^<]*)/;
    const text = await readFile(join(made, "predictions.csv"), "utf8");
    const other = text.replace("000.png,red", "000.png,green");
    expect(other).not.toBe(text);
    const changed = html.replace(block, (_all, start, bytes, end, packed: string) =>
      path === "cut"
        ? start + bytes + end + packed.slice(0, 40)
        : start + Buffer.byteLength(other) + end + deflateSync(other).toString("base64"),
    );
    expect(changed).not.toBe(html);
    const copy = join(folder, `${name.replace(/\W/g, "-")}.html`);
    await writeFile(copy, changed);
    const { context: own } = await context();
    const page = await own.newPage();
    await page.goto(pathToFileURL(copy).href);
    await page.locator("#recount").scrollIntoViewIfNeeded();
    await page.locator('#recount:is([data-state="differs"], [data-state="failed"])').waitFor();
    expect(await page.locator("#recount-title").textContent()).toMatch(title);
  });

  it("can ask for nothing: its policy names no host, and a script that gets in does not run", async () => {
    const html = await readFile(file, "utf8");
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/connect-src|'self'|https?:|\*|unsafe-inline|'unsafe-eval'/);
    const { context: own, asked } = await context();
    const page = await own.newPage();
    const address = pathToFileURL(file).href;
    await page.goto(address);
    const refused = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "globalThis.gotIn = true";
      document.head.append(script);
      const answer = await fetch("http://127.0.0.1:9/").then(
        () => "asked",
        () => "refused",
      );
      return [answer, "gotIn" in globalThis];
    });
    expect(refused).toEqual(["refused", false]);
    expect(asked).toEqual([address]);
  });

  it.each([1280, 390])("is not wider than a window of %i px, record and app", async (width) => {
    const { context: own } = await context();
    const page = await own.newPage();
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${pathToFileURL(file).href}#try`);
    await page.getByText(CHECKED).waitFor();
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await wide()).toBeLessThanOrEqual(width);
    await page.getByRole("link", { name: "Back to the record" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#recount").waitFor();
    expect(await wide()).toBeLessThanOrEqual(width);
  });
});
