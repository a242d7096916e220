import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Browser, Page } from "playwright-core";
import { APP_WORKERS } from "../../scripts/build/app-parts.js";
import { HomegroundError } from "../../src/core/errors.js";
import type { ImageScorer, ImageToScore, ScoredImage } from "../../src/models/image-scorer.js";
import { programsAt } from "../../src/web/inference/programs-at.js";
import { withBinaries } from "./app-site.js";
import type { BridgeSetup, Told } from "./page-scorer-bridge.js";
import { pageProgram } from "./shared-builds.js";
import { openStaticSite, type StaticSite } from "./static-site.js";

/** A page that has the scorer of pages, and what drives it from Node. */
export interface ScorerPage {
  readonly page: Page;
  readonly problems: readonly string[];
  /** The page's scorer as one of Node. @throws HomegroundError as the page's own does */
  open(setup: Omit<BridgeSetup, "programs" | "workerUrl">): Promise<ImageScorer>;
  close(): Promise<void>;
}

/** The bridge, and the scorer, engine and codecs of the app, as a static site. */
export async function openScorerSite(): Promise<StaticSite> {
  const page = new Map([
    [
      "index.html",
      `<!doctype html><title>scorer</title><script type="module" src="bridge.js"></script>`,
    ],
  ]);
  const bridge = await pageProgram("test/support/page-scorer-bridge.ts", "bridge", "page");
  const scorer = await pageProgram(APP_WORKERS.scorer, "scorer", "text", "one");
  return openStaticSite(withBinaries(page, bridge, scorer), "/some/where/");
}

export async function openScorerPage(browser: Browser, site: StaticSite): Promise<ScorerPage> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  const sources = new Map<number, AsyncIterator<ImageToScore>>();
  await page.exposeFunction("pullImage", async (run: number) => {
    const { done, value } = await sources.get(run)!.next();
    return done === true ? null : value;
  });
  await page.goto(site.url);
  await page.waitForFunction("globalThis.bridge !== undefined");
  let runs = 0;
  return {
    page,
    problems,
    close: () => page.close(),
    async open(setup) {
      const opened = await page.evaluate((whole) => globalThis.bridge.open(whole), {
        ...setup,
        workerUrl: new URL("scorer.js", site.url).href,
        programs: programsAt(site.url),
      });
      if ("kind" in opened) throw errorOf(opened);
      const { id, engine } = opened;
      return {
        engine,
        areProbabilities: true,
        async *score(images, { signal } = {}): AsyncGenerator<ScoredImage> {
          const run = runs++;
          sources.set(run, iteratorOf(images));
          await page.evaluate(([which, number]) => globalThis.bridge.start(which, number), [
            id,
            run,
          ] as const);
          const abort = () => void page.evaluate((number) => globalThis.bridge.abort(number), run);
          signal?.addEventListener("abort", abort);
          try {
            for (;;) {
              const told = await page.evaluate((number) => globalThis.bridge.next(number), run);
              if (told.kind === "end") return;
              if (told.kind === "error") throw errorOf(told);
              yield resultOf(told);
            }
          } finally {
            await page.evaluate((number) => globalThis.bridge.leave(number), run);
          }
        },
        close: () => page.evaluate((which) => globalThis.bridge.close(which), id),
      };
    },
  };
}

export function fileBase64(path: string): { path: string; base64: string } {
  return { path: basename(path), base64: readFileSync(path).toString("base64") };
}

function resultOf({ result }: Extract<Told, { kind: "result" }>): ScoredImage {
  return (
    result.scores === undefined ? result : { ...result, scores: Float64Array.from(result.scores) }
  ) as ScoredImage;
}

function errorOf(told: Told): Error {
  if (told.kind !== "error") throw new Error(`unexpected ${told.kind}`);
  return told.error === null
    ? new Error(told.message)
    : new HomegroundError(told.error.code, told.error);
}

function iteratorOf<T>(items: Iterable<T> | AsyncIterable<T>): AsyncIterator<T> {
  if (Symbol.asyncIterator in items) return items[Symbol.asyncIterator]();
  const inner = items[Symbol.iterator]();
  return { next: async () => inner.next() };
}
