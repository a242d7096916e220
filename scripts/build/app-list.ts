import { createHash } from "node:crypto";

/** A file of the app, as its list names it. */
export interface AppListFile {
  /** Below the app's folder. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** The app's own list of what it consists of: `files.json`, and what its service worker answers with. */
export interface AppList {
  readonly schema: "homeground.app/1";
  readonly version: string;
  readonly files: readonly AppListFile[];
  /** The engine for graphics processors: loaded when somebody chooses it, and kept for no offline use. */
  readonly graphics: readonly AppListFile[];
}

type Contents = ReadonlyMap<string, string | Uint8Array>;

/** The list of files, in order of their paths. @param files text or bytes by path */
export function appList(version: string, files: Contents, graphics: Contents): AppList {
  return {
    schema: "homeground.app/1",
    version,
    files: listOf(files),
    graphics: listOf(graphics),
  };
}

function listOf(files: Contents): readonly AppListFile[] {
  const listed = [...files].map(([path, content]) => {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { path, sizeBytes: bytes.length, sha256 };
  });
  listed.sort((a, b) => (a.path < b.path ? -1 : 1));
  return listed;
}
