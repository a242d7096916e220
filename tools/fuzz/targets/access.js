import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.ts";

/**
 * A file in memory whose name is the input's first byte's choice, in small pieces so that readers
 * meet every kind of break.
 *
 * @param {Uint8Array} bytes
 * @param {readonly string[]} names
 */
export function oneFile(bytes, names) {
  const name = names[(bytes[0] ?? 0) % names.length];
  const access = createMemoryFileAccess(
    new Map([[name, bytes.subarray(1)]]),
    1 + (bytes.length % 97),
  );
  return { access, name };
}

/** A seed for {@link oneFile}: the text under the name of that index. */
export function named(index, text) {
  return Buffer.concat([Buffer.from([index]), Buffer.from(text)]);
}
