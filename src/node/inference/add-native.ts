import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { HomegroundError } from "../../core/errors.js";
import { dataFolder } from "../data-folder.js";
import { findNative, NATIVE_PACKAGE, NATIVE_VERSION } from "./find-native.js";

/** Folder of the engines that were added by hand. */
export function runtimeFolder(dataDir: string): string {
  return join(dataDir, "runtime");
}

export interface AddNativeOptions {
  /** Default: {@link dataFolder}. */
  readonly dataDir?: string;
  /** Ends npm when aborted. */
  readonly signal?: AbortSignal;
  /** npm's program; tests bring their own. */
  readonly npm?: string;
}

/**
 * Installs `onnxruntime-node` into the data folder with npm, without running install scripts: they
 * would fetch only what graphics cards need.
 *
 * @returns the version, and the module that was installed
 * @throws HomegroundError `runtime/not-installed`, `run/interrupted`
 */
export async function addNativeRuntime(
  options: AddNativeOptions = {},
): Promise<{ readonly version: string; readonly file: string }> {
  const folder = runtimeFolder(options.dataDir ?? dataFolder());
  await mkdir(folder, { recursive: true });
  const args = [
    "install",
    "--prefix",
    ".",
    "--ignore-scripts",
    "--no-save",
    "--no-audit",
    "--no-fund",
    `${NATIVE_PACKAGE}@${NATIVE_VERSION}`,
  ];
  const { status, output } = await runNpm(options.npm ?? "npm", args, folder, options.signal);
  if (options.signal?.aborted === true) {
    throw new HomegroundError("run/interrupted", {
      what: "stopped before the engine was installed",
      where: folder,
      fix: "Run the same command again",
    });
  }
  const found = findNative({ kind: "data-folder", folder });
  if (status === 0 && found.isFound) return { version: found.version, file: found.file };
  throw new HomegroundError("runtime/not-installed", {
    what: `npm ${args.join(" ")} in that folder ended with status ${status}: ${lastLines(output)}`,
    where: folder,
    fix: "Check that npm reaches its registry and that the folder can be written to",
  });
}

function runNpm(
  npm: string,
  args: readonly string[],
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly status: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(npm, args, {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      // npm is a script on Windows, and only a shell runs those. The folder's name, which a shell
      // could take apart, is not in the arguments.
      shell: process.platform === "win32",
      ...(signal === undefined ? {} : { signal }),
    });
    const keep = (piece: Buffer): void => {
      output = (output + piece.toString()).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (cause) => resolve({ status: null, output: cause.message }));
    child.on("close", (status) => resolve({ status, output }));
  });
}

function lastLines(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-3).join(" ") || "npm said nothing";
}
