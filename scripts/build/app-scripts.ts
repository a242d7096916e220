import { readFileSync } from "node:fs";
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build, type Plugin } from "vite";
import { appPage } from "../../src/reports/app-page.js";
import { APP_CSS } from "../../src/web/app/app-styles.js";
import { labPage } from "../../src/web/lab/lab-page.js";
import { LAB_CSS } from "../../src/web/lab/lab-styles.js";
import { appList } from "./app-list.js";
import { APP_BINARIES, APP_WORKERS, type BuiltFiles, GRAPHICS_BINARIES } from "./app-parts.js";
import { bundleScript } from "./bundle-script.js";
import { demoModel } from "./demo-model.js";
import { leanPackages } from "./lean-packages.js";
import { reportScript } from "./report-script.js";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Builds a program of the page as a module and its chunks.
 *
 * @param drawing whether components draw into the page or, as in a worker, into text
 * @param pieces `one` for a module that must be whole wherever it lies, `script` for a classic script
 */
export async function buildPageProgram(
  entry: string,
  name: string,
  drawing: "page" | "text",
  pieces: "chunks" | "one" | "script" = "chunks",
): Promise<BuiltFiles> {
  const output = await build({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    publicDir: false,
    plugins: [
      leanPackages as Plugin,
      reportScript(),
      demoModel(),
      ...svelte({ configFile: false }),
    ],
    resolve: { alias: [{ find: /^fflate$/, replacement: "fflate/browser" }] },
    ssr: { noExternal: true, target: "webworker", resolve: { conditions: ["module", "worker"] } },
    build: {
      write: false,
      target: "es2022",
      minify: true,
      modulePreload: false,
      // Components draw into text when they are built as for a server.
      ssr: drawing === "text",
      rolldownOptions: {
        input: { [name]: join(ROOT, entry) },
        output: {
          format: pieces === "script" ? "iife" : "es",
          codeSplitting: pieces === "chunks",
          entryFileNames: "[name].js",
          chunkFileNames: `${name}-[name]-[hash].js`,
        },
      },
    },
  });
  const files = new Map<string, string>();
  for (const one of [output].flat()) {
    if (!("output" in one)) throw new Error(`${entry} was not built`);
    for (const file of one.output) {
      files.set(file.fileName, file.type === "chunk" ? file.code : textOf(file.source));
    }
  }
  return files;
}

function textOf(source: string | Uint8Array): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}

/**
 * Every text file of the app, by its path below the app's folder; binaries are {@link APP_BINARIES}.
 *
 * @param buildProgram for callers that have some of its programs already
 */
export async function buildAppFiles(
  version: string,
  buildProgram: typeof buildPageProgram = buildPageProgram,
): Promise<BuiltFiles> {
  const files = new Map<string, string>([
    ["index.html", appPage(version)],
    ["app.css", APP_CSS],
  ]);
  const programs = [
    await buildProgram("src/web/app/main.ts", "app", "page"),
    await buildProgram(APP_WORKERS.session, "session", "text"),
    // Whole, so that a copy of it in memory starts workers when the network is off.
    await buildProgram(APP_WORKERS.scorer, "scorer", "text", "one"),
  ];
  for (const program of programs) for (const [name, text] of program) files.set(name, text);
  const list = appList(
    version,
    new Map<string, string | Uint8Array>([...files, ...contentsOf(APP_BINARIES)]),
    contentsOf(GRAPHICS_BINARIES),
  );
  files.set("files.json", `${JSON.stringify(list, null, 1)}\n`);
  const { code } = await bundleScript(join(ROOT, "src/web/app/service-worker.ts"));
  const known = list.files.map(({ path, sha256 }) => [path, sha256]);
  files.set("service-worker.js", `globalThis.homegroundFiles=${JSON.stringify(known)};\n${code}\n`);
  return files;
}

/** Every file of the pages of a server. */
export async function buildLabFiles(): Promise<BuiltFiles> {
  const program = await buildPageProgram("src/web/lab/main.ts", "lab", "page");
  return new Map([["index.html", labPage()], ["lab.css", LAB_CSS], ...program]);
}

/**
 * The programs of a page that carries the app in itself: each whole, since one in memory finds no chunks
 * beside itself, and classic scripts, since browsers start no modules as workers of a page on a disk.
 *
 * @throws Error where one would be more than one file
 */
export async function buildInsidePrograms(): Promise<BuiltFiles> {
  const programs = [
    await buildPageProgram("src/web/app/main.ts", "app", "page", "script"),
    await buildPageProgram(APP_WORKERS.session, "session", "text", "script"),
    await buildPageProgram(APP_WORKERS.scorer, "scorer", "text", "script"),
  ];
  const files = new Map(programs.flatMap((program) => [...program]));
  if (files.size !== programs.length) throw new Error(`more than one: ${[...files.keys()]}`);
  return files;
}

function contentsOf(binaries: ReadonlyMap<string, string>): ReadonlyMap<string, Uint8Array> {
  return new Map(
    [...binaries].map(([path, file]) => [path, readFileSync(join(ROOT, "node_modules", file))]),
  );
}
