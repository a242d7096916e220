/** Runs in Node and in a page: what every kind of alteration makes of a picture, as a number of its bytes. */

import { createRandom } from "../../src/core/random.js";
import { type Alteration, altered, workingPicture } from "../../src/images/corruptions/alter.js";
import { SEVERITIES } from "../../src/images/corruptions/corruption.js";
import { CORRUPTIONS } from "../../src/images/corruptions/registry.js";
import type { Pixels } from "../../src/images/pixel-decoder.js";

const SHORTER_SIDE = 96;

/** Smooth, with edges and noise, so that every branch of rounding is taken. */
function picture(): Pixels {
  const [widthPx, heightPx] = [173, 131];
  const random = createRandom(11, 4);
  const data = new Uint8Array(widthPx * heightPx * 3);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % widthPx, Math.floor(i / 3 / widthPx)];
    const edge = (x >> 4) % 2 === (y >> 4) % 2 ? 90 : 0;
    data[i] = (x + 0.5 * y + edge + 30 * (i % 3) + random.below(20)) % 256;
  }
  return { widthPx, heightPx, channels: 3, bitDepth: 8, data };
}

/** By kind and severity, tries of a search at the end. */
export function corruptionHashes(sha256: string): Readonly<Record<string, string>> {
  const decoded = { pixels: picture(), orientation: 6, format: "png", notes: [] };
  const working = workingPicture(decoded, SHORTER_SIDE);
  const found: Record<string, string> = { working: digest(working.data) };
  const kinds = CORRUPTIONS.map(({ id }) => id);
  const shared = { seed: 7, shorterSidePx: SHORTER_SIDE };
  const all: [string, Alteration][] = [
    ...kinds.flatMap((kind) =>
      SEVERITIES.map((severity): [string, Alteration] => [
        `${kind} ${severity}`,
        { kind, severity, ...shared },
      ]),
    ),
    ...Array.from({ length: 30 }, (_, number): [string, Alteration] => [
      `try ${number}`,
      { kind: "search", kinds, most: 5, try: number, ...shared },
    ]),
  ];
  for (const [name, alteration] of all) {
    found[name] = digest(altered(working, alteration, sha256).data);
  }
  return found;
}

/** FNV-1a. */
function digest(bytes: ArrayLike<number>): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return (hash >>> 0).toString(16);
}
