import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { renderReport } from "../../src/node/reports/html-report.js";
import type { ReportInput } from "../../src/results/report-input.js";
import { describeWithChromium, launchChromium } from "./chromium.js";

export interface OpenOptions {
  readonly width: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  readonly forcedColors?: boolean;
  readonly reducedMotion?: boolean;
  readonly scripts?: boolean;
}

export interface OpenedReport {
  readonly page: Page;
  /** Every error, message of the console, dialog and request so far; a good page has none. */
  readonly problems: readonly string[];
}

export interface Visited extends OpenedReport {
  /** Addresses that the page and its workers asked for so far. */
  readonly requests: readonly string[];
}

export interface ReportBrowser {
  /** Opens a report, or its HTML, from a file, as a reader does. */
  open(report: ReportInput | string, options: OpenOptions): Promise<OpenedReport>;
  /** Opens an address; requests are recorded and are no problem in themselves. */
  visit(address: string, options: OpenOptions): Promise<Visited>;
  /** Opens a report that is a file already. */
  openFile(path: string, options: OpenOptions): Promise<OpenedReport>;
}

/**
 * A suite that looks at reports in Chromium. A laptop without Chromium skips it; CI must not, or it
 * would be green by absence.
 */
export function describeInChromium(name: string, run: (reports: ReportBrowser) => void): void {
  describeWithChromium(name, () => {
    let browser: Browser;
    let folder: string;
    let written = 0;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "homeground-report-"));
      browser = await launchChromium();
    });

    afterAll(async () => {
      await browser?.close();
      if (folder) await rm(folder, { recursive: true, force: true });
    });

    const settingsOf = (options: OpenOptions): BrowserContextOptions => ({
      viewport: { width: options.width, height: options.height ?? 900 },
      colorScheme: options.scheme ?? "light",
      forcedColors: options.forcedColors === true ? "active" : "none",
      reducedMotion: options.reducedMotion === true ? "reduce" : "no-preference",
      javaScriptEnabled: options.scripts ?? true,
    });
    /** Files keep nothing, so those opened alike share what takes a browser longest to make. */
    const contexts = new Map<string, Promise<BrowserContext>>();
    const newPage = async (options: OpenOptions): Promise<Page> => {
      const settings = settingsOf(options);
      const key = JSON.stringify(settings);
      const context = contexts.get(key) ?? browser.newContext(settings);
      contexts.set(key, context);
      return (await context).newPage();
    };
    const visit = async (address: string, options: OpenOptions): Promise<Visited> => {
      const page = await browser.newPage(settingsOf(options));
      const problems = problemsOf(page, /^/);
      const requests: string[] = [];
      page.context().on("request", (request) => requests.push(request.url()));
      await page.goto(address);
      return { page, problems, requests };
    };
    const openFile = async (path: string, options: OpenOptions): Promise<OpenedReport> => {
      const page = await newPage(options);
      const problems = problemsOf(page);
      await page.goto(pathToFileURL(path).href);
      return { page, problems };
    };
    const open = async (
      report: ReportInput | string,
      options: OpenOptions,
    ): Promise<OpenedReport> => {
      const file = join(folder, `${written++}.html`);
      await writeFile(file, typeof report === "string" ? report : renderReport(report), "utf8");
      return openFile(file, options);
    };
    run({ open, openFile, visit });
  });
}

function problemsOf(page: Page, allowed = /^(file|data):/): readonly string[] {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => problems.push(message.text()));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!allowed.test(request.url())) problems.push(`request: ${request.url()}`);
  });
  return problems;
}
