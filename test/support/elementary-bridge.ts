/** Runs in a page. */
import { elementaryBits } from "./elementary-bits.js";

declare global {
  var bits: typeof elementaryBits;
}

globalThis.bits = elementaryBits;
