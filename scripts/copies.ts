/**
 * `npm run copies -- FOLDER… [--half 0|1] [--most N]`: how many altered copies of the pictures in folders are found,
 * and how many pairs of different pictures of one folder are called copies. Limits were set on half 0 alone.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { likeTraining, type PicturePair } from "../src/analyses/leakage/find-pairs.js";
import { printImages } from "../src/analyses/leakage/image-prints.js";
import { NEVER_CANCELLED } from "../src/core/cancellation.js";
import { createMemoryFileAccess } from "../src/formats/memory-file-access.js";
import { createPictureLooker } from "../src/images/picture-look.js";
import type { Pixels } from "../src/images/pixel-decoder.js";
import { thumbnailPixels, uprightPixels } from "../src/images/thumbnail.js";
import { createNodeDigest } from "../src/node/digest.js";
import { createNodeJpegEncoder } from "../src/node/images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../src/node/images/pixel-decoder.js";
import { ALTERATIONS, alter } from "./copies/alterations.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    half: { type: "string", default: "0" },
    most: { type: "string", default: "12" },
  },
});
const half = Number(values.half);
const most = Number(values.most);
const decoder = createNodePixelDecoder();
const encoder = createNodeJpegEncoder();
const LONGEST_PX = 1000;

interface Drawn {
  readonly name: string;
  readonly rgb: Pixels;
  readonly bytes: Uint8Array;
}

/** A number of a name, the same for ever. */
function numberOf(name: string): number {
  let number = 7;
  for (const letter of name) number = (number * 31 + letter.charCodeAt(0)) % 1_000_003;
  return number;
}

async function decoded(bytes: Uint8Array): Promise<Pixels> {
  const picture = uprightPixels(await decoder.decode(bytes, { maxPixels: 1e8 }));
  return thumbnailPixels(picture, null, LONGEST_PX);
}

/** Of frames of a sequence a half is the earlier ones, else by a number of the name. */
async function drawnFrom(folder: string): Promise<Drawn[]> {
  const files = readdirSync(folder)
    .filter((file) => /\.(png|jpe?g)$/i.test(file) && !/african_elephants_/.test(file))
    .sort();
  const isBurst = files.length <= 10;
  const own = isBurst
    ? files.filter((_, i) => Math.floor((2 * i) / files.length) === half)
    : files
        .filter((file) => numberOf(file) % 2 === half)
        .sort((a, b) => numberOf(a) - numberOf(b))
        .slice(0, most);
  const drawn: Drawn[] = [];
  for (const name of own) {
    const bytes = readFileSync(join(folder, name));
    const rgb = await decoded(bytes).catch(() => null); // a few are broken on purpose
    if (rgb !== null) drawn.push({ name, bytes, rgb });
  }
  return drawn;
}

async function printsOf(files: ReadonlyMap<string, Uint8Array>) {
  const options = {
    access: createMemoryFileAccess(files),
    looker: createPictureLooker(() => decoder, createNodeDigest),
    signal: NEVER_CANCELLED,
    inParts: true,
  };
  return printImages([...files.keys()], options);
}

/** What is called a copy: not another frame of one view. */
function isCopy({ how }: PicturePair): boolean {
  return how?.differs !== true;
}

const totals = new Map<string, { found: number; of: number; missed: string[] }>();
let falsePairs = 0;
let differentPairs = 0;
for (const folder of positionals) {
  const drawn = await drawnFrom(folder);
  const label = `${basename(dirname(folder))}/${basename(folder)}`;
  const originals = await printsOf(new Map(drawn.map(({ name, bytes }) => [name, bytes])));
  const own = likeTraining(originals, originals, NEVER_CANCELLED);
  const pairs = drawn.length * (drawn.length - 1);
  const called = own.flatMap((one) => one.pairs.filter((pair) => pair.other < pair.image));
  const wrong = called.filter(isCopy);
  differentPairs += pairs / 2;
  falsePairs += wrong.length;
  console.log(
    `${label}: ${drawn.length} pictures, ${pairs / 2} pairs, ${wrong.length} called copies, ${called.length - wrong.length} other frames of one view`,
  );
  for (const { image, other, kind, bits, how } of wrong) {
    console.log(
      "   ",
      drawn[image]!.name,
      drawn[other]!.name,
      kind,
      bits,
      how?.points,
      how?.agreement.toFixed(2),
    );
  }
  const files = new Map<string, Uint8Array>();
  for (const [a, alteration] of ALTERATIONS.entries()) {
    for (const { name, rgb } of drawn) {
      const changed = alter(rgb, alteration, numberOf(name) + a);
      files.set(`${a} ${name}`, await encoder.encode(changed, alteration.quality));
    }
  }
  const before = process.cpuUsage();
  const copies = await printsOf(files);
  const printed = process.cpuUsage(before).user;
  const likenesses = likeTraining(copies, originals, NEVER_CANCELLED);
  const searched = process.cpuUsage(before).user - printed;
  console.log(
    `    ${(printed / 1000 / files.size).toFixed(1)} ms an image to print, ${(searched / 1000 / files.size).toFixed(1)} to search`,
  );
  for (const [a, { name }] of ALTERATIONS.entries()) {
    const total = totals.get(name) ?? { found: 0, of: 0, missed: [] };
    totals.set(name, total);
    for (const i of drawn.keys()) {
      const found = likenesses.find(({ image }) => image === a * drawn.length + i);
      const isFound = found?.pairs.some((pair) => pair.other === i && isCopy(pair)) === true;
      total.of++;
      if (isFound) total.found++;
      else total.missed.push(`${label}/${drawn[i]!.name}`);
    }
  }
}
for (const [name, { found, of, missed }] of totals) {
  console.log(`${name.padEnd(40)} ${found} of ${of}   ${missed.slice(0, 6).join(" ")}`);
}
console.log(`${falsePairs} of ${differentPairs} pairs of different pictures called copies`);
