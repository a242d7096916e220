import { stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import process from "node:process";

/** A browser that can be asked what a page does, or why there is none. */
export type FoundBrowser =
  | { readonly path: string }
  /** What the environment names and is no file; null where nothing is named and nothing found. */
  | { readonly path: null; readonly named: string | null };

/** Where to look: of this process, where tests name no other. */
export interface BrowserPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** Variables that name a program; the first that is set counts. */
const BROWSER_VARIABLES = ["CHROMIUM", "CHROME_PATH"] as const;

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
  "brave-browser",
  // Debian's Chromium for machines without a screen.
  "chromium-headless-shell",
];
const ON_MAC = ["Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser"].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);
const ON_WINDOWS = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
  "BraveSoftware\\Brave-Browser\\Application\\brave.exe",
];
const WINDOWS_ROOTS = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"] as const;

/**
 * A browser of the family of Chromium on this machine: what `CHROMIUM` or `CHROME_PATH` names, else the
 * usual names on the path, else the usual places of macOS and Windows. Nothing is installed or started.
 */
export async function findBrowser(
  { env, platform }: BrowserPlaces = { env: process.env, platform: process.platform },
): Promise<FoundBrowser> {
  for (const variable of BROWSER_VARIABLES) {
    const named = env[variable];
    if (named === undefined || named === "") continue;
    return (await isFile(named)) ? { path: named } : { path: null, named };
  }
  for (const place of browserFiles({ env, platform }))
    if (await isFile(place)) return { path: place };
  return { path: null, named: null };
}

/** Where a browser may be, whether or not it is: the usual names on the path, and the usual places. */
export function browserFiles({ env, platform }: BrowserPlaces): readonly string[] {
  if (platform === "win32") {
    const roots = WINDOWS_ROOTS.flatMap((name) => env[name] ?? []);
    return roots.flatMap((root) => ON_WINDOWS.map((place) => join(root, place)));
  }
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const home = env["HOME"];
  const onMac = platform === "darwin" ? ON_MAC : [];
  const ownOnMac = home === undefined ? [] : onMac.map((place) => join(home, place));
  return [...onPath, ...onMac, ...ownOnMac];
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
