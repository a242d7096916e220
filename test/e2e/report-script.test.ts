import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReport } from "../../src/node/reports/html-report.js";
import { INPUT } from "../reports/fixtures.js";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

// A laptop without Chromium skips these; CI must not, or they would be green by absence.
describe.skipIf(!existsSync(CHROMIUM) && !process.env["CI"])("the script of a report", () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "homeground-script-"));
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      headless: true,
      args: ["--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Opens a page from a file, as a reader does; every message and request is collected. */
  async function open(
    html: string,
    options: Parameters<Browser["newPage"]>[0] = {},
  ): Promise<{ page: Page; problems: string[] }> {
    const file = join(folder, "report.html");
    await writeFile(file, html, "utf8");
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => problems.push(message.text()));
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) problems.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, problems };
  }

  it("adds its buttons to every plot and asks for nothing", async () => {
    const { page, problems } = await open(renderReport(INPUT));
    const plots = await page.locator("figure[data-plot]").count();
    expect(plots).toBeGreaterThan(0);
    expect(await page.locator(".ptl").count()).toBe(plots);
    expect(problems).toEqual([]);
    await page.close();
  });
});
