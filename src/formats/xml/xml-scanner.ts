import { HomegroundError } from "../../core/errors.js";
import { MAX_NESTING, tooDeep } from "../../core/nesting.js";

/** A child of the root may be so long. */
const MAX_CHILD_BYTES = 1 << 27;

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const BRACKET = 0x5b;
const LINE_FEED = 0x0a;

/** Takes the parts of an XML text as they are complete. Bytes are valid during the call alone. */
export interface XmlScanHandlers {
  /** The XML declaration, `<?xml … ?>`, if there is one. */
  onDeclaration(bytes: Uint8Array): void;
  /** The start tag of the root element, `<NAME …>`. */
  onRoot(bytes: Uint8Array): void;
  /** A whole child of the root. @param line on which it begins, from 1 */
  onChild(bytes: Uint8Array, line: number): void;
}

/** State of one scanning. */
export interface XmlScanner {
  push(piece: Uint8Array): void;
  end(): void;
}

/**
 * Cuts an XML text of any size into the children of its root; only one child is in memory. It sees
 * tags, comments, CDATA sections and processing instructions, and no more: whether names match and
 * attributes are well-formed is for whoever parses the child.
 *
 * A document type is passed over unread; one with declarations inside is refused, since those
 * could declare entities. Nothing is ever fetched.
 *
 * @throws HomegroundError (from push and end) `input/xml-entity`, `input/not-xml`, `input/too-deep`,
 *   `input/too-large`, `input/truncated`, `input/empty`
 */
