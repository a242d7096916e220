import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import packageJson from "../../package.json" with { type: "json" };
import type { BuildTargets } from "./build-targets.js";

export const ROOT = join(import.meta.dirname, "../..");

/** WebAssembly and the loaders that look for it beside themselves, by folder of dist/. */
const COPIED: Readonly<Record<string, readonly string[]>> = {
  ort: [
    "onnxruntime-web/dist/ort.wasm.min.mjs",
    "onnxruntime-web/dist/ort-wasm-simd-threaded.mjs",
    "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
    "onnxruntime-web/dist/ort.webgpu.min.mjs",
    "onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.mjs",
    "onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm",
  ],
  codecs: [
    "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm",
    "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm",
    "@jsquash/png/codec/pkg/squoosh_png_bg.wasm",
    "@jsquash/webp/codec/dec/webp_dec.wasm",
  ],
  pglite: ["pglite.wasm", "initdb.wasm", "pglite.data"].map(
    (name) => `@electric-sql/pglite/dist/${name}`,
  ),
};

export type TargetName = "program" | "declarations" | "app" | "app-inside" | "lab";

/** Everything may change with the packages and with how it is built. */
const COMMON = ["package.json", "package-lock.json", "src", "scripts/build.ts", "scripts/build"];

/** What dist/ consists of. Vite is loaded by what is built, since a fresh dist/ needs none of it. */
export const TARGETS: BuildTargets<TargetName> = {
  /** The code of command line and library, which share it, and the WebAssembly they run. */
  program: { inputs: [...COMMON, "vite.library.config.ts"], build: buildProgram },
  /** The types of the library. */
  declarations: {
    inputs: [...COMMON, "tsconfig.base.json", "tsconfig.build.json", "types"],
    build: buildDeclarations,
  },
  /** The app that `homeground app` serves and `publish` copies. */
  app: {
    inputs: [...COMMON, "assets/demo"],
    async build(folder) {
      const { buildAppFiles } = await import("./app-scripts.js");
      writeFiles(join(folder, "app"), await buildAppFiles(packageJson.version));
    },
  },
  /** The pages that `homeground serve` serves. */
  lab: {
    inputs: COMMON,
    async build(folder) {
      const { buildLabFiles } = await import("./app-scripts.js");
      writeFiles(join(folder, "lab"), await buildLabFiles());
    },
  },
  /** The app as `publish --single-file` puts it into a page. */
  "app-inside": {
    inputs: [...COMMON, "assets/demo"],
    async build(folder) {
      const { buildInsidePrograms } = await import("./app-scripts.js");
      writeFiles(join(folder, "app-inside"), await buildInsidePrograms());
    },
  },
};

/** @param args of `homeground`; a target too many costs time, one too few an error that names it */
export function targetsFor(args: readonly string[]): readonly TargetName[] {
  if (args.includes("publish")) return ["program", "app", "app-inside"];
  if (args.includes("serve")) return ["program", "app", "lab"];
  return args.includes("app") ? ["program", "app"] : ["program"];
}

async function buildProgram(folder: string): Promise<void> {
  const { build } = await import("vite");
  const { completeLicenses } = await import("./licenses.js");
  const configFile = join(ROOT, "vite.library.config.ts");
  await build({ root: ROOT, configFile, logLevel: "warn", build: { outDir: folder } });
  for (const [target, files] of Object.entries(COPIED)) {
    mkdirSync(join(folder, target), { recursive: true });
    for (const file of files) {
      copyFileSync(join(ROOT, "node_modules", file), join(folder, target, basename(file)));
    }
  }
  const licenses = join(folder, "licenses.md");
  const packages = Object.values(COPIED).flat().map(packageOf);
  const bundled = readFileSync(licenses, "utf8");
  writeFileSync(licenses, completeLicenses(bundled, packages, join(ROOT, "node_modules")));
}

async function buildDeclarations(folder: string): Promise<void> {
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  const args = [compiler, "-p", join(ROOT, "tsconfig.build.json"), "--outDir", folder];
  // What the compiler has to say is not the built program's output.
  const [status] = await once(
    spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", 2, 2] }),
    "close",
  );
  if (status !== 0) throw new Error("the compiler could not write the declarations");
}

function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** `@jsquash/png` of `@jsquash/png/codec/…`. */
function packageOf(file: string): string {
  return file
    .split("/")
    .slice(0, file.startsWith("@") ? 2 : 1)
    .join("/");
}
