import { createHash } from "node:crypto";
import { join } from "node:path";
import { APP_BINARIES, GRAPHICS_BINARIES } from "../../scripts/build/app-parts.js";
import { appFiles } from "./shared-builds.js";
import { openStaticSite, type SiteFile, type StaticSite } from "./static-site.js";

const ROOT = join(import.meta.dirname, "../..");

/** Programs of a page with the files of packages that it runs: engine and codecs. */
export function withBinaries(...programs: readonly ReadonlyMap<string, SiteFile>[]) {
  const files = new Map<string, SiteFile>();
  for (const program of programs) for (const [path, text] of program) files.set(path, text);
  for (const [path, file] of [...APP_BINARIES, ...GRAPHICS_BINARIES]) {
    files.set(path, { disk: join(ROOT, "node_modules", file) });
  }
  return files;
}

/** Programs of tests that run before those of the app, by its file: they plant what cannot be waited for. */
export type Planted = Readonly<Partial<Record<"scorer.js" | "session.js", string>>>;

/**
 * The app as a plain static host has it, below a path of its own.
 *
 * @param slowMs time that each image takes at least, for tests that must meet a run in its middle on
 *   machines of any speed
 */
export async function openAppSite(
  subPath = "/tools/homeground/",
  slowMs = 0,
  planted: Planted = {},
): Promise<StaticSite> {
  const built = new Map<string, SiteFile>(await appFiles());
  if (slowMs > 0) plant(built, "scorer.js", slowDown(slowMs));
  for (const [path, program] of Object.entries(planted)) plant(built, path, program);
  return openStaticSite(withBinaries(built), subPath);
}

/** Puts a program in front of one of the app's. */
function plant(files: Map<string, SiteFile>, path: string, program: string): void {
  changeAppFile(files, path, (before) => `${program}\n${before}`);
}

/** Has scorers hold back each message a while. */
function slowDown(ms: number): string {
  return `{
  const send = self.postMessage.bind(self);
  let last = Promise.resolve();
  self.postMessage = (message) => {
    last = last.then(() => new Promise((go) => setTimeout(go, ${ms}))).then(() => send(message));
  };
}`;
}
/** Changes a text of the app; the lists of the app's files know it by its new hash. */
export function changeAppFile(
  files: Map<string, SiteFile>,
  path: string,
  change: (before: string) => string,
): void {
  const before = textAt(files, path);
  const after = change(before);
  files.set(path, after);
  for (const list of ["files.json", "service-worker.js"]) {
    const text = textAt(files, list)
      .replaceAll(sha256(before), sha256(after))
      .replaceAll(`: ${Buffer.byteLength(before)}`, `: ${Buffer.byteLength(after)}`);
    files.set(list, text);
  }
}

function textAt(files: ReadonlyMap<string, SiteFile>, path: string): string {
  const file = files.get(path);
  if (typeof file !== "string") throw new Error(`${path} is no text of the app`);
  return file;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
