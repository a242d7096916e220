/**
 * `npm run pictures`: makes the pictures of README and guides from the example reports and the app, in Chromium.
 * Run `npm run examples` before. Each is looked at before it is committed, and is at most 200 kB.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { CHROMIUM } from "./chromium.js";
import { appPictures } from "./pictures/app-pictures.js";
import { makeDemoRecord } from "./pictures/record-page.js";

const ROOT = join(import.meta.dirname, "..");
const OUT = join(ROOT, "docs/images");
const MOST_BYTES = 200_000;

interface Picture {
  readonly name: string;
  /** Folder in docs/examples. */
  readonly of: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly as: "light" | "dark" | "paper";
  /** Id of what to show from its upper edge on; the top of the page where null. */
  readonly at: string | null;
}

const PICTURES: readonly Picture[] = [
  { ...light("report-answer", "demo", null), heightPx: 580 },
  { ...light("report-wide", "demo", null), widthPx: 1280, heightPx: 600 },
  { ...light("report-parts", "demo", "parts"), heightPx: 620 },
  { ...light("report-why", "demo", "why"), heightPx: 640 },
  { ...light("report-classes", "demo", "classes"), heightPx: 560 },
  { ...light("report-confidence", "demo", "confidence"), heightPx: 660 },
  { ...light("report-mistakes", "photographs", "worst"), widthPx: 860, heightPx: 380 },
  { ...light("report-phone-dark", "demo", null), widthPx: 390, heightPx: 844, as: "dark" },
  { ...light("report-dark", "demo", "classes"), widthPx: 1280, heightPx: 900, as: "dark" },
  { ...light("report-paper", "demo", null), widthPx: 794, heightPx: 1123, as: "paper" },
];

function light(name: string, of: string, at: string | null): Picture {
  return { name, of, at, as: "light", widthPx: 1180, heightPx: 600 };
}

mkdirSync(OUT, { recursive: true });
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
for (const picture of PICTURES) {
  const page = await openPage(browser, picture);
  await savePage(page, picture.name);
  await page.close();
}
await recordPicture(browser);
await appPictures(browser, savePage);
await browser.close();

async function savePage(page: Page, name: string): Promise<void> {
  const path = join(OUT, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${name}.png ${size} bytes`);
  if (size > MOST_BYTES) process.exitCode = 1;
}

/** The page of a record that has counted its figure again. */
async function recordPicture(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "homeground-picture-"));
  const page = await browser.newPage({ viewport: { width: 1180, height: 900 } });
  await page.goto(pathToFileURL(makeDemoRecord(folder)).href);
  await page.locator("#recount.same").waitFor();
  await savePage(page, "record-page");
  await page.close();
  rmSync(folder, { recursive: true });
}

async function openPage(
  browser: Browser,
  { of, widthPx, heightPx, as, at }: Picture,
): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: widthPx, height: heightPx },
    colorScheme: as === "dark" ? "dark" : "light",
  });
  if (as === "paper") await page.emulateMedia({ media: "print" });
  await page.goto(pathToFileURL(join(ROOT, "docs/examples", of, "report.html")).href);
  if (as === "paper") {
    await page.evaluate(() => {
      document.body.style.padding = "14mm"; // the margin of the sheet, which a window has not
    });
  }
  if (at !== null) {
    await page.locator(`#${at}`).evaluate((part) => {
      part.closest("details")?.setAttribute("open", ""); // the question that it answers
      window.scrollTo(0, part.getBoundingClientRect().top + window.scrollY - 24);
    });
  }
  return page;
}
