// Keeps the formats that are written from when it is loaded on: loaded before anything is added, as other
// files of the same process go on with it.
import "../../src/formats/write-objects.js";

/** Adds an entry to a registry while a test runs: what a line of the registry would do. */
export async function registered<T, R>(
  registry: T[],
  entry: T,
  during: () => Promise<R>,
): Promise<R> {
  registry.push(entry);
  try {
    return await during();
  } finally {
    registry.splice(registry.indexOf(entry), 1);
  }
}

/** The same of a registry by id. */
export async function registeredById<T extends { readonly id: string }, R>(
  registry: ReadonlyMap<string, T>,
  entry: T,
  during: () => Promise<R>,
): Promise<R> {
  const entries = registry as Map<string, T>;
  entries.set(entry.id, entry);
  try {
    return await during();
  } finally {
    entries.delete(entry.id);
  }
}
