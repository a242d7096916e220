/**
 * `npm run pictures`: makes the pictures of README and guides from the demo's report, in Chromium.
 * Each is looked at before it is committed, and is at most 200 kB.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const ROOT = join(import.meta.dirname, "..");
const OUT = join(ROOT, "docs/images");
const MOST_BYTES = 200_000;

interface Picture {
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly scheme: "light" | "dark";
  /** Heading of the section to show; the top of the page where null. */
  readonly section: string | null;
}

const PICTURES: readonly Picture[] = [
  { name: "report-answer", widthPx: 1180, heightPx: 600, scheme: "light", section: null },
  { name: "report-why", widthPx: 1180, heightPx: 620, scheme: "light", section: "Why it is" },
  { name: "report-phone-dark", widthPx: 390, heightPx: 844, scheme: "dark", section: null },
];

const folder = mkdtempSync(join(tmpdir(), "homeground-pictures-"));
try {
  const main = join(ROOT, "dist/node/cli/main.js");
  execFileSync(process.execPath, [main, "demo"], { cwd: folder, stdio: "inherit" });
  mkdirSync(OUT, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  for (const { name, widthPx, heightPx, scheme, section } of PICTURES) {
    const page = await browser.newPage({
      viewport: { width: widthPx, height: heightPx },
      colorScheme: scheme,
    });
    await page.goto(pathToFileURL(join(folder, "homeground-demo/report.html")).href);
    if (section !== null) {
      const heading = page.getByRole("heading", { name: new RegExp(`^${section}`) });
      await heading.evaluate((element) => element.scrollIntoView({ block: "start" }));
    }
    const path = join(OUT, `${name}.png`);
    await page.screenshot({ path });
    await page.close();
    const { size } = statSync(path);
    console.log(`${name}.png ${size} bytes`);
    if (size > MOST_BYTES) process.exitCode = 1;
  }
  await browser.close();
} finally {
  rmSync(folder, { recursive: true });
}
