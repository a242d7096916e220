import type { CurveReference, CurveStyle, CurveView } from "./plot-view.js";

/** A line of the key: a sign and what it stands for. */
export interface CurveKeyEntry {
  /** Null for what is dashed and grey. */
  readonly style: CurveStyle | null;
  /** A reference's sign lies as the reference does. */
  readonly sign: "line" | "dot" | "upright" | "rising" | "level";
  /** The name, broken into lines. */
  readonly lines: readonly string[];
  /** Lines of the key above it. */
  readonly at: number;
}

export interface CurveKey {
  readonly entries: readonly CurveKeyEntry[];
  /** Lines in all. */
  readonly height: number;
}

/** Letters of a line that fit beside a sign on the narrowest page. */
const LONGEST = 36;

/** The key of a plot; what has the same name is named once. */
export function keyOf(view: CurveView): CurveKey {
  const named = new Map<string, Pick<CurveKeyEntry, "style" | "sign">>();
  const add = (name: string, style: CurveStyle | null, sign: CurveKeyEntry["sign"]): void => {
    if (!named.has(name)) named.set(name, { style, sign });
  };
  for (const { name, style, kind } of view.lines) {
    add(name, style, kind === "dots" ? "dot" : "line");
  }
  for (const reference of view.references) add(reference.name, null, direction(reference));
  let height = 0;
  const entries = [...named].map(([name, sign]): CurveKeyEntry => {
    const lines = broken(name);
    const at = height;
    height += lines.length;
    return { ...sign, lines, at };
  });
  return { entries, height };
}

function direction({ from, to }: CurveReference): CurveKeyEntry["sign"] {
  if (from[0] === to[0]) return "upright";
  return from[1] === to[1] ? "level" : "rising";
}

/** Broken between words, not inside a range; a word that is longer than a line, anywhere. */
function broken(name: string): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of name.split(/ (?![^[]*\])/).flatMap(pieces)) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (longer.length <= LONGEST) current = longer;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
}

function pieces(word: string): string[] {
  const letters = [...word];
  const count = Math.max(1, Math.ceil(letters.length / LONGEST));
  return Array.from({ length: count }, (_, i) =>
    letters.slice(i * LONGEST, (i + 1) * LONGEST).join(""),
  );
}
