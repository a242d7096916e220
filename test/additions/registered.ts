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
