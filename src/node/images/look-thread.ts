/** A thread that looks at pictures and compares looks: it answers in the order that it is told, and ends when it is told to. */
import { parentPort } from "node:worker_threads";
import { findLikenesses, type Likeness } from "../../analyses/leakage/find-pairs.js";
import type { ImagePrints } from "../../analyses/leakage/image-prints.js";
import { NEVER_CANCELLED } from "../../core/cancellation.js";
import { isHomegroundError } from "../../core/errors.js";
import { digestColumnOf } from "../../dataset/digest-column.js";
import { createPictureLooker, type SeenPicture } from "../../images/picture-look.js";
import { createNodeDigest } from "../digest.js";
import { readDiskFile, streamDiskFile } from "../files/disk-file.js";
import type { PrintsInMessage, ToDo } from "./look-threads.js";
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

async function look(path: string, inParts: boolean): Promise<SeenPicture | null> {
  const stream = () => streamDiskFile(path, path);
  try {
    return await looker.look({ read: (mostBytes) => read(path, mostBytes), stream }, inParts);
  } catch (error) {
    if (isHomegroundError(error)) return null;
    throw error;
  }
}

function printsOf({ bytes, pixels, ...prints }: PrintsInMessage): ImagePrints {
  return { ...prints, bytes: digestColumnOf(bytes), pixels: digestColumnOf(pixels) };
}

async function done(toDo: ToDo): Promise<SeenPicture | Likeness[] | null> {
  if ("path" in toDo) return look(toDo.path, toDo.inParts);
  const { images, training, cluster, share } = toDo;
  const others =
    training === null ? { training, cluster: cluster! } : { training: printsOf(training) };
  return findLikenesses(printsOf(images), others, NEVER_CANCELLED, share);
}

let last = Promise.resolve();
parentPort!.on("message", (toDo: ToDo) => {
  const answer = done(toDo);
  last = last.then(async () => parentPort!.postMessage(await answer));
});
