/** A thread that looks at pictures: it is told where files lie, answers in that order, and ends when it is told to. */
import { parentPort } from "node:worker_threads";
import { isHomegroundError } from "../../core/errors.js";
import { createPictureLooker } from "../../images/picture-look.js";
import { createNodeDigest } from "../digest.js";
import { readDiskFile, streamDiskFile } from "../files/disk-file.js";
import type { Looked, ToLook } from "./look-threads.js";
import { createNodePixelDecoder } from "./pixel-decoder.js";

const looker = createPictureLooker(createNodePixelDecoder, createNodeDigest);

/** A file that takes as long to read is on a disk that lets wait: so many after it are read side by side. */
const SLOW_MS = 1;
const SIDE_BY_SIDE = 64;
let sideBySide = 0;

async function read(path: string, maxBytes: number): Promise<Uint8Array> {
  const isAtOnce = sideBySide === 0;
  if (!isAtOnce) sideBySide--;
  const beganMs = performance.now();
  const bytes = await readDiskFile(path, path, { maxBytes }, { isAtOnce });
  if (isAtOnce && performance.now() - beganMs > SLOW_MS) sideBySide = SIDE_BY_SIDE;
  return bytes;
}

async function look({ path, inParts }: ToLook): Promise<Looked> {
  const stream = () => streamDiskFile(path, path);
  try {
    return await looker.look({ read: (mostBytes) => read(path, mostBytes), stream }, inParts);
  } catch (error) {
    if (isHomegroundError(error)) return null;
    throw error;
  }
}

let last = Promise.resolve();
parentPort!.on("message", (wanted: ToLook) => {
  const seen = look(wanted);
  last = last.then(async () => parentPort!.postMessage(await seen));
});
