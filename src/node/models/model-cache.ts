import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { writeTextFile } from "../files/write-file.js";
import { hashOf } from "./download-file.js";
import { isPlainPath } from "./model-reference.js";
import { notKept } from "./not-kept.js";

/** What is known of a model that was downloaded. */
export interface CachedModel {
  /** Of the model file: 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Path of the model in its folder of the cache, `/` between folders. */
  readonly file: string;
  /** Commit of a repository; null for a plain address. */
  readonly revision: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** The other files of the model (weights, card, labels, configuration), with their checksums. */
  readonly others: Readonly<Record<string, string>>;
}

/**
 * Downloaded models, in a folder of the user's: `<sha256 of the model>/<key>/…` holds a model with
 * its files, `sources/<key>.json` what was found under a name, `parts/<key>/` downloads that are
 * not finished. A key is a hash of the name: address, or repository with revision and file.
 */
export interface ModelCache {
  /** What a name stood for the last time; null where it is not known, or not whole any more. */
  find(name: string): Promise<CachedModel | null>;
  /** Folder of the files of a model that was found. */
  folderOf(name: string, model: CachedModel): string;
  /**
   * A folder to download into, kept from one attempt to the next; another process that downloads
   * the same gets one of its own.
   */
  openParts(name: string): Promise<PartsFolder>;
  /** Makes a finished download what the name stands for. */
  keep(name: string, parts: PartsFolder, model: CachedModel): Promise<void>;
  /** Makes another name stand for a model that is kept. */
  alias(name: string, of: string, model: CachedModel): Promise<void>;
}

export interface PartsFolder {
  readonly path: string;
  /** Leaves what has come for another time. */
  release(): Promise<void>;
}

const SCHEMA = "homeground.cached-model/1";

/** @param folder made when something is kept in it */
export function createModelCache(folder: string): ModelCache {
  const sourceFile = (name: string): string => join(folder, "sources", `${keyOf(name)}.json`);
  const place = (key: string, sha256: string): string => join(folder, sha256, key);
  const keys = new Map<string, string>();
  const folderOf = (name: string, { sha256 }: CachedModel): string =>
    place(keys.get(name) ?? keyOf(name), sha256);
  const note = (name: string, key: string, model: CachedModel): Promise<void> =>
    writeTextFile(
      sourceFile(name),
      `${JSON.stringify({ schema: SCHEMA, name, key, ...model }, null, 2)}\n`,
    );

  return {
    async find(name) {
      const found = await readSource(sourceFile(name));
      if (found === null) return null;
      keys.set(name, found.key);
      return (await isWhole(place(found.key, found.model.sha256), found.model))
        ? found.model
        : null;
    },
    folderOf,
    async openParts(name) {
      const own = join(folder, "parts", keyOf(name));
      try {
        await mkdir(own, { recursive: true });
        if (await takeLock(join(own, "lock"))) return partsFolder(own, join(own, "lock"));
        const aside = `${own}-${process.pid}`;
        await mkdir(aside, { recursive: true });
        return partsFolder(aside, null);
      } catch (cause) {
        throw notKept(own, cause);
      }
    },
    async keep(name, parts, model) {
      const target = place(keyOf(name), model.sha256);
      try {
        await mkdir(dirname(target), { recursive: true });
        await rm(join(parts.path, "lock"), { force: true });
        await moveInto(parts.path, target, model);
      } catch (cause) {
        throw notKept(target, cause);
      }
      keys.set(name, keyOf(name));
      await note(name, keyOf(name), model);
    },
    async alias(name, of, model) {
      const key = keys.get(of) ?? keyOf(of);
      keys.set(name, key);
      await note(name, key, model);
    },
  };
}

function keyOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 32);
}

function partsFolder(path: string, lock: string | null): PartsFolder {
  return {
    path,
    async release() {
      if (lock !== null) HELD.delete(lock);
      await rm(lock ?? path, { recursive: true, force: true }); // without a lock nobody goes on
    },
  };
}

/** Locks of this process: the number in a file may be that of an earlier process. */
const HELD = new Set<string>();

/** @returns false where a process that is alive has it, this one included */
async function takeLock(path: string): Promise<boolean> {
  for (let tries = 0; tries < 2 && !HELD.has(path); tries++) {
    try {
      const file = await open(path, "wx");
      HELD.add(path);
      await file.writeFile(`${process.pid}`);
      await file.close();
      return true;
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
      if (isAlive(Number(await readFile(path, "utf8").catch(() => "0")))) return false;
      await rm(path, { force: true }); // of a process that was killed
    }
  }
  return false;
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "EPERM";
  }
}

async function readSource(
  path: string,
): Promise<{ readonly key: string; readonly model: CachedModel } | null> {
  // Not there, or damaged: it is fetched again.
  const data = jsonOrUndefined(await readFile(path, "utf8").catch(() => ""));
  if (typeof data !== "object" || data === null) return null;
  const fields = new Map<string, unknown>(Object.entries(data));
  const text = (key: string): string | null => {
    const value = fields.get(key);
    return typeof value === "string" ? value : null;
  };
  const [key, sha256, file] = [text("key"), text("sha256"), text("file")];
  const others = fields.get("others");
  if (fields.get("schema") !== SCHEMA || typeof others !== "object" || others === null) return null;
  if (key === null || !/^[0-9a-f]{32}$/.test(key)) return null;
  if (sha256 === null || !/^[0-9a-f]{64}$/.test(sha256)) return null;
  if (file === null || !isPlainPath(file)) return null;
  const checksums: Record<string, string> = {};
  for (const [path, hash] of Object.entries(others)) {
    if (typeof hash !== "string" || !isPlainPath(path)) return null;
    checksums[path] = hash;
  }
  return {
    key,
    model: {
      sha256,
      file,
      revision: text("revision"),
      others: checksums,
      etag: text("etag"),
      lastModified: text("lastModified"),
    },
  };
}

/** Whether every file is there with the bytes that came. */
async function isWhole(folder: string, { file, sha256, others }: CachedModel): Promise<boolean> {
  try {
    for (const [path, hash] of Object.entries({ ...others, [file]: sha256 })) {
      if ((await hashOf(join(folder, path))).sha256 !== hash) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** Another process may be first: what is there and whole stays, as it may be in use. */
async function moveInto(from: string, target: string, model: CachedModel): Promise<void> {
  try {
    await rename(from, target); // fails where there is a folder that is not empty
  } catch {
    if (await isWhole(target, model)) {
      await rm(from, { recursive: true, force: true });
      return;
    }
    await rm(target, { recursive: true, force: true }); // damaged, or with other files
    await rename(from, target);
  }
}
