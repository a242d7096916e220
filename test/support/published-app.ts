import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { describeWithChromium, launchChromium } from "./chromium.js";
import type { Published } from "./published.js";
import { type CellImage, labelled, publishModel } from "./published-model.js";
import { openStaticSite, type StaticSite } from "./static-site.js";

/** A published record with the app, and a browser to open it in. */
export interface PublishedApp {
  folder: string;
  published: Published;
  /** A browser without anything kept, and what its pages complained about. */
  context(options?: {
    readonly bypassCSP?: boolean;
  }): Promise<{ readonly context: BrowserContext; readonly problems: string[] }>;
  /** The folder on a plain host, below a path of its own. */
  serve(root: string, headers?: Readonly<Record<string, string>>): Promise<StaticSite>;
  /** Address of the app with the record, on a host. */
  address(site: StaticSite): string;
}

/** A suite with a published record in Chromium; a laptop without it skips, CI must not. */
export function describePublished(name: string, run: (at: PublishedApp) => void): void {
  describeWithChromium(name, () => {
    let browser: Browser;
    const open: (() => Promise<unknown>)[] = [];
    const at: PublishedApp = {
      folder: "",
      published: { site: "", short: "", made: "", record: {} as Published["record"] },
      async context(options = {}) {
        const viewport = { width: 1280, height: 900 };
        const context = await browser.newContext({ viewport, ...options });
        open.push(() => context.close());
        const problems: string[] = [];
        context.on("weberror", (error) => problems.push(error.error().message));
        context.on("console", (message) => {
          if (message.type() === "error") problems.push(message.text());
        });
        return { context, problems };
      },
      async serve(root, headers = {}) {
        const site = await openStaticSite(root, "/~lab/paper/", headers);
        open.push(() => site.close());
        return site;
      },
      address: (site) => `${site.url}app/index.html?record=../${at.published.short}/`,
    };
    beforeAll(async () => {
      at.folder = await mkdtemp(join(tmpdir(), "homeground-published-"));
      at.published = await publishModel(at.folder);
      browser = await launchChromium();
    });
    afterAll(async () => {
      for (const close of open) await close().catch(() => {});
      await browser?.close();
      await rm(at.folder, { recursive: true, force: true });
    });
    run(at);
  });
}

/** Gives the app files, as a person does who chooses them. */
export async function choose(page: Page, images: readonly CellImage[]): Promise<void> {
  const files = [...labelled(images)].map(([path, bytes]) => ({
    name: path.replace("photos/", ""),
    mimeType: path.endsWith(".csv") ? "text/csv" : "image/png",
    buffer: Buffer.from(bytes),
  }));
  await page.locator("input[type=file]").first().setInputFiles(files);
}

/** Presses the button that leads on until the results are there; a busy machine may take its time. */
export async function goToResults(page: Page): Promise<void> {
  const saved = page.getByRole("button", { name: /result\.json/ }).first();
  const on = page
    .locator("main .btn.pri:not([disabled])")
    .filter({ hasText: /^\s*(Go on|These matches|Fix my answer)/ })
    .first();
  for (let step = 0; step < 8; step++) {
    await on.or(saved).first().waitFor();
    if (await saved.isVisible()) return;
    const title = await page.locator("main h1").first().textContent();
    await on.click();
    await page.waitForFunction(
      (before) => document.querySelector("main h1")?.textContent !== before,
      title,
    );
  }
  throw new Error("the results were not reached");
}
