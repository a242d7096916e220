import { existsSync } from "node:fs";
import process from "node:process";

/** Debian's, the one without windows first: it takes half as long for the same pages. */
const INSTALLED = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"] as const;

/** The browser that tests, benchmarks and pictures are made with: what `CHROMIUM` names, or Debian's. */
export const CHROMIUM = process.env["CHROMIUM"] ?? INSTALLED.find(existsSync) ?? INSTALLED[0];
