/** Takes bytes off a stream in the portions that a format has. State of one reading. */
export interface ByteStream {
  /** So many bytes, fewer only at the end; valid until the next call. */
  take(length: number): Promise<Uint8Array>;
  /** So many bytes in the pieces in which they come; fewer only at the end. */
  pieces(length: number): AsyncIterable<Uint8Array>;
}

export function createByteStream(source: AsyncIterable<Uint8Array>): ByteStream {
  const iterator = source[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array();
  const more = async (): Promise<boolean> => {
    const next = await iterator.next();
    if (next.done === true) return false;
    held = next.value;
    return true;
  };
  const pieces = async function* (length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; ) {
      if (held.length === 0 && !(await more())) return;
      const piece = held.subarray(0, left);
      held = held.subarray(piece.length);
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
  };
  return {
    pieces,
    async take(length) {
      if (held.length >= length) {
        const bytes = held.subarray(0, length);
        held = held.subarray(length);
        return bytes;
      }
      const bytes = new Uint8Array(length);
      let filled = 0;
      for await (const piece of pieces(length)) {
        bytes.set(piece, filled);
        filled += piece.length;
      }
      return bytes.subarray(0, filled);
    },
  };
}
