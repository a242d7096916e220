/**
 * What distribution functions require and never need, as CommonJS like the packages that require it: `debug`, which
 * reads the host's modules, of which a pure entry must reach none, and the formatting of messages about arguments of
 * another type, which takes as much as ten distributions.
 */
const NEVER_NEEDED: Readonly<Record<string, string>> = {
  debug: "module.exports = () => () => undefined;",
  "@stdlib/string-format": "module.exports = String;",
};

export const silentDebug = {
  name: "silent-debug",
  enforce: "pre",
  resolveId: (id: string) => (id in NEVER_NEEDED ? `\0${id}` : null),
  load: (id: string) => (id.startsWith("\0") ? (NEVER_NEEDED[id.slice(1)] ?? null) : null),
} as const;
