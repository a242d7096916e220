/** A thread that looks at pictures: it is given files, one after the other, and ends when it is told to. */
import { parentPort } from "node:worker_threads";
import { createPictureLooker } from "../../images/picture-look.js";
import { createNodeDigest } from "../digest.js";
import type { Looked, ToLook } from "./look-threads.js";
import { createNodePixelDecoder } from "./pixel-decoder.js";

const looker = createPictureLooker(createNodePixelDecoder, createNodeDigest);

let last = Promise.resolve();
parentPort!.on("message", ({ file, inParts }: ToLook) => {
  last = last.then(async () => {
    parentPort!.postMessage((await looker.look(file, inParts)) satisfies Looked);
  });
});
