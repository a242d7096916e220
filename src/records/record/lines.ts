/** Lines of a file whose bytes come in pieces, one after the other. State of one reading. */
export interface LineReader {
  /**
   * The next line without its line feed, valid until the next call; null at the end, and where the
   * line is longer than may be.
   */
  next(): Promise<Uint8Array | null> | Uint8Array | null;
  /** Lines given so far, and the one that is too long. */
  readonly count: number;
  /** Why there are no more: all were read, the last one has no line feed, or it is too long. */
  readonly end: "complete" | "no-line-feed" | "too-long" | null;
}

const LINE_FEED = 10;

/**
 * @param pieces of the file, in order; each is used only until the next is asked for
 * @param mostBytes of a line
 */
export function createLineReader(pieces: AsyncIterable<Uint8Array>, mostBytes: number): LineReader {
  const iterator = pieces[Symbol.asyncIterator]();
  let piece: Uint8Array = new Uint8Array(0);
  let from = 0;
  let count = 0;
  let end: LineReader["end"] = null;

  /** The rest of a line that goes over the edge of a piece; its parts are joined once. */
  const across = async (): Promise<Uint8Array | null> => {
    const parts: Uint8Array[] = [piece.slice(from)];
    let length = piece.length - from;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) {
        piece = new Uint8Array(0);
        from = 0;
        end = length === 0 ? "complete" : "no-line-feed";
        if (length === 0) return null;
        count++;
        return joined(parts, length);
      }
      piece = next.value;
      const at = piece.indexOf(LINE_FEED);
      const stop = at < 0 ? piece.length : at;
      length += stop;
      if (length > mostBytes) {
        await iterator.return?.();
        end = "too-long";
        count++;
        return null;
      }
      if (at >= 0) {
        parts.push(piece.subarray(0, at));
        from = at + 1;
        count++;
        return joined(parts, length);
      }
      parts.push(piece.slice());
    }
  };

  return {
    get count() {
      return count;
    },
    get end() {
      return end;
    },
    next() {
      if (end !== null) return null;
      const at = piece.indexOf(LINE_FEED, from);
      if (at < 0) return across();
      const line = piece.subarray(from, at);
      from = at + 1;
      count++;
      if (line.length <= mostBytes) return line;
      end = "too-long";
      return null;
    },
  };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