export function createXmlScanner(source: string, handlers: XmlScanHandlers): XmlScanner {
  let held = new Uint8Array(1 << 16);
  let length = 0; // bytes held
  let at = 0; // of the next markup, or of text before it
  let searched = 0; // how far the end of the markup at `at` was looked for
  let openQuote = 0; // the quote that is open there, in a tag
  let child = -1; // where the open child of the root begins
  let depth = 0;
  let isDone = false;
  let line = 1;
  let dropped = 0; // bytes of the file before those held

  const fail = (what: string): HomegroundError =>
    new HomegroundError("input/not-xml", {
      what,
      where: `${source}, line ${line}`,
      fix: "Export the annotations again; the file may be damaged or edited by hand",
    });

  /** Index after the end of the markup at `at`; −1 while it is not all there. */
  const endOfMarkup = (): number => {
    const next = held[at + 1];
    if (at + 1 >= length) return -1;
    if (next === QUESTION) return endAfter("?>", 2);
    if (next !== BANG) return endOfTag();
    if (at + 9 > length) return -1;
    if (startsWith("<!--")) return endAfter("-->", 4);
    if (startsWith("<![CDATA[")) return endAfter("]]>", 9);
    return endOfDocumentType();
  };

  const startsWith = (text: string): boolean => {
    for (let i = 0; i < text.length; i++) if (held[at + i] !== text.charCodeAt(i)) return false;
    return true;
  };

  const endAfter = (mark: string, skip: number): number => {
    const first = mark.charCodeAt(0);
    for (let from = Math.max(searched, at + skip); ; from++) {
      const found = held.subarray(0, length).indexOf(first, from);
      if (found < 0 || found + mark.length > length) {
        searched = Math.max(at + skip, length - mark.length);
        return -1;
      }
      let isMark = true;
      for (let i = 1; i < mark.length; i++) {
        if (held[found + i] !== mark.charCodeAt(i)) isMark = false;
      }
      if (isMark) return found + mark.length;
      from = found;
    }
  };

  /** Goes on where the last piece ended, so that a long attribute is looked at once. */
  const endOfTag = (): number => {
    let quote = searched > at ? openQuote : 0;
    for (let i = Math.max(searched, at + 1); i < length; i++) {
      const byte = held[i]!;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === 0x22 || byte === 0x27) quote = byte;
      else if (byte === GREATER) return i + 1;
      else if (byte === LESS) throw fail("a tag begins inside of a tag");
    }
    searched = length;
    openQuote = quote;
    return -1;
  };

  const endOfDocumentType = (): number => {
    if (depth > 0 || !/^<!doctype/i.test(asciiOf(held.subarray(at, at + 9)))) {
      throw fail("a declaration stands where none may be");
    }
    let quote = searched > at ? openQuote : 0;
    for (let i = Math.max(searched, at); i < length; i++) {
      const byte = held[i]!;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === 0x22 || byte === 0x27) quote = byte;
      else if (byte === GREATER) return i + 1;
      else if (byte === BRACKET) {
        throw new HomegroundError("input/xml-entity", {
          what: "the file declares a document type of its own, which could define entities; these are never expanded",
          where: `${source}, line ${line}`,
          fix: "Save the annotations without a DOCTYPE",
        });
      }
    }
    searched = length;
    openQuote = quote;
    return -1;
  };

  const takeTag = (end: number): void => {
    if (held[at + 1] === SLASH) {
      depth--;
      if (depth < 0) throw fail("an element ends that never began");
      if (depth === 0) isDone = true;
      if (depth === 1) {
        handlers.onChild(held.subarray(child, end), line);
        child = -1;
      }
      return;
    }
    if (isDone) throw fail("a second root element follows the first");
    const isWhole = held[end - 2] === SLASH;
    if (depth === 0) handlers.onRoot(held.subarray(at, end));
    else if (depth === 1) {
      child = at;
      if (isWhole) {
        handlers.onChild(held.subarray(at, end), line);
        child = -1;
      }
    }
    if (isWhole) {
      if (depth === 0) isDone = true;
      return;
    }
    depth++;
    if (depth > MAX_NESTING) {
      throw tooDeep(`${source}, line ${line}`);
    }
  };

  /** Lines up to a child are counted when it ends, so that a child has the line of its begin. */
  let counted = 0;
  const countLines = (to: number): void => {
    for (let i = counted; i < to; i++) if (held[i] === LINE_FEED) line++;
    counted = Math.max(counted, to);
  };

  const scan = (): void => {
    for (;;) {
      const text = at;
      const found = held.subarray(0, length).indexOf(LESS, at);
      const next = found < 0 ? length : found;
      if (depth === 0 && !isBlank(held, text, next))
        throw fail("text stands outside of all elements");
      at = next;
      if (child < 0) countLines(at);
      if (found < 0) return;
      const end = endOfMarkup();
      if (end < 0) return;
      if (held[at + 1] === QUESTION) {
        if (dropped + at <= 3 && startsWith("<?xml")) {
          handlers.onDeclaration(held.subarray(at, end));
        }
      } else if (held[at + 1] !== BANG) takeTag(end);
      at = end;
      searched = 0;
    }
  };

  /** Drops what was read, keeping an open child and unfinished markup. */
  const drop = (): void => {
    const from = child < 0 ? at : child;
    if (from === 0) return;
    held.copyWithin(0, from, length);
    length -= from;
    dropped += from;
    at -= from;
    searched = Math.max(0, searched - from);
    counted = Math.max(0, counted - from);
    if (child >= 0) child = 0;
  };

  return {
    push(piece) {
      drop();
      const needed = length + piece.length;
      if (needed - piece.length > MAX_CHILD_BYTES) {
        throw new HomegroundError("input/too-large", {
          what: `one element is longer than ${MAX_CHILD_BYTES} bytes`,
          where: `${source}, line ${line}`,
          fix: "Split the file",
        });
      }
      if (needed > held.length) {
        const larger = new Uint8Array(Math.max(needed, held.length * 2));
        larger.set(held.subarray(0, length));
        held = larger;
      }
      held.set(piece, length);
      length = needed;
      scan();
    },
    end() {
      if (isDone && at >= length) return;
      if (depth === 0 && !isDone && at >= length) {
        throw new HomegroundError("input/empty", {
          what: "the file holds no element",
          where: source,
          fix: "Export the annotations again",
        });
      }
      throw new HomegroundError("input/truncated", {
        what: "the file ends before its elements do; it seems to be cut short",
        where: `${source}, line ${line}`,
        fix: "Copy or export the file again",
      });
    },
  };
}

function asciiOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i]! > 0x20) return false;
  return true;
}
