import { existsSync } from "node:fs";
import process from "node:process";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";
import { describe } from "vitest";
import { CHROMIUM } from "../../scripts/chromium.js";

/** How every suite starts it. */
export const CHROMIUM_OPTIONS = {
  executablePath: CHROMIUM,
  headless: true,
  args: ["--disable-gpu", "--no-first-run", "--disable-background-networking"],
};

export function launchChromium(): Promise<Browser> {
  return launched(CHROMIUM_OPTIONS);
}

/** What a page is waited for at most: long, since a busy machine is no failure. */
export const PAGE_WAIT_MS = 240_000;

async function launched(options: LaunchOptions): Promise<Browser> {
  const browser = await chromium.launch({ ...options, timeout: PAGE_WAIT_MS });
  browser.on("context", (context) => context.setDefaultTimeout(PAGE_WAIT_MS));
  return browser;
}

/** With WebGPU, by a processor that is made of software: slow, and there on every machine. */
export function launchWithGraphics(): Promise<Browser> {
  const args = CHROMIUM_OPTIONS.args.filter((arg) => arg !== "--disable-gpu");
  return launched({
    ...CHROMIUM_OPTIONS,
    args: [...args, "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
  });
}

/**
 * A suite that wants Chromium. A laptop without it skips the suite; CI must not, or it would be green
 * by absence.
 */
export const describeWithChromium = describe.skipIf(!existsSync(CHROMIUM) && !process.env["CI"]);
