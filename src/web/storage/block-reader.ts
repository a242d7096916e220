/** Reads a file that grows at its end alone. */
export interface BlockReader {
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  /** Something was written there, or taken away from there on. */
  changed(offset: number): void;
}

const BLOCK_BYTES = 2 ** 18;
/** 16 MiB of blocks are kept. */
const MOST_BLOCKS = 64;

/**
 * Keeps the blocks that were read last. A read of a page's private file is a message to another process,
 * which takes longer than to read a thousand records.
 *
 * @param readAt fills what the file has of it
 */
export function createBlockReader(
  readAt: (bytes: Uint8Array<ArrayBuffer>, offset: number) => void,
): BlockReader {
  // The one that was used longest ago is the first.
  const blocks = new Map<number, Uint8Array<ArrayBuffer>>();
  const blockOf = (number: number): Uint8Array<ArrayBuffer> => {
    const known = blocks.get(number);
    const block = known ?? new Uint8Array(BLOCK_BYTES);
    if (known === undefined) readAt(block, number * BLOCK_BYTES);
    blocks.delete(number);
    blocks.set(number, block);
    const [oldest] = blocks.keys();
    if (blocks.size > MOST_BLOCKS && oldest !== undefined) blocks.delete(oldest);
    return block;
  };
  return {
    read(offset, length) {
      const bytes = new Uint8Array(length);
      if (length >= BLOCK_BYTES) {
        readAt(bytes, offset);
        return bytes;
      }
      for (let done = 0; done < length; ) {
        const number = Math.floor((offset + done) / BLOCK_BYTES);
        const from = offset + done - number * BLOCK_BYTES;
        const part = blockOf(number).subarray(from, from + length - done);
        bytes.set(part, done);
        done += part.length;
      }
      return bytes;
    },
    changed(offset) {
      const first = Math.floor(offset / BLOCK_BYTES);
      for (const number of blocks.keys()) if (number >= first) blocks.delete(number);
    },
  };
}
