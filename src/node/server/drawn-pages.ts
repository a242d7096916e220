import type { ServerState } from "./state.js";

/** The files of a page, by their path beside it. */
export type DrawnPage = ReadonlyMap<string, Uint8Array>;

const kept = new WeakMap<ServerState, Map<string, Promise<DrawnPage>>>();

/** Pages that a server has drawn, by their object. */
export function drawnPages(state: ServerState): Map<string, Promise<DrawnPage>> {
  const known = kept.get(state) ?? new Map<string, Promise<DrawnPage>>();
  kept.set(state, known);
  return known;
}
