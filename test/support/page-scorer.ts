import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { build, type Rollup } from "vite";
import { HomegroundError } from "../../src/core/errors.js";
import { CODEC_FILES, type CodecFile } from "../../src/images/wasm-codecs.js";
import type { ImageScorer, ImageToScore, ScoredImage } from "../../src/models/image-scorer.js";
import { codecFile } from "../../src/node/images/pixel-decoder.js";
import type { BridgeSetup, Told } from "./page-scorer-bridge.js";
import { openStaticSite, type SiteFile, type StaticSite } from "./static-site.js";

const ROOT = join(import.meta.dirname, "../..");
const ORT = join(createRequire(import.meta.url).resolve("onnxruntime-web"), "..");

/** A page that has the scorer of pages, and what drives it from Node. */
export interface ScorerPage {
  readonly page: Page;
  readonly problems: readonly string[];
  /** The page's scorer as one of Node. @throws HomegroundError as the page's own does */
  open(setup: Omit<BridgeSetup, "programs" | "workerUrl">): Promise<ImageScorer>;
  close(): Promise<void>;
}

/** Bundles of the bridge and of the worker, the engine and the codecs, as a static site. */
export async function openScorerSite(): Promise<StaticSite> {
  const files = new Map<string, SiteFile>([
    [
      "index.html",
      `<!doctype html><title>scorer</title><script type="module" src="bridge.js"></script>`,
    ],
  ]);
  for (const file of CODEC_FILES) files.set(`codecs/${file}`, { disk: codecFile(file) });
  for (const file of [
    "ort.wasm.min.mjs",
    "ort-wasm-simd-threaded.mjs",
    "ort-wasm-simd-threaded.wasm",
  ]) {
    files.set(`ort/${file}`, { disk: join(ORT, file) });
  }
  for (const [entry, name] of [
    ["test/support/page-scorer-bridge.ts", "bridge"],
    ["src/web/inference/scorer-worker.ts", "worker"],
  ] as const) {
    for (const [path, code] of await bundle(entry, name)) files.set(path, code);
  }
  return openStaticSite(files, "/some/where/");
}

async function bundle(entry: string, fileName: string): Promise<[string, string][]> {
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: false, lib: { entry, formats: ["es"], fileName } },
  });
  const outputs: readonly Rollup.RollupOutput[] = [built]
    .flat()
    .flatMap((one) => ("output" in one ? [one] : []));
  return outputs.flatMap(({ output }) =>
    output.flatMap((file): [string, string][] =>
      file.type === "chunk" ? [[file.fileName, file.code]] : [],
    ),
  );
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
  const codecs = Object.fromEntries(
    CODEC_FILES.map((file) => [file, new URL(`codecs/${file}`, site.url).href]),
  ) as Record<CodecFile, string>;
  return {
    page,
    problems,
    close: () => page.close(),
    async open(setup) {
      const opened = await page.evaluate((whole) => globalThis.bridge.open(whole), {
        ...setup,
        workerUrl: new URL("worker.js", site.url).href,
        programs: {
          codecs,
          engine: {
            module: new URL("ort/ort.wasm.min.mjs", site.url).href,
            program: new URL("ort/ort-wasm-simd-threaded.wasm", site.url).href,
          },
        },
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
