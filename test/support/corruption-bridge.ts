/** Runs in a page. */
import { corruptionHashes } from "./corruption-hashes.js";

declare global {
  var hashes: typeof corruptionHashes;
}

globalThis.hashes = corruptionHashes;
