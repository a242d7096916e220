import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { QUESTION_ORDER } from "../../src/reports/question-order.js";
import { axe } from "./axe.js";
import type { StaticSite } from "./static-site.js";
import { zipOf } from "./zip-writer.js";

export interface AppPage {
  readonly page: Page;
  /** Every error and dialog so far; a good page has none. */
  readonly problems: readonly string[];
}

export interface AppPageOptions {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
}

/** Opens the app with nothing kept from before but that questions are unfolded; its policy is lifted, so that axe-core can look. */
export async function openAppPage(
  browser: Browser,
  site: StaticSite,
  { width = 1280, scheme = "light" }: AppPageOptions = {},
): Promise<AppPage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    bypassCSP: true,
  });
  await withUnfolded(context);
  const page = await context.newPage();
  await withPlainChooser(page);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(site.url);
  await page.getByRole("heading", { name: "Does the model work on your images?" }).waitFor();
  return { page, problems };
}

/** Has every question of a result unfolded, as if somebody had left it so. */
export async function withUnfolded(context: BrowserContext): Promise<void> {
  await context.addInitScript((ids) => {
    try {
      localStorage.setItem("homeground.questions", JSON.stringify(ids));
    } catch {
      // A page without an origin keeps nothing.
    }
  }, QUESTION_ORDER);
}

/** Presses a button. */
export function press(page: Page, name: string | RegExp): Promise<void> {
  return page.getByRole("button", { name }).click();
}

/** The result that the page saves, once there is one; nothing checks it here. */
export async function savedResult<Result>(page: Page): Promise<Result> {
  const button = page.getByRole("button", { name: "Save result.json" });
  await button.waitFor();
  const download = page.waitForEvent("download");
  await button.click();
  return JSON.parse(await readFile(await (await download).path(), "utf8"));
}

/** Waits until a screen of that name is there. */
export function heading(page: Page, name: string | RegExp): Promise<void> {
  return page.getByRole("heading", { level: 1, name }).waitFor();
}

/** Has buttons open the plain window for files, which tests can answer; the other one they cannot. */
export async function withPlainChooser(to: Page | BrowserContext): Promise<void> {
  await to.addInitScript(() => {
    Object.assign(globalThis, { showOpenFilePicker: undefined, showDirectoryPicker: undefined });
  });
}

/** Gives the app files with their paths, as one archive. */
export async function giveFiles(
  page: Page,
  files: Iterable<readonly [path: string, bytes: Uint8Array | string]>,
): Promise<void> {
  const archive = zipOf(
    [...files].map(([name, content]) => ({ name, data: Buffer.from(content), flags: 0x800 })),
  );
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles({ name: "files.zip", mimeType: "application/zip", buffer: archive });
  await page
    .getByText(/^We took/)
    .first()
    .waitFor();
}

/** What axe finds wrong with a screen of the app as it is. */
export async function axeNow(page: Page): Promise<string[]> {
  // A step's screen is loaded when it is first opened; until then the page has no heading.
  await page.locator("h1").first().waitFor();
  return axe(page);
}

/**
 * Waits until the browser has written the open project. That happens a moment after its last change; where
 * none was left to write, the page is asked to write as it is when somebody leaves it.
 */
export async function untilWritten(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const from = Date.now();
    let isAsked = false;
    for (let isWritten = false; !isWritten && Date.now() < from + 8000; ) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (!isAsked && Date.now() > from + 1000) {
        dispatchEvent(new Event("pagehide"));
        isAsked = true;
      }
      const opened = indexedDB.open("homeground");
      await new Promise((resolve) => {
        opened.onsuccess = resolve;
      });
      const all = opened.result.transaction("projects").objectStore("projects").getAll();
      await new Promise((resolve) => {
        all.onsuccess = resolve;
      });
      opened.result.close();
      const kept = all.result as { readonly changedAt: string }[];
      isWritten = kept.some(({ changedAt }) => Date.parse(changedAt) >= from);
    }
  });
}
