import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBlockReader } from "../../src/web/storage/block-reader.js";

/** A file in memory that counts how often it is read. */
function fileOf(bytes: Uint8Array) {
  let [content, reads] = [bytes, 0];
  return {
    reads: () => reads,
    content: () => content,
    append(added: Uint8Array) {
      const longer = new Uint8Array(content.length + added.length);
      longer.set(content);
      longer.set(added, content.length);
      content = longer;
    },
    readAt(into: Uint8Array, offset: number) {
      reads++;
      into.set(content.subarray(offset, offset + into.length));
    },
  };
}

function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 7919 + seed * 104_729 + (i >> 8)) % 251;
  return bytes;
}

describe("block reader", () => {
  it("gives what stands in the file, whatever is read and however it grows", () => {
    const step = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.oneof(fc.nat(100), fc.nat(600_000)),
      grows: fc.nat(2000),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const file = fileOf(noise(530_000, 1));
        const reader = createBlockReader(file.readAt);
        for (const [i, { at, length, grows }] of steps.entries()) {
          const offset = Math.floor(at * file.content().length);
          const within = Math.min(length, file.content().length - offset);
          const wanted = file.content().slice(offset, offset + within);
          expect(Buffer.compare(reader.read(offset, within), wanted)).toBe(0);
          reader.changed(file.content().length);
          file.append(noise(grows, i));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("reads the file once for five thousand records in any order", () => {
    const file = fileOf(noise(5000 * 100, 2));
    const reader = createBlockReader(file.readAt);
    for (let i = 0; i < 5000; i++) {
      const offset = ((i * 2741) % 5000) * 100;
      expect(reader.read(offset, 100)[0]).toBe(file.content()[offset]);
    }
    expect(file.reads()).toBe(2); // 500,000 bytes are two blocks
  });

  it("keeps no more than its blocks of a file that is longer", () => {
    const block = 2 ** 18;
    let reads = 0;
    const reader = createBlockReader(() => {
      reads++;
    });
    for (let k = 0; k < 65; k++) reader.read(k * block, 1);
    reader.read(64 * block, 1);
    expect(reads).toBe(65);
    reader.read(0, 1); // the first was left for the last
    expect(reads).toBe(66);
  });
});
