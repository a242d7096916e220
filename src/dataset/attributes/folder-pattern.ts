import { HomegroundError } from "../../core/errors.js";
import { WAY } from "../../core/ways.js";

/** A parsed `--folder-pattern`. */
export interface FolderPattern {
  /** As it was written. */
  readonly source: string;
  /** Attributes that it names, in its order. */
  readonly names: readonly string[];
  /** Parts of the path, from the top; or the last folders, after a leading `…`. */
  readonly segments: readonly (readonly Piece[])[];
  readonly isFromEnd: boolean;
  /** Whether its last segment is the file's name: it has a dot outside of braces. */
  readonly hasFileName: boolean;
}

/** A fixed text, or a run of characters that may be an attribute's value. */
type Piece =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "run";
      /** Null for `*`. */
      readonly name: string | null;
      readonly allowed: RegExp | null;
      readonly least: number;
      readonly most: number;
    };

/** No part of a path is longer on any file system. */
const MAX_SEGMENT = 1024;
const REST = /^(…|\.\.\.|\*\*)$/;
/** A class of characters and how many of it: `\d+`, `\d{4}`, `[A-Z]{2,3}`, `\w*`. */
const SIMPLE_FORM = /^(\\d|\\w|\.|\[[^\]\\/]+\])(\+|\*|\{(\d{1,3})(?:,(\d{0,3}))?\})?$/;

/**
 * Parses `{site}/{camera}/…`. A part between slashes stands for one folder, from the top of the
 * images' folder; what lies deeper than the pattern is free, and a closing `…` (or `...`, `**`) says
 * so. After an opening `…` the pattern stands for the last folders. A last part with a dot, such as
 * `{camera}_{time}.jpg`, stands for the file's name.
 *
 * In a part, `{name}` is one or more characters that become the attribute `name`, as few as fit; `*`
 * is any characters; `{name:\d+}` takes characters of one class: `\d`, `\w`, `.` or `[A-Z_]`, with
 * `+`, `*`, `{4}`, `{2,3}` or nothing behind it.
 *
 * @throws HomegroundError `attributes/pattern`
 */
export function parseFolderPattern(source: string): FolderPattern {
  const parts = source.split("/").map((part) => part.trim());
  // A slash inside [...] cannot be meant: names of folders have none.
  while (parts[0] === "" || parts[0] === ".") parts.shift();
  if (parts.at(-1) === "") parts.pop();
  const isFromEnd = REST.test(parts[0] ?? "");
  if (isFromEnd) parts.shift();
  const hasRest = REST.test(parts.at(-1) ?? "");
  if (hasRest) parts.pop();
  if (isFromEnd && hasRest) throw bad(source, "it has … at both ends");
  if (parts.length === 0) throw bad(source, "it names no attribute");
  const segments = parts.map((part) => parseSegment(part, source));
  const names = segments
    .flat()
    .flatMap((piece) => (piece.kind === "run" && piece.name !== null ? [piece.name] : []));
  if (names.length === 0) throw bad(source, "it names no attribute");
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw bad(source, `it names ${twice} twice`);
  const last = segments.at(-1) ?? [];
  const hasDot = last.some((piece) => piece.kind === "text" && piece.text.includes("."));
  return { source, names, segments, isFromEnd, hasFileName: hasDot && !hasRest };
}

function parseSegment(part: string, source: string): Piece[] {
  if (part === "") throw bad(source, "a folder between two slashes has no name");
  if (REST.test(part)) throw bad(source, "… stands in its middle, and can stand at an end only");
  const pieces: Piece[] = [];
  let text = "";
  const closeText = (): void => {
    if (text !== "") pieces.push({ kind: "text", text: text.normalize("NFC") });
    text = "";
  };
  for (let at = 0; at < part.length; ) {
    const letter = part[at]!;
    if (letter === "*") {
      closeText();
      pieces.push({ kind: "run", name: null, allowed: null, least: 0, most: MAX_SEGMENT });
      at++;
    } else if (letter === "{") {
      closeText();
      const end = closingBrace(part, at, source);
      pieces.push(parseRun(part.slice(at + 1, end), source));
      at = end + 1;
    } else if (letter === "}") {
      throw bad(source, "a } closes nothing");
    } else {
      text += letter;
      at++;
    }
  }
  closeText();
  return pieces;
}

