import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The package that is looked for, and the oldest version that is known to give right numbers. */
export const NATIVE_PACKAGE = "onnxruntime-node";
export const NATIVE_VERSION = "1.30.0";

/** A place that can hold the native engine. */
export interface NativePlace {
  /**
   * `package`: beside this package, as its optional peer. `project`: the project of the working
   * folder. `data-folder`: where `homeground runtime add native` puts it.
   */
  readonly kind: "package" | "project" | "data-folder";
  /** Folder from which Node's resolution starts. */
  readonly folder: string;
}

/** What was found in a place. */
export type NativeFinding =
  | { readonly place: NativePlace; readonly isFound: false; readonly problem: string }
  | {
      readonly place: NativePlace;
      readonly isFound: true;
      readonly version: string;
      /** The module to load. */
      readonly file: string;
    };

/**
 * Looks for `onnxruntime-node` without loading it.
 *
 * The working folder may be one that somebody sent: a project there counts only if its own
 * `package.json` asks for the package, so that files among pictures are not run by accident.
 */
export function findNative(place: NativePlace): NativeFinding {
  const missing = (problem: string): NativeFinding => ({ place, isFound: false, problem });
  let file: string;
  try {
    file = createRequire(join(place.folder, "resolve.js")).resolve(NATIVE_PACKAGE);
  } catch {
    return missing("not installed there");
  }
  const manifest = manifestAbove(file, NATIVE_PACKAGE);
  const version = manifest === null ? null : textOf(manifest, "version");
  if (version === null) return missing(`${file} belongs to no ${NATIVE_PACKAGE}`);
  if (place.kind === "project" && !isAskedFor(file)) {
    return missing(`${file} is there, and no package.json of its project asks for it`);
  }
  if (!isRecent(version)) return missing(`version ${version}, and ^${NATIVE_VERSION} is needed`);
  return { place, isFound: true, version, file };
}

/** `^1.30.0`: the same major version, not older. */
function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = NATIVE_VERSION.split(".").map(Number);
  return major === wantedMajor && minor >= wantedMinor;
}

function isAskedFor(file: string): boolean {
  // The project is the folder that holds node_modules; pnpm links from there into its own store.
  const project = file.split(/[/\\]node_modules[/\\]/)[0];
  const manifest = project === undefined ? null : readManifest(join(project, "package.json"));
  if (manifest === null) return false;
  return ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"].some(
    (key) => {
      const list = Object.hasOwn(manifest, key) ? manifest[key] : undefined;
      return typeof list === "object" && list !== null && Object.hasOwn(list, NATIVE_PACKAGE);
    },
  );
}

function manifestAbove(file: string, name: string): Readonly<Record<string, unknown>> | null {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = readManifest(join(folder, "package.json"));
    if (manifest !== null && textOf(manifest, "name") === name) return manifest;
  }
  return null;
}

function readManifest(file: string): Readonly<Record<string, unknown>> | null {
  if (!existsSync(file)) return null;
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof content === "object" && content !== null ? { ...content } : null;
  } catch {
    return null;
  }
}

function textOf(manifest: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = manifest[key];
  return typeof value === "string" ? value : null;
}
