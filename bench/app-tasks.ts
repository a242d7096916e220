/**
 * Long tasks of the app with 5,000 images: `npm run bench -- app-tasks`. The app as a static host has it, a
 * model that takes no time, and the way from the drop to the gallery; of each step the longest task of the
 * page's own thread, by the clock and by the processor, which a busy machine makes no longer. A task of the page is what keeps a press or a key from being heard. Small images and a
 * small model are made here, so that nothing beside the repository is needed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { slowness } from "../scripts/badinputs/ordinary-machine.js";
import { heading, openAppPage, press } from "../test/support/app-page.js";
import { openAppSite } from "../test/support/app-site.js";
import { cardText } from "../test/support/card-writer.js";
import { launchChromium } from "../test/support/chromium.js";
import { dropOn } from "../test/support/drop.js";
import { meanColourClassifier } from "../test/support/onnx-writer.js";
import { plainPng } from "../test/support/png-writer.js";

export interface StepTasks {
  readonly step: string;
  /** From its first press to the screen that ends it. */
  readonly seconds: number;
  /** Tasks over 50 ms by the clock, and the longest of them. */
  readonly tasks: number;
  readonly longestMs: number;
  /** The longest by the time that a processor worked on it. */
  readonly processorMs: number;
  /** The same as it would be on an ordinary machine, by a fixed piece of work. */
  readonly ordinaryMs: number;
  /** From the model's last answer to the verdict by the clock, where both came. */
  readonly verdictMs: number | null;
  /** The same as it would be on an ordinary machine, by a fixed piece of work. */
  readonly ordinaryVerdictMs: number | null;
}

declare global {
  /** Of each task over 50 ms: when it began and how long it took, in ms of the page. */
  var longTasks: { readonly at: number; readonly ms: number }[];
  /** When the last image was scored, and when the verdict was first seen. */
  var scoredAt: number | null;
  var decidedAt: number | null;
}

const PLACES = 8;

/** A row a step. */
export async function benchAppTasks(images = 5000): Promise<readonly StepTasks[]> {
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  const site = await openAppSite();
  const browser = await launchChromium();
  try {
    const { page } = await openAppPage(browser, site);
    await page.evaluate(() => {
      globalThis.longTasks = [];
      globalThis.scoredAt = null;
      globalThis.decidedAt = null;
      new MutationObserver(() => {
        const bar = document.querySelector('[role="progressbar"]');
        const isWhole = bar?.getAttribute("aria-valuenow") === bar?.getAttribute("aria-valuemax");
        const isDecided = document.querySelector('.decided[role="status"]') !== null;
        if (isDecided) decidedAt ??= performance.now();
        // Files that are read fill the bar as well, before the images do.
        else if (bar !== null) scoredAt = isWhole ? (scoredAt ?? performance.now()) : null;
      }).observe(document.body, { attributes: true, childList: true, subtree: true });
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) {
          longTasks.push({ at: startTime, ms: duration });
        }
      }).observe({ type: "longtask" });
    });
    writeFolder(join(folder, "many"), images);
    const rows: StepTasks[] = [];
    for (const [step, way] of stepsOf(join(folder, "many"), images)) {
      rows.push(await stepTasks(browser, page, step, way));
    }
    return rows;
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Step = readonly [step: string, way: (page: Page) => Promise<unknown>];