/** Where the brace at `at` is closed; braces inside, as in `{year:\d{4}}`, are counted. */
function closingBrace(part: string, at: number, source: string): number {
  let depth = 0;
  for (let i = at; i < part.length; i++) {
    if (part[i] === "{") depth++;
    if (part[i] === "}" && --depth === 0) return i;
  }
  throw bad(source, "a { is not closed in its folder");
}

function parseRun(inside: string, source: string): Piece {
  const colon = inside.indexOf(":");
  const name = (colon < 0 ? inside : inside.slice(0, colon)).trim();
  if (!/^[\p{L}_][\p{L}\p{N}_ -]*$/u.test(name)) {
    throw bad(source, `${JSON.stringify(name)} is no name of an attribute`);
  }
  if (colon < 0) return { kind: "run", name, allowed: null, least: 1, most: MAX_SEGMENT };
  const form = inside.slice(colon + 1);
  const found = SIMPLE_FORM.exec(form);
  if (found === null) {
    throw bad(
      source,
      `${JSON.stringify(form)} is none of the forms \\d+, \\d{4}, \\w+, [A-Z]{2,3}`,
    );
  }
  const [, set = "", count = "", from, to] = found;
  const least = from !== undefined ? Number(from) : count === "*" ? 0 : 1;
  const open = count === "+" || count === "*" || to === "";
  const most = open ? MAX_SEGMENT : to !== undefined ? Number(to) : from ? Number(from) : 1;
  if (most < least) throw bad(source, `${JSON.stringify(form)} asks for more than it allows`);
  return { kind: "run", name, allowed: setOf(set, source), least, most };
}

function setOf(set: string, source: string): RegExp | null {
  if (set === ".") return null;
  try {
    return new RegExp(`^${set === "\\w" ? "[\\p{L}\\p{N}_]" : set}$`, "u");
  } catch {
    throw bad(source, `${JSON.stringify(set)} is no set of characters`);
  }
}

/**
 * Values of the pattern's attributes for a path, in the order of its names; null where the path does
 * not fit.
 */
export function matchFolderPattern(pattern: FolderPattern, path: string): readonly string[] | null {
  const parts = path.normalize("NFC").split("/");
  const candidates = pattern.hasFileName ? parts : parts.slice(0, -1);
  const { segments } = pattern;
  if (candidates.length < segments.length) return null;
  // A file's name is the last part: nothing lies deeper.
  if (pattern.hasFileName && !pattern.isFromEnd && candidates.length > segments.length) return null;
  const from = pattern.isFromEnd ? candidates.length - segments.length : 0;
  const values: string[] = [];
  for (const [i, pieces] of segments.entries()) {
    const found = matchSegment(pieces, [...candidates[from + i]!]);
    if (found === null) return null;
    values.push(...found);
  }
  return values;
}

/**
 * Values of the named runs, each as short as the rest allows. Places that were tried and do not fit
 * are remembered, so that no name takes longer than pieces × letters².
 */
function matchSegment(pieces: readonly Piece[], letters: readonly string[]): string[] | null {
  const n = letters.length;
  if (n > MAX_SEGMENT) return null;
  const failed = new Uint8Array((pieces.length + 1) * (n + 1));
  const values: string[] = [];

  const fits = (at: number, from: number): boolean => {
    const piece = pieces[at];
    if (piece === undefined) return from === n;
    const key = at * (n + 1) + from;
    if (failed[key] === 1) return false;
    if (piece.kind === "text") {
      const end = from + [...piece.text].length;
      if (letters.slice(from, end).join("") === piece.text && fits(at + 1, end)) return true;
    } else {
      for (let length = 0; length <= piece.most && from + length <= n; length++) {
        if (length > 0 && piece.allowed?.test(letters[from + length - 1]!) === false) break;
        if (length < piece.least || !fits(at + 1, from + length)) continue;
        if (piece.name !== null) values.unshift(letters.slice(from, from + length).join(""));
        return true;
      }
    }
    failed[key] = 1;
    return false;
  };

  return fits(0, 0) ? values : null;
}

function bad(source: string, what: string): HomegroundError {
  return new HomegroundError("attributes/pattern", {
    what: `${JSON.stringify(source)}: ${what}`,
    where: WAY.folderPattern,
    fix: "Write it such as '{site}/{camera}/…', in quotes",
  });
}
