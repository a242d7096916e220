import { once } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { type FetchedFrame, frameLine } from "../../models/fetched-model.js";

/** Progress is told at most so often. */
const TELL_EVERY_MS = 100;

/** Sends files to the page as `readFetchedModel` reads them. */
export interface SentFrames {
  tell(frame: FetchedFrame): Promise<void>;
  /** Tells how far it is, not too often. */
  progress(file: string, done: number, total: number | null): void;
  /** @param disk the file; its size is that of the moment */
  file(path: string, disk: string): Promise<void>;
}

/** @param signal ends it where nobody reads any more */
export function createFrames(response: ServerResponse, signal: AbortSignal): SentFrames {
  /** Waits while the page is slower than the disk. */
  const write = async (piece: string | Buffer): Promise<void> => {
    if (!response.write(piece)) await once(response, "drain", { signal });
  };
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (frame: FetchedFrame): Promise<void> => write(frameLine(frame));
  return {
    tell,
    progress(file, done, total) {
      const now = performance.now();
      if (now - toldAt < TELL_EVERY_MS && done !== total) return;
      toldAt = now;
      response.write(frameLine({ kind: "progress", file, done, total }));
    },
    async file(path, disk) {
      const { size } = await stat(disk);
      await tell({ kind: "file", path, bytes: size });
      if (size === 0) return;
      for await (const piece of createReadStream(disk, { end: size - 1 })) {
        await write(piece as Buffer);
      }
    },
  };
}
