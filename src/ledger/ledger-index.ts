import { textId } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import { sameTexts } from "./ledger.js";
import type { SharedResult } from "./shared-result.js";

/** 32-bit words of a line: two keys and its id, of two words each, and where it ends, in two. */
const WORDS = 8;
const AT = { images: 0, sayings: 2, id: 4, end: 6 } as const;
const NO_LINE = -1;
/** Lines for which there is room from the start; a power of two. */
const LEAST_ROOM = 64;

/**
 * Where the lines of a ledger end, and which may be of the same images and model as a result, told by hashes
 * of what such lines have in common. Whoever asks compares the lines themselves.
 */
export interface LedgerIndex {
  readonly count: number;
  /** Bytes of the ledger up to the end of a line; 0 for line 0. @param seq from 0 to count */
  end(seq: number): number;
  /** The first 16 digits of a line's id. @param seq from 1 to count */
  idStart(seq: number): string;
  /** Lines that may be the same as the result, among them all that are; in no order. */
  alike(result: SharedResult): readonly number[];
  /** @param end bytes of the ledger with the line */
  add(result: SharedResult, id: string, end: number): void;
  /** What {@link openIndex} opens, of the lines after some. @param from lines that are left out */
  words(from: number): Uint32Array;
}

/**
 * @param stored what {@link LedgerIndex.words} gave; a broken last line of it is left out
 */
export function openIndex(stored: Uint32Array, createDigest: CreateDigest): LedgerIndex {
  let count = Math.floor(stored.length / WORDS);
  let words: Uint32Array = stored;
  // Lines of one bucket are a chain: its head, and of each of a line's two keys the next with it.
  let heads = new Int32Array(0);
  let next = new Int32Array(0);
  chainAll();

  function chainAll(): void {
    let buckets = LEAST_ROOM;
    while (buckets < 2 * count) buckets *= 2;
    heads = new Int32Array(buckets).fill(NO_LINE);
    next = new Int32Array(2 * Math.max(LEAST_ROOM, words.length / WORDS));
    for (let line = 0; line < count; line++) chain(line);
  }

  function chain(line: number): void {
    for (const at of [AT.images, AT.sayings]) {
      if (at === AT.images && !hasImages(line)) continue;
      const bucket = words[line * WORDS + at]! & (heads.length - 1);
      const link = 2 * line + (at === AT.images ? 0 : 1);
      next[link] = heads[bucket]!;
      heads[bucket] = link;
    }
  }

  function hasImages(line: number): boolean {
    return words[line * WORDS + AT.images] !== 0 || words[line * WORDS + AT.images + 1] !== 0;
  }

  function grow(): void {
    const larger = new Uint32Array(WORDS * Math.max(LEAST_ROOM, 2 * count));
    larger.set(words.subarray(0, WORDS * count));
    words = larger;
    chainAll();
  }

  return {
    get count() {
      return count;
    },
    end(seq) {
      if (seq === 0) return 0;
      const at = (seq - 1) * WORDS + AT.end;
      return words[at]! * 2 ** 32 + words[at + 1]!;
    },
    idStart(seq) {
      const at = (seq - 1) * WORDS + AT.id;
      return hex(words[at]!) + hex(words[at + 1]!);
    },
    alike(result) {
      const found = new Set<number>();
      for (const [first, second] of keysOf(result, createDigest)) {
        const bucket = first & (heads.length - 1);
        for (let link = heads[bucket]!; link !== NO_LINE; link = next[link]!) {
          const line = link >> 1;
          const isOfSayings = (link & 1) === 1;
          // Where both have evidence of their images, what they say does not matter.
          if (isOfSayings && result.evidence !== null && hasImages(line)) continue;
          const at = line * WORDS + (isOfSayings ? AT.sayings : AT.images);
          if (words[at] === first && words[at + 1] === second) found.add(line + 1);
        }
      }
      return [...found];
    },
    add(result, id, end) {
      if (WORDS * (count + 1) > words.length) grow();
      const at = count * WORDS;
      const [sayings, images = [0, 0]] = keysOf(result, createDigest);
      words.set(images, at + AT.images);
      words.set(sayings!, at + AT.sayings);
      words.set(wordsOf(id), at + AT.id);
      words.set([Math.floor(end / 2 ** 32), end % 2 ** 32], at + AT.end);
      chain(count++);
    },
    words: (from) => words.slice(from * WORDS, count * WORDS),
  };
}

type Key = readonly [number, number];

/** Of what is said, and of the images and the model where there is evidence of them. */
function keysOf(result: SharedResult, createDigest: CreateDigest): readonly Key[] {
  const [images, sayings] = sameTexts(result);
  const texts = images === null ? [sayings] : [sayings, images];
  return texts.map((text) => wordsOf(textId(text, createDigest)));
}

function wordsOf(digits: string): Key {
  return [Number.parseInt(digits.slice(0, 8), 16), Number.parseInt(digits.slice(8, 16), 16)];
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
