import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { isMissing } from "../files/fs-errors.js";
import { readText } from "../files/read-file.js";
import { writePieces } from "../files/write-file.js";

/** Where a plan lies and results go: a folder that all machines see, or `s3://bucket/folder`. */
export interface ShardPlace {
  readonly root: string;
  /** How a file of it is called in sentences. */
  path(name: string): string;
  /** @throws HomegroundError `input/not-found`, `input/unreadable`, `network/…` */
  readText(name: string, fix: string): Promise<string>;
  /** A file in pieces; null where there is none. */
  pieces(name: string): Promise<AsyncIterable<Uint8Array> | null>;
  /** Writes a file whole or not at all. @throws HomegroundError `output/not-written`, `network/…` */
  write(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** Folder on this machine that runs keep their scores in while they are under way; null for one of their own. */
  readonly work: string | null;
}

/** @param write how a file is written to the disk */
export function placeOf(root: string, write: typeof writePieces = writePieces): ShardPlace {
  return isRemote(root) ? bucketPlace(root) : folderPlace(root, write);
}

/** What the check of a model's card found when the plan was made, as logs of scores are named. */
export function checkName(key: string): string {
  return `scores/${key.slice(0, 32)}.sanity.json`;
}

/** Whether a place is no folder. */
export function isRemote(root: string): boolean {
  return root.startsWith("s3://");
}

function folderPlace(root: string, write: typeof writePieces): ShardPlace {
  const path = (name: string): string => join(root, name);
  return {
    root,
    path,
    readText: (name, fix) => readText(path(name), fix),
    async pieces(name) {
      try {
        await stat(path(name));
      } catch (cause) {
        if (isMissing(cause)) return null;
        throw cause;
      }
      return createReadStream(path(name), { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>;
    },
    write: (name, pieces) => write(path(name), pieces),
    work: path("work"),
  };
}

/** A list of a hundred million bytes is one of a million images. */
const MOST_TEXT = 1 << 28;

function bucketPlace(root: string): ShardPlace {
  const start = root.replace(/\/+$/, "");
  const path = (name: string): string => `${start}/${name}`;
  const open = async () => {
    const { openBucket, parseS3 } = await import("../s3/s3-client.js");
    const { bucket, prefix } = parseS3(root);
    return { objects: openBucket(bucket), prefix };
  };
  return {
    root,
    path,
    async readText(name, fix) {
      const { objects, prefix } = await open();
      const bytes = await objects.read(prefix + name, MOST_TEXT);
      if (bytes !== null) return new TextDecoder().decode(bytes);
      throw new HomegroundError("input/not-found", {
        ...{ what: "there is no such object", where: path(name), fix },
      });
    },
    async pieces(name) {
      const { objects, prefix } = await open();
      return objects.get(prefix + name);
    },
    async write(name, pieces) {
      const { objects, prefix } = await open();
      const all: Uint8Array[] = [];
      for await (const piece of pieces) all.push(piece);
      const bytes = Buffer.concat(all);
      if (await objects.put(prefix + name, bytes, true)) return;
      // One that is there is of the same content, unless somebody changed it.
      const before = await objects.read(prefix + name, bytes.length).catch(notTheSame);
      if (before === null || !bytes.equals(before)) await objects.put(prefix + name, bytes, false);
    },
    work: null,
  };
}

/** A longer one is another one. */
function notTheSame(error: unknown): null {
  if (error instanceof HomegroundError && error.code === "network/bad-answer") return null;
  throw error instanceof Error ? error : new Error(messageOf(error));
}
