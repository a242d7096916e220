import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What distribution functions require and never need, as CommonJS like the packages that require it: `debug`, which
 * reads the host's modules, of which a pure entry must reach none, and the formatting of messages about arguments of
 * another type, which takes as much as ten distributions.
 */
const NEVER_NEEDED: Readonly<Record<string, string>> = {
  debug: "module.exports = () => () => undefined;",
  "@stdlib/string-format": "module.exports = String;",
};

/** Two packages have the same rational functions, a file each: one of them serves both. */
const [TWIN, KEPT] = ["math-base-special-erfcinv", "math-base-special-erfinv"] as const;

export const leanPackages = {
  name: "lean-packages",
  enforce: "pre",
  resolveId(id: string, importer?: string): string | null {
    if (id in NEVER_NEEDED) return `\0${id}`;
    return id.startsWith("./rational_") && importer?.includes(TWIN) === true
      ? keptFile(join(dirname(importer), id))
      : null;
  },
  load: (id: string) => (id.startsWith("\0") ? (NEVER_NEEDED[id.slice(1)] ?? null) : null),
} as const;

function keptFile(path: string): string | null {
  const kept = path.replace(TWIN, KEPT);
  return existsSync(kept) && readFileSync(kept).equals(readFileSync(path)) ? kept : null;
}
