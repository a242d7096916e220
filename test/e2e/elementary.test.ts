import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withBinaries } from "../support/app-site.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { elementaryBits } from "../support/elementary-bits.js";
import { pageProgram } from "../support/shared-builds.js";
import { openStaticSite, type StaticSite } from "../support/static-site.js";

const COUNT = 200_000;

describeWithChromium("elementary functions in Chromium", () => {
  let browser: Browser;
  let site: StaticSite;
  let page: Page;

  beforeAll(async () => {
    const html = `<!doctype html><title>s</title><link rel="icon" href="data:,"><script type="module" src="bridge.js"></script>`;
    const program = await pageProgram("test/support/elementary-bridge.ts", "bridge", "page");
    site = await openStaticSite(withBinaries(new Map([["index.html", html]]), program), "/");
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(site.url);
    await page.waitForFunction("globalThis.bits !== undefined");
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it("give the bits that they give in Node", async () => {
    const here = elementaryBits(COUNT);
    expect(Object.keys(here).length).toBeGreaterThan(17);
    expect(await page.evaluate((count) => bits(count), COUNT)).toEqual(here);
  });
});
