import { existsSync } from "node:fs";
import process from "node:process";
import { type Browser, chromium } from "playwright-core";
import { describe } from "vitest";

/** Debian's, or the one that the environment names. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** How every suite starts it. */
export const CHROMIUM_OPTIONS = {
  executablePath: CHROMIUM,
  headless: true,
  args: ["--disable-gpu", "--no-first-run", "--disable-background-networking"],
};

export function launchChromium(): Promise<Browser> {
  return chromium.launch(CHROMIUM_OPTIONS);
}

/** With WebGPU, by a processor that is made of software: slow, and there on every machine. */
export function launchWithGraphics(): Promise<Browser> {
  const args = CHROMIUM_OPTIONS.args.filter((arg) => arg !== "--disable-gpu");
  return chromium.launch({
    ...CHROMIUM_OPTIONS,
    args: [...args, "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
  });
}

/**
 * A suite that wants Chromium. A laptop without it skips the suite; CI must not, or it would be green
 * by absence.
 */
export const describeWithChromium = describe.skipIf(!existsSync(CHROMIUM) && !process.env["CI"]);
