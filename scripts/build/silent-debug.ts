/**
 * `debug`, which one distribution function requires and never needs: it reads the host's modules,
 * and a pure entry must reach none. CommonJS, as the package that requires it.
 */
export const silentDebug = {
  name: "silent-debug",
  enforce: "pre",
  resolveId: (id: string) => (id === "debug" ? "\0debug" : null),
  load: (id: string) => (id === "\0debug" ? "module.exports = () => () => undefined;" : null),
} as const;
