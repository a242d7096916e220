import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CORRUPTIONS } from "../../src/images/corruptions/registry.js";
import { withBinaries } from "../support/app-site.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { corruptionHashes } from "../support/corruption-hashes.js";
import { pageProgram } from "../support/shared-builds.js";
import { openStaticSite, type StaticSite } from "../support/static-site.js";

const FILE = "9b".repeat(32);

describeWithChromium("altered pictures in Chromium", () => {
  let browser: Browser;
  let site: StaticSite;
  let page: Page;

  beforeAll(async () => {
    const html = `<!doctype html><title>s</title><link rel="icon" href="data:,"><script type="module" src="bridge.js"></script>`;
    const program = await pageProgram("test/support/corruption-bridge.ts", "bridge", "page");
    site = await openStaticSite(withBinaries(new Map([["index.html", html]]), program), "/");
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(site.url);
    await page.waitForFunction("globalThis.hashes !== undefined");
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it("have the bytes that they have in Node", async () => {
    const here = corruptionHashes(FILE);
    expect(Object.keys(here)).toHaveLength(1 + 5 * CORRUPTIONS.length + 30);
    expect(new Set(Object.values(here)).size).toBeGreaterThan(5 * CORRUPTIONS.length);
    expect(await page.evaluate((file) => hashes(file), FILE)).toEqual(here);
  });
});
