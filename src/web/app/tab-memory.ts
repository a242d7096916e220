const KEY = "homeground-project";

/** Which project a tab has: known to it after a reload, and to no other tab. */
export function createTabMemory() {
  return {
    get(): string | null {
      try {
        return sessionStorage.getItem(KEY);
      } catch {
        return null; // some browsers refuse it to pages that may keep nothing
      }
    },
    set(id: string | null): void {
      try {
        if (id === null) sessionStorage.removeItem(KEY);
        else sessionStorage.setItem(KEY, id);
      } catch {
        // The project is found in the list as well.
      }
    },
  };
}
