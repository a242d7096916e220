import type { FileAccess } from "./file-access.js";

/** Files whose names are known: all that an address on a static host can give. */
export type FileBytes = Pick<FileAccess, "read" | "stream">;

/** The bytes of pieces, in memory of their own. */
export function joinedPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
