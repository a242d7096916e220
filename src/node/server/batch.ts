/**
 * One question at a time for all who ask meanwhile. Who asks while one is under way waits for the next, so that no answer
 * is older than its request: what was taken away before somebody asked is gone for them.
 *
 * @param ask for different keys; what it does not answer is undefined
 */
export function createBatch<V>(
  ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
): (key: string) => Promise<V | undefined> {
  let next: { readonly keys: Set<string>; readonly found: Promise<ReadonlyMap<string, V>> } | null =
    null;
  let last: Promise<unknown> = Promise.resolve();
  return async (key) => {
    if (next === null) {
      const keys = new Set<string>();
      const found = last.then(() => {
        next = null;
        return ask([...keys]);
      });
      last = found.catch(() => {}); // each who asks hears of it
      next = { keys, found };
    }
    next.keys.add(key);
    return (await next.found).get(key);
  };
}
