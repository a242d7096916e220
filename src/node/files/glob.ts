/** Whether a path is meant as a pattern: it has one of `*`, `?`, `[`, `{`. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** A pattern in parts: the folder that it starts from, and what paths below it must look like. */
export interface Glob {
  /** `.` where the pattern starts with a star. */
  readonly folder: string;
  /** Of a path below the folder, with `/`. */
  matches(path: string): boolean;
}

/**
 * Reads a pattern as shells do: `*` and `?` within a name, `**` for any folders, `[a-c]` and `[!a]`
 * for one letter, `{a,b}` for either. Case counts.
 */
export function parseGlob(pattern: string): Glob {
  const parts = pattern.replaceAll("\\", "/").split("/");
  const first = parts.findIndex(isGlob);
  const start = parts.slice(0, first).join("/");
  const folder = start === "" ? (pattern.startsWith("/") ? "/" : ".") : start;
  const rules = parts.slice(first).map((part) => (part === "**" ? null : partRule(part)));
  return { folder, matches: (path) => matchParts(rules, path.split("/")) };
}

/** @param rules null is any number of folders */
function matchParts(rules: readonly (RegExp | null)[], parts: readonly string[]): boolean {
  // reached[k]: the rules so far can end before part k.
  let reached = new Set([0]);
  for (const rule of rules) {
    const next = new Set<number>();
    for (const k of reached) {
      if (rule === null) for (let to = k; to <= parts.length; to++) next.add(to);
      else if (parts[k] !== undefined && rule.test(parts[k])) next.add(k + 1);
    }
    reached = next;
  }
  return reached.has(parts.length);
}

function partRule(part: string): RegExp {
  let source = "";
  let depth = 0;
  for (let i = 0; i < part.length; i++) {
    const char = part[i]!;
    const close = char === "[" ? part.indexOf("]", i + 2) : -1;
    if (char === "*") {
      if (part[i - 1] !== "*") source += ".*";
    } else if (char === "?") source += ".";
    else if (close > 0) {
      const letters = part.slice(i + 1, close).replace(/[\\^[\]]/g, "\\$&");
      source += `[${letters.replace(/^!/, "^").replace(/^\\\^/, "^")}]`;
      i = close;
    } else if (char === "{" && part.indexOf("}", i) > 0) {
      source += "(?:";
      depth++;
    } else if (char === "}" && depth > 0) {
      source += ")";
      depth--;
    } else if (char === "," && depth > 0) source += "|";
    else source += char.replace(/[\\^$.|+()[\]{}*?]/g, "\\$&");
  }
  try {
    return new RegExp(`^${source}${")".repeat(depth)}$`, "su");
  } catch {
    return /(?!)/; // `[z-a]` matches nothing
  }
}
