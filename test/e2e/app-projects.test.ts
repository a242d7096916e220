import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeNow, savedResult, untilWritten, withPlainChooser } from "../support/app-page.js";
import { openAppSite } from "../support/app-site.js";
import { cardText } from "../support/card-writer.js";
import { CHROMIUM_OPTIONS, describeWithChromium, PAGE_WAIT_MS } from "../support/chromium.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import type { StaticSite } from "../support/static-site.js";

const MODEL = meanColourClassifier();
const COUNT = 60;
/** Every fourth one is called otherwise than it looks: 45 of 60 are right. */
const IMAGES = Array.from({ length: COUNT }, (_, i) => ({
  name: `${String(i).padStart(2, "0")}.png`,
  bytes: plainPng(16 + i, 12, i % 2 === 0 ? [200 - i, 30, 0] : [10, 190 - i, 0]),
  label: (i % 4 === 0 ? i % 2 !== 0 : i % 2 === 0) ? "red" : "green",
}));
const LABELS = `file,label\n${IMAGES.map(({ name, label }) => `photos/${name},${label}`).join("\n")}\n`;

describeWithChromium("projects", () => {
  let site: StaticSite;
  /** The same without the time that each image takes, for runs that nobody meets in their middle. */
  let fastSite: StaticSite;
  let folder: string;
  let profile: string;
  let context: BrowserContext;
  const problems: string[] = [];

  beforeAll(async () => {
    site = await openAppSite("/tools/homeground/", 150);
    fastSite = await openAppSite();
    folder = await mkdtemp(join(tmpdir(), "homeground-projects-"));
    profile = join(folder, "profile");
    const photos = join(folder, "field/photos");
    await mkdir(photos, { recursive: true });
    for (const { name, bytes } of IMAGES) await writeFile(join(photos, name), bytes);
    await writeFile(join(folder, "field/labels.csv"), LABELS);
    // Another place, whose images nobody has scored yet.
    await mkdir(join(folder, "forest/photos"), { recursive: true });
    for (const [i, { name }] of IMAGES.entries()) {
      const bytes = plainPng(80 + i, 12, i % 2 === 0 ? [180 - i, 30, 0] : [10, 170 - i, 0]);
      await writeFile(join(folder, "forest/photos", name), bytes);
    }
    for (const [name, bytes] of [
      ["labels.csv", LABELS],
      ["model.onnx", MODEL],
      ["model.json", cardText(MODEL)],
    ] as const) {
      await writeFile(join(folder, "forest", name), bytes);
    }
    await writeFile(join(folder, "other.csv"), LABELS.replaceAll("photos/", "field/photos/"));
    await writeFile(join(folder, "field/model.onnx"), MODEL);
    await writeFile(join(folder, "field/model.json"), cardText(MODEL));
    context = await launch(profile);
  });
  afterAll(async () => {
    await context?.close();
    await site?.close();
    await fastSite?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function launch(where: string): Promise<BrowserContext> {
    const context = await chromium.launchPersistentContext(where, {
      ...CHROMIUM_OPTIONS,
      timeout: PAGE_WAIT_MS,
      bypassCSP: true, // axe-core looks at the page from inside
      viewport: { width: 1280, height: 900 },
    });
    context.setDefaultTimeout(PAGE_WAIT_MS);
    return context;
  }

  async function openApp(at = context, from = site): Promise<Page> {
    const page = await at.newPage();
    await withPlainChooser(page);
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(from.url);
    await page.getByRole("heading", { level: 1 }).waitFor();
    return page;
  }

  async function choose(page: Page, button: string, ...paths: readonly string[]): Promise<void> {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: button, exact: true }).click();
    await (await chooser).setFiles(paths.map((path) => join(folder, path)));
  }

  /** The step whose screen is shown. */
  const at = (page: Page, name: string) =>
    page.locator("[aria-current=step]", { hasText: name }).waitFor();

  async function startRun(page: Page, where = "field"): Promise<void> {
    await choose(page, "Choose a folder", where);
    await page.getByText(`${COUNT} images in`).waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await at(page, "Images and labels");
    const steps = page.getByRole("navigation", { name: "Steps" });
    await steps.getByRole("button", { name: "Your question" }).click();
    await page.getByLabel("The published figure").fill("95");
    await page.locator("main .btn.pri").last().click();
    await at(page, "Run");
  }

  /** Waits until some images are scored, and holds the run up there. */
  async function pauseInTheMiddle(page: Page): Promise<void> {
    const pause = page.getByRole("button", { name: /^Pause/ });
    await pause.waitFor();
    await page.getByText(/Scoring your images: [1-9]/).waitFor();
    await pause.click();
    await page.getByText(/Paused at/).waitFor();
    await untilWritten(page);
  }

  /** Waits until the browser keeps every project with an answer, and none as running. */
  async function isKept(page: Page): Promise<void> {
    const areDone = () =>
      page.evaluate(async () => {
        const opened = indexedDB.open("homeground");
        await new Promise((resolve) => {
          opened.onsuccess = resolve;
        });
        const all = opened.result.transaction("projects").objectStore("projects").getAll();
        await new Promise((resolve) => {
          all.onsuccess = resolve;
        });
        opened.result.close();
        const kept = all.result as { readonly isRunning: boolean; readonly answer: unknown }[];
        return kept.length > 0 && kept.every((one) => !one.isRunning && one.answer !== null);
      });
    await expect.poll(areDone).toBe(true);
  }

  const project = "field, test";
  const goingOn = /Going on at (\d+) of 60\./;
  const needsFiles = (page: Page) =>
    page.getByRole("heading", { name: /“.*” needs its files again/ });
  const right = (page: Page) =>
    page
      .locator("main")
      .getByText(/75\.0\s?%/)
      .first();

  /** Nothing for axe to find, light and dark, and no sideways scroll on a phone. */
  async function looksGood(page: Page): Promise<void> {
    expect(await axeNow(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await axeNow(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      360,
    );
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  const resultOf = (page: Page) => savedResult<Record<string, unknown>>(page);

  it("goes on where it was after a reload in mid-run, and asks for the images alone", async () => {
    const page = await openApp();
    await startRun(page);
    await pauseInTheMiddle(page);
    await page.reload();
    await needsFiles(page).waitFor();
    await at(page, "Run");
    const said = goingOn.exec((await page.getByText(goingOn).textContent()) ?? "");
    const scored = Number(said?.[1]);
    expect(scored).toBeGreaterThan(0);
    expect(scored).toBeLessThan(COUNT);
    await page.getByText(`Choose the folder again: ${COUNT} images, field/.`).waitFor();
    await looksGood(page);

    // A folder with only some of them says so, and can be completed.
    await choose(page, "Choose files again", "field/photos/00.png", "field/photos/01.png");
    await page.getByText(/5 of 63 files are here again\. Missing: field\/photos\//).waitFor();
    await choose(page, "Choose the folder again", "field");
    await page.getByText(/[1-9]\d* were scored before/).waitFor();
    await at(page, "Results");
    await right(page).waitFor();

    // The same screen after a reload, before any file is here.
    const before = await page.locator("main h1").textContent();
    await untilWritten(page);
    await page.reload();
    await at(page, "Results");
    await right(page).waitFor();
    expect(await page.locator("main h1").textContent()).toBe(before);

    // The same run again computes nothing: not even the engine is loaded.
    await choose(page, "Choose the folder again", "field");
    await needsFiles(page).waitFor({ state: "detached" });
    const asked = site.requests.length;
    const steps = page.getByRole("navigation", { name: "Steps" });
    await steps.getByRole("button", { name: "Your question" }).click();
    await page.locator("main .btn.pri").last().click();
    await at(page, "Results");
    await right(page).waitFor();
    expect(site.requests.slice(asked).filter((path) => path.startsWith("ort/"))).toEqual([]);
    expect(problems).toEqual([]);
    await isKept(page);
    await page.close();
  });

  it("finds a project again when the browser was closed, and marks what changed since", async () => {
    await context.close();
    context = await launch(profile);
    const page = await openApp();
    const row = page.getByRole("row", { name: new RegExp(project) });
    await row.waitFor();
    expect(await row.textContent()).toContain("60 of 60 images scored");
    await looksGood(page);
    await page.getByRole("button", { name: project, exact: true }).click();
    await at(page, "Results");
    await right(page).waitFor();
    await choose(page, "Choose the folder again", "field");
    await needsFiles(page).waitFor({ state: "detached" });
    const steps = page.getByRole("navigation", { name: "Steps" });
    await steps.getByRole("button", { name: "Model" }).click();
    await choose(page, "Choose labels", "other.csv");
    await page.getByText(/Out of date: files changed at \d\d:\d\d/).waitFor();
    // A step is not left while files are read.
    await page.getByText("We took other.csv as labels.").first().waitFor();
    // What was computed is still there to look at.
    await steps.getByRole("button", { name: "Results" }).click();
    await right(page).waitFor();
    await page.getByRole("button", { name: "Score again" }).click();
    await page.getByText(/Out of date/).waitFor({ state: "detached" });
    await at(page, "Results");
    await right(page).waitFor();
    expect(problems).toEqual([]);
    await isKept(page);
    await page.close();
  });

  it("lets one tab run a project: the other one watches it, and may take it over", async () => {
    const first = await openApp();
    await startRun(first, "forest");
    await pauseInTheMiddle(first);
    const second = await openApp();
    await second.getByRole("button", { name: "forest, test", exact: true }).click();
    await second.getByRole("heading", { name: "This project is running in another tab" }).waitFor();
    await second.getByText(/Where it stands: at \d+ of 60 images/).waitFor();
    await looksGood(second);
    await second.getByRole("button", { name: "Take over" }).click();
    await needsFiles(second).waitFor();
    await first.getByRole("heading", { name: "This project is running in another tab" }).waitFor();
    await choose(second, "Choose the folder again", "forest");
    await second.getByText(/[1-9]\d* were scored before/).waitFor();
    await at(second, "Results");
    await right(second).waitFor();
    // The one that looks on hears of the answer.
    await first.getByText("Answer so far").waitFor();
    expect(problems).toEqual([]);
    await isKept(second);
    await first.close();
    await second.close();
  });

  it("saves a project as a file that gives the same result elsewhere", async () => {
    const page = await openApp();
    await page.getByRole("button", { name: project, exact: true }).first().click();
    await at(page, "Results");
    await right(page).waitFor();
    const here = await resultOf(page);
    await page.getByRole("button", { name: "Close the project" }).click();
    const download = page.waitForEvent("download");
    await page
      .getByRole("button", { name: `Save as a file: ${project}` })
      .first()
      .click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe("field-test.homeground.zip");
    await saved.saveAs(join(folder, "saved.homeground.zip"));
    await page.close();

    const elsewhere = await launch(join(folder, "elsewhere"));
    try {
      const other = await openApp(elsewhere, fastSite);
      await choose(other, "Open a project file", "saved.homeground.zip");
      await at(other, "Results");
      await right(other).waitFor();
      await other.getByText(/was not computed here/).waitFor();
      expect(await resultOf(other)).toEqual(here);
      await choose(other, "Choose the folder again", "field");
      await needsFiles(other).waitFor({ state: "detached" });
      const steps = other.getByRole("navigation", { name: "Steps" });
      await steps.getByRole("button", { name: "Your question" }).click();
      await other.locator("main .btn.pri").last().click();
      await at(other, "Results");
      await other.getByText(/was not computed here/).waitFor({ state: "detached" });
      expect(await resultOf(other)).toEqual(here);
    } finally {
      await elsewhere.close();
    }
    expect(problems).toEqual([]);
  });

  it("reads what was dropped again, without asking, where the browser has a handle and may", async () => {
    const page = await openApp();
    await page.getByRole("button", { name: project, exact: true }).first().click();
    await needsFiles(page).waitFor();
    // A folder of the page's own private files stands for one on disk: its handle is of the same kind.
    await page.evaluate(
      async (images) => {
        const root = await navigator.storage.getDirectory();
        const field = await root.getDirectoryHandle("field", { create: true });
        const photos = await field.getDirectoryHandle("photos", { create: true });
        for (const [name, base64] of images) {
          const file = await photos.getFileHandle(name, { create: true });
          const writer = await file.createWritable();
          await writer.write(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
          await writer.close();
        }
        const id = sessionStorage.getItem("homeground-project") ?? "";
        const opened = indexedDB.open("homeground");
        await new Promise((resolve) => {
          opened.onsuccess = resolve;
        });
        const change = opened.result.transaction("handles", "readwrite");
        change.objectStore("handles").put([field], id);
        await new Promise((resolve) => {
          change.oncomplete = resolve;
        });
      },
      IMAGES.map(({ name, bytes }) => [name, Buffer.from(bytes).toString("base64")] as const),
    );
    // A slow disk: what is pressed before the files are here waits for them.
    await page.addInitScript(() => {
      const { getFile } = FileSystemFileHandle.prototype;
      FileSystemFileHandle.prototype.getFile = async function () {
        await new Promise((resolve) => setTimeout(resolve, 40));
        return getFile.call(this);
      };
    });
    await page.reload();
    await at(page, "Results");
    await right(page).waitFor();
    const steps = page.getByRole("navigation", { name: "Steps" });
    await expect
      .poll(async () => {
        await steps.getByRole("button", { name: "Your question" }).click();
        return page.locator("[aria-current=step]").textContent();
      })
      .toContain("Your question");
    expect(await needsFiles(page).count()).toBe(0);
    await page.locator("main .btn.pri").last().click();
    await at(page, "Results");
    await right(page).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it("draws the built-in example again: nobody is asked for its files", async () => {
    const page = await openApp();
    await page.getByRole("button", { name: /built-in example/ }).click();
    const steps = page.getByRole("navigation", { name: "Steps" });
    await page.getByRole("button", { name: "Go on" }).click();
    await at(page, "Images and labels");
    await untilWritten(page);
    await page.reload();
    await at(page, "Images and labels");
    await page.waitForTimeout(1500);
    await steps.getByRole("button", { name: "Your question" }).click();
    await at(page, "Your question");
    expect(await needsFiles(page).count()).toBe(0);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("refuses a file that is no project, and keeps nothing of it", async () => {
    const page = await openApp();
    await page.getByRole("button", { name: "Open a project file" }).waitFor();
    await writeFile(join(folder, "wrong.zip"), "no archive at all");
    const rows = await page.getByRole("row").count();
    await choose(page, "Open a project file", "wrong.zip");
    await page.getByText("archive/").waitFor();
    expect(await page.getByRole("row").count()).toBe(rows);
    await page.close();
  });

  it("asks before it deletes, and then nothing is left", async () => {
    const page = await openApp();
    const rows = page.getByRole("row", { name: /, / });
    await rows.first().waitFor();
    for (let left = await rows.count(); left > 0; left--) {
      await page
        .getByRole("button", { name: /^Delete: / })
        .first()
        .click();
      await page.getByText(/Your own files stay where they are/).waitFor();
      if (left === 1) {
        await page.getByRole("button", { name: "Keep it" }).click();
        expect(await rows.count()).toBe(1);
        await page
          .getByRole("button", { name: /^Delete: / })
          .first()
          .click();
      }
      await page.getByRole("button", { name: "Delete it" }).click();
      await expect.poll(() => rows.count()).toBe(left - 1);
    }
    const left = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const kept = await root.getDirectoryHandle("homeground");
      const names: string[] = [];
      for await (const name of (await kept.getDirectoryHandle("files")).keys()) names.push(name);
      return names;
    });
    expect(left).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("works where nothing can be kept, and says so", async () => {
    const page = await context.newPage();
    await withPlainChooser(page);
    page.on("pageerror", (error) => problems.push(error.message));
    await page.addInitScript(() => {
      Object.defineProperty(navigator.storage, "getDirectory", {
        value: () => Promise.reject(new DOMException("denied", "SecurityError")),
      });
      Object.defineProperty(globalThis, "indexedDB", { value: undefined });
    });
    await page.goto(fastSite.url);
    await page.getByText("nothing is kept when this page is closed").waitFor();
    await startRun(page);
    await at(page, "Results");
    await right(page).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });
});
