/** A file to write. */
export interface WrittenFile {
  /** Path below the folder of the output, with `/`. */
  readonly path: string;
  /** Pieces of the file, one after the other; can be gone through once. */
  readonly pieces: Iterable<string | Uint8Array<ArrayBuffer>>;
}

/** Pieces are of about so many characters. */
const PIECE_CHARS = 1 << 16;

/** Small texts joined to pieces that are worth a call. */
export function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = "";
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

/** Records of a JSON list, a line each, with commas between. */
export function* jsonLines(records: Iterable<unknown>): Generator<string> {
  let before = "";
  for (const record of records) {
    yield `${before}\n${typeof record === "string" ? record : JSON.stringify(record)}`;
    before = ",";
  }
}

/**
 * The path of a file beside an image, with another extension: `a/b.jpg` → `a/b.txt`. Paths that are
 * absolute or climb lose what would lead out of the folder.
 */
export function besideImage(file: string, extension: string): string {
  return `${safePath(file).replace(/(.)\.[^./]*$/, "$1")}.${extension}`;
}

/** A path without a drive, leading slashes, `.` and `..`, so that it stays in the output's folder. */
export function safePath(file: string): string {
  const parts = file
    .replace(/^[a-z][a-z0-9+.-]+:\/\//i, "")
    .replace(/^[A-Za-z]:/, "")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.join("/") || "image";
}
