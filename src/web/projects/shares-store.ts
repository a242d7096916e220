import { type DBSchema, openDB } from "idb";
import type { Telling } from "../../ledger/told-before.js";
import { notKept } from "../storage/page-folder.js";

/** What was told of which images from this browser, of all projects. */
export interface SharesStore {
  /** False where it is gone when the page is closed. */
  readonly isKept: boolean;
  /**
   * Decides by all that was told so far, and keeps what is told now, while no other tab does.
   *
   * @param decide may throw, and nothing is kept then
   * @throws HomegroundError `output/not-written`; what `decide` throws
   */
  tell<T>(decide: (earlier: readonly Telling[]) => Told<T>): Promise<T>;
}

interface Told<T> {
  readonly value: T;
  /** Null for nothing new. */
  readonly keep: Telling | null;
}

interface Schema extends DBSchema {
  tellings: { key: number; value: Telling };
}

/**
 * In a database of the browser of its own, which outlives the projects: what was told of a project's images was told.
 * In memory where the page has none, as pages of a disk.
 */
export async function openSharesStore(): Promise<SharesStore> {
  if (location.protocol === "file:") return inMemory();
  try {
    const db = await openDB<Schema>("homeground-shares", 1, {
      upgrade: (made) => void made.createObjectStore("tellings", { autoIncrement: true }),
    });
    return {
      isKept: true,
      async tell(decide) {
        const change = db.transaction("tellings", "readwrite");
        const { value, keep } = decide(await change.store.getAll());
        if (keep === null) return value;
        try {
          await change.store.add(keep);
          await change.done;
        } catch (cause) {
          throw notKept("share", cause);
        }
        return value;
      },
    };
  } catch {
    return inMemory();
  }
}

function inMemory(): SharesStore {
  const tellings: Telling[] = [];
  return {
    isKept: false,
    async tell(decide) {
      const { value, keep } = decide(tellings);
      if (keep !== null) tellings.push(keep);
      return value;
    },
  };
}