function stepsOf(folder: string, images: number): readonly Step[] {
  const count = images.toLocaleString("en");
  return [
    [
      "files",
      async (page) => {
        // As people do. An input for a folder has a list of the browser's own making, a second for 5,000
        // files; Chromium's window for folders, which the app opens where there is one, gives it piece by piece.
        await dropOn(page, folder);
        await page
          .getByText(/^We took/)
          .first()
          .waitFor();
        await page.getByRole("button", { name: /^Go on$/ }).waitFor();
      },
    ],
    [
      "found",
      async (page) => {
        await press(page, /^Go on$/);
        await page.getByRole("button", { name: `Go on with ${count} images` }).waitFor();
      },
    ],
    [
      "question",
      async (page) => {
        await press(page, `Go on with ${count} images`);
        await page.getByLabel("The published figure").waitFor();
      },
    ],
    [
      "run",
      async (page) => {
        await press(page, /^Fix my answer and run/);
        await page
          .getByRole("button", { name: "Save result.json" })
          .waitFor({ timeout: 30 * 60_000 });
      },
    ],
    [
      "gallery",
      async (page) => {
        // As a cell of the matrix chooses them: those that are red, called green.
        await page.evaluate(() => {
          location.hash = "#sel=cell%3Ared%3Agreen&view=gallery";
        });
        await page.locator("[data-filter]").waitFor();
        await page.waitForTimeout(2000);
      },
    ],
    [
      "back and forth",
      async (page) => {
        await page.keyboard.press("g");
        await page.keyboard.press("4");
        await page.getByLabel("The published figure").waitFor();
        await page.goBack();
        await heading(page, /./);
        await page.waitForTimeout(2000);
      },
    ],
  ];
}

/** Tasks of a page by Chromium's own record of them; the others of its process are workers. */
function longestProcessorMs(trace: Buffer): number {
  interface Traced {
    readonly name: string;
    readonly ph: string;
    readonly pid: number;
    readonly tid: number;
    /** Microseconds of a processor. */
    readonly tdur?: number;
    readonly args?: { readonly name?: string };
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: Traced[] };
  const threadOf = ({ pid, tid }: Traced): string => `${pid} ${tid}`;
  const pages = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(threadOf),
  );
  const tasks = traceEvents.filter(
    (one) => one.ph === "X" && one.name.includes("RunTask") && pages.has(threadOf(one)),
  );
  return Math.round(tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1000);
}

async function stepTasks(
  browser: Browser,
  page: Page,
  step: string,
  way: Step[1],
): Promise<StepTasks> {
  await browser.startTracing(page, {
    categories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"],
  });
  const from = await page.evaluate(() => performance.now());
  await way(page);
  const to = await page.evaluate(async () => {
    // Tasks are told a moment after they end.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return performance.now();
  });
  const processorMs = longestProcessorMs(await browser.stopTracing());
  const durations = await page.evaluate(
    ([first, last]) =>
      longTasks.filter(({ at }) => at >= first! && at <= last!).map(({ ms }) => ms),
    [from, to],
  );
  const longestMs = Math.round(Math.max(0, ...durations));
  const verdictMs = await page.evaluate(() => {
    const ms = scoredAt === null || decidedAt === null ? null : decidedAt - scoredAt;
    globalThis.scoredAt = null;
    globalThis.decidedAt = null;
    return ms;
  });
  const slow = await slowness();
  return {
    step,
    seconds: Math.round((to - from) / 100) / 10,
    tasks: durations.length,
    longestMs,
    processorMs,
    ordinaryMs: Math.round(processorMs / slow),
    verdictMs: verdictMs === null ? null : Math.round(verdictMs),
    ordinaryVerdictMs: verdictMs === null ? null : Math.round(verdictMs / slow),
  };
}

/** Images of two colours at eight places, with their labels, a model and its card. */
function writeFolder(folder: string, images: number): void {
  const model = meanColourClassifier();
  const rows = ["file,label,place"];
  for (let k = 0; k < PLACES; k++) mkdirSync(join(folder, `place ${k + 1}`), { recursive: true });
  for (let i = 0; i < images; i++) {
    const name = `place ${(i % PLACES) + 1}/${String(i).padStart(5, "0")}.png`;
    const shade = [i % 251, Math.floor(i / 251) % 200];
    const isRed = i % 2 === 0;
    // One in ten is called what it is not.
    const label = (i % 10 === 7) === isRed ? "green" : "red";
    writeFileSync(
      join(folder, name),
      plainPng(24, 18, isRed ? [255, shade[1]!, shade[0]!] : [shade[1]!, 255, shade[0]!]),
    );
    rows.push(`${name},${label},place ${(i % PLACES) + 1}`);
  }
  writeFileSync(join(folder, "labels.csv"), `${rows.join("\n")}\n`);
  writeFileSync(join(folder, "model.onnx"), model);
  writeFileSync(join(folder, "model.json"), cardText(model));
}
