import { createMemoryScoreLog, type ScoreLog } from "../../scoring/score-log.js";
import { createOpfsObjectStore, type PageObjectStore } from "./opfs-object-store.js";
import { openOpfsScoreLog } from "./opfs-score-log.js";
import { openPageFolder } from "./page-folder.js";

/** The logs of scores that the worker of a page keeps; those of one run may be open together. */
export interface KeptScores {
  /**
   * The log of a key, with what earlier runs left in it. Where another tab is scoring under this key
   * it waits until that one is done, so that no image is scored twice and no log has two writers.
   *
   * @throws HomegroundError `output/not-written`, `input/unreadable`; `AbortError` once `signal` fires
   */
  open(key: string, signal: AbortSignal): Promise<ScoreLog>;
  /** A small text beside the log of a key: what was found out about the model. */
  note(key: string): KeptNote;
  /** Closes all that are open, so that other tabs can have it. */
  close(): Promise<void>;
}

/** A text that outlives a run where the page keeps anything. */
export interface KeptNote {
  /** Null where there is none. */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

/** In private files of the page; in memory, for as long as the page is there, where it has none. */
export function createKeptScores(): KeptScores {
  const inMemory = new Map<string, ScoreLog>();
  const notes = new Map<string, string>();
  const open = new Map<string, () => Promise<void>>();

  const memoryLog = (key: string): ScoreLog => {
    const log = inMemory.get(key) ?? createMemoryScoreLog();
    inMemory.set(key, log);
    return log;
  };
  const close = async (): Promise<void> => {
    const closing = [...open.values()];
    open.clear();
    await Promise.all(closing.map((release) => release()));
  };

  /** A log has one writer, which here too lets go before the next one begins. */
  const closeOne = async (key: string): Promise<void> => {
    const release = open.get(key);
    open.delete(key);
    await release?.();
  };

  return {
    close,
    note: (key) => ({
      async read() {
        const store = await openNotes();
        const bytes = (await store?.get(key).catch(() => null)) ?? null;
        return bytes === null ? (notes.get(key) ?? null) : new TextDecoder().decode(bytes);
      },
      async write(text) {
        notes.set(key, text);
        // What finds no room is found out again by the next run; this one has it.
        await (await openNotes())?.put(key, new TextEncoder().encode(text)).catch(() => undefined);
      },
    }),
    async open(key, signal) {
      await closeOne(key);
      const folder = await openPageFolder("scores");
      if (folder === null) return memoryLog(key);
      const unlock = await lockOf(`homeground-scores-${key}`, signal);
      try {
        const log = await openOpfsScoreLog(folder, `${key}.log`);
        open.set(key, async () => {
          try {
            await log.close();
          } finally {
            unlock();
          }
        });
        return log;
      } catch (cause) {
        unlock();
        throw cause;
      }
    },
  };
}

async function openNotes(): Promise<PageObjectStore | null> {
  const folder = await openPageFolder("notes");
  return folder === null ? null : createOpfsObjectStore(folder);
}

/** Waits for a lock among the tabs of this page. @returns what gives it back */
async function lockOf(name: string, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { signal }, () => new Promise<void>((unlock) => resolve(() => unlock())))
      .catch(reject);
  });
}
