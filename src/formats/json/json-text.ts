import { HomegroundError } from "../../core/errors.js";
import { decodeMixed, decodeUtf8 } from "../delimited/text-encoding.js";
import { type ProblemList, quoted } from "../import-problems.js";
import { parseTolerantJson } from "./json-tolerant.js";

/** A single record or value may be so long. */
const MAX_VALUE_BYTES = 1 << 28;

/** Bytes of a part of a JSON text until it is complete, and its parsing. State of one reading. */
export interface JsonText {
  /** Bytes held. */
  readonly length: number;
  /** Byte of the file at which they begin. */
  readonly from: number;
  /** @param at byte of the file at which these begin. @throws HomegroundError `input/too-large` */
  hold(bytes: Uint8Array, at: number): void;
  /** The text held, and none from here on. */
  take(): string;
  /**
   * The value of a text that was taken last, whole or with a bracket before it.
   *
   * @param pointer the JSON pointer in the file of one in the text
   * @param before characters of the text that were not held
   * @throws HomegroundError `input/not-json`
   */
  parse(text: string, pointer: (inside: string) => string, before: number): unknown;
  /** The same with long whole numbers as texts, and nothing listed. */
  parseExactly(text: string): unknown;
  /** The error for what is wrong at a byte of the file. */
  fail(what: string, byte: number): HomegroundError;
}

export function createJsonText(source: string, problems: ProblemList): JsonText {
  let held = new Uint8Array(1 << 16);
  let length = 0;
  let from = 0;

  const fail = (what: string, byte: number): HomegroundError =>
    new HomegroundError("input/not-json", {
      what,
      where: `${source}, byte ${byte}`,
      fix: "Save the data as JSON again; the file may be cut short or edited by hand",
    });

  return {
    fail,
    get length() {
      return length;
    },
    get from() {
      return from;
    },
    hold(bytes, at) {
      if (length === 0) from = at;
      const needed = length + bytes.length;
      if (needed > MAX_VALUE_BYTES) {
        throw new HomegroundError("input/too-large", {
          what: `one value is longer than ${MAX_VALUE_BYTES} bytes`,
          where: `${source}, byte ${from}`,
          fix: "Split the file",
        });
      }
      if (needed > held.length) {
        const larger = new Uint8Array(Math.max(needed, held.length * 2));
        larger.set(held.subarray(0, length));
        held = larger;
      }
      held.set(bytes, length);
      length = needed;
    },
    take() {
      const bytes = held.subarray(0, length);
      length = 0;
      const text = decodeUtf8(bytes);
      if (text !== null) return text;
      const what = "the text is not UTF-8; odd bytes were read as Windows-1252";
      problems.add("input/encoding", what, `${source}, after byte ${from}`);
      return decodeMixed(bytes);
    },
    parse(text, pointer, before) {
      try {
        return JSON.parse(text); // brackets were counted where the text was taken
      } catch {
        return parseTolerantJson(
          text,
          ({ kind, pointer: inside, text: written }) => {
            const where = `${source}, ${pointer(inside)}`;
            if (kind === "not-a-number") {
              problems.add("input/not-a-number", `${written} is no number of JSON`, where);
            } else if (kind === "duplicate-key") {
              problems.add("input/duplicate-key", `the key ${quoted(written)} comes twice`, where);
            }
          },
          (what, at) => {
            const bytes = new TextEncoder().encode(text.slice(0, at)).length;
            return fail(what, from + bytes - before);
          },
        );
      }
    },
    parseExactly: (text) =>
      parseTolerantJson(
        text,
        () => {},
        (what) => fail(what, from),
      ),
  };
}
