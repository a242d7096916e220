import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import { CODEC_FILES } from "../../images/wasm-codecs.js";
import { installation } from "../installation.js";

/** Engine files that the app shares with the command line, and the one of its own. */
const ENGINE = ["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];
/** The engine for graphics processors, which only those load who choose it. */
const GRAPHICS = [
  "ort.webgpu.min.mjs",
  "ort-wasm-simd-threaded.asyncify.mjs",
  "ort-wasm-simd-threaded.asyncify.wasm",
];

/** Programs of the app that are whole in one file each, for pages that carry them. */
const WHOLE = ["app.js", "session.js", "scorer.js"];

/** What a page that carries the app in itself needs: by its path below the app's folder. */
export function insideAppFiles(): ReadonlyMap<string, string> {
  const all = appFiles(false);
  const wanted = ENGINE.map((file) => `ort/${file}`);
  const codecs = CODEC_FILES.map((file) => `codecs/${file}`);
  const folder = builtFolder("app-inside", "app.js");
  const files = new Map(WHOLE.map((file) => [file, join(folder, file)] as const));
  for (const path of [...wanted, ...codecs, STYLE]) files.set(path, all.get(path) ?? path);
  return files;
}

/** What every page of the app asks for first, and no kept copy answers: here it learns what its server can do. */
export const FILE_LIST = "files.json";
/** The app's style sheet. */
export const STYLE = "app.css";

/**
 * Every file of the app, by its path below the app's folder: what the server answers with, and what
 * a published page takes along.
 *
 * @param hasGraphics whether the engine for graphics processors (27 MB) is among them
 * @throws HomegroundError `input/not-found` where the package was not built
 */
export function appFiles(hasGraphics: boolean): ReadonlyMap<string, string> {
  const dist = join(installation().root, "dist");
  const folder = builtFolder("app", "index.html");
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of names) {
    const disk = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(disk.slice(folder.length + 1).replaceAll("\\", "/"), disk);
  }
  const engine = hasGraphics ? [...ENGINE, ...GRAPHICS] : ENGINE;
  for (const file of engine) files.set(`ort/${file}`, join(dist, "ort", file));
  for (const file of CODEC_FILES) files.set(`codecs/${file}`, join(dist, "codecs", file));
  return files;
}

/** @throws HomegroundError `input/not-found` where this part of the package was not built */
function builtFolder(name: string, file: string): string {
  const folder = join(installation().root, "dist", name);
  if (existsSync(join(folder, file))) return folder;
  throw new HomegroundError("input/not-found", {
    what: "the app is built with the package, and is not there",
    where: `dist/${name}`,
    fix: "Run npm run build in a copy of the repository",
  });
}
