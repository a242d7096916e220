/** All parts as one object; where two have a key, the later one counts. */
export function merged<T extends object>(parts: readonly (T | undefined)[]): T {
  return Object.assign({}, ...parts);
}
