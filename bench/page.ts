/**
 * The app in Chromium: `npm run bench -- page`. Images and a model of MobileNetV2's plan come from the
 * generators beside the repository. The bare loop decodes and infers with the same decoder and engine
 * in as many workers, and does nothing else.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { type Browser, chromium } from "playwright-core";
import { buildAppFiles, buildPageProgram } from "../scripts/build/app-scripts.js";
import { CHROMIUM } from "../scripts/chromium.js";
import { withBinaries } from "../test/support/app-site.js";
import { openStaticSite, type SiteFile } from "../test/support/static-site.js";
import { modelCard } from "./end-to-end.js";
import type { PageTimes } from "./page-bridge.js";

const ROOT = join(import.meta.dirname, "..");
const GENERATORS = join(ROOT, "../shared/bench");
const RUNS = 5;
const IMAGES = 200;
const MANY_IMAGES = 10_000;

export interface PageBenchmark {
  /** Compressed, before the engine is needed. */
  readonly firstLoadKb: number;
  readonly firstAnswerMs: number;
  readonly imagesPerSecond: number;
  readonly barePerSecond: number;
  readonly ratio: number;
  readonly longTasks: number;
  /** Of all processes of the browser, with 10,000 images, at its highest. */
  readonly peakMiB: number;
  readonly manyPerSecond: number;
}

/** Null where the generators or the browser are not there. */
export async function benchPage(): Promise<PageBenchmark | null> {
  if (!existsSync(GENERATORS) || !existsSync(CHROMIUM)) return null;
  const folder = mkdtempSync(join(tmpdir(), "homeground-page-"));
  const programs = [
    await buildAppFiles("0.0.0"),
    await buildPageProgram("bench/page-loop.ts", "loop", "text"),
    await buildPageProgram("bench/page-bridge.ts", "bridge", "text"),
  ];
  const files = withBinaries(...programs);
  files.set(
    "bench.html",
    `<!doctype html><title>bench</title><link rel="icon" href="data:,"><input type="file" webkitdirectory><script type="module" src="bridge.js"></script>`,
  );
  const site = await openStaticSite(files);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--disable-gpu"] });
  try {
    const firstLoadKb = await firstLoad(browser, site.url, files, site.requests);
    const few = generate(folder, "few", IMAGES, []);
    const workers = 2;
    const bares: number[] = [];
    const ours: PageTimes[] = [];
    for (let run = 0; run < RUNS; run++) {
      const page = await browser.newPage();
      await page.goto(`${site.url}bench.html`);
      await page.setInputFiles("input", few);
      bares.push(await page.evaluate((count) => pageBench.bare(count), workers));
      ours.push(await page.evaluate(() => pageBench.session()));
      await page.close();
    }
    const many = generate(folder, "many", MANY_IMAGES, ["--width", "320", "--height", "240"]);
    const page = await browser.newPage();
    await page.goto(`${site.url}bench.html`);
    await page.setInputFiles("input", many);
    const memory = watchMemory();
    const { rate } = await page.evaluate(() => pageBench.session());
    const rates = median(ours.map((times) => times.rate));
    return {
      firstLoadKb,
      firstAnswerMs: Math.round(median(ours.map((times) => times.firstAnswerMs))),
      imagesPerSecond: round(rates),
      barePerSecond: round(median(bares)),
      ratio: round(rates / median(bares)),
      longTasks: median(ours.map((times) => times.longTasks)),
      peakMiB: memory.stop(),
      manyPerSecond: round(rate),
    };
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstLoad(
  browser: Browser,
  url: string,
  files: ReadonlyMap<string, SiteFile>,
  requests: readonly string[],
): Promise<number> {
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: "networkidle" });
  let bytes = 0;
  for (const path of new Set(requests)) {
    const file = files.get(path === "" ? "index.html" : path);
    if (file === undefined) continue;
    const held = typeof file === "object" && "disk" in file ? readFileSync(file.disk) : file;
    bytes += gzipSync(held).length;
  }
  await page.close();
  return Math.round(bytes / 1000);
}

function generate(folder: string, name: string, n: number, more: readonly string[]): string {
  const out = join(folder, name);
  const run = (script: string, ...args: string[]): void => {
    execFileSync(process.execPath, [join(GENERATORS, script), ...args], { stdio: "ignore" });
  };
  run("gen-images.mjs", "--out", out, "--n", String(n), ...more);
  run("gen-model.mjs", "--out", out);
  writeFileSync(join(out, "model.json"), modelCard(readFileSync(join(out, "model.onnx"))));
  return out;
}

/** Memory of all processes of this one's family that are browsers, every half second. */
function watchMemory(): { stop(): number } {
  let peak = 0;
  const look = (): void => {
    let sum = 0;
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("chromium")) continue;
        // Shared pages count once for each process here, so that this is rather too much.
        const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
        const shared = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[2]);
        sum += (pages - shared) * 4096;
      } catch {
        // the process is gone
      }
    }
    peak = Math.max(peak, sum);
  };
  const timer = setInterval(look, 500);
  return {
    stop() {
      clearInterval(timer);
      return Math.round(peak / 2 ** 20);
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
