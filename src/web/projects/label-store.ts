import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { notKept } from "../storage/page-folder.js";

/** Logs of labels, a project each, which only grow. */
export interface LabelStore {
  /** False where they are gone when the page is closed. */
  readonly isKept: boolean;
  /** The log of a project; null where nobody began to label in it. */
  read(project: string): Promise<string | null>;
  /** Begins the log of a project; what was there is gone. @throws HomegroundError `output/not-written` */
  begin(project: string, text: string): Promise<void>;
  /**
   * Keeps a log that cannot be read whole, behind those that were set aside before, until the project is
   * removed. @throws HomegroundError `output/not-written`
   */
  setAside(project: string, text: string): Promise<void>;
  /**
   * Adds a line. Once this is done the line outlives the page; lines come back in the order in which
   * they were added.
   *
   * @throws HomegroundError `output/not-written`
   */
  append(project: string, line: string): Promise<void>;
  remove(project: string): Promise<void>;
}

/** Under what logs are kept that cannot be read whole. */
const aside = (project: string): string => `${project} set aside`;

/** Lines under a number of their own, by which they are sorted. */
interface Schema extends DBSchema {
  lines: {
    key: number;
    value: { readonly project: string; readonly text: string };
    indexes: { project: string };
  };
}

/**
 * In a database of the browser of its own, beside that of the projects: another tab that has the latter
 * open would hold up its change. In memory where the page has none, as pages of a disk.
 */
export async function openLabelStore(): Promise<LabelStore> {
  if (location.protocol === "file:") return inMemory();
  try {
    return inDatabase(
      await openDB<Schema>("homeground-labels", 1, {
        upgrade(db) {
          const lines = db.createObjectStore("lines", { autoIncrement: true });
          lines.createIndex("project", "project");
        },
      }),
    );
  } catch {
    return inMemory();
  }
}

function inDatabase(db: IDBPDatabase<Schema>): LabelStore {
  /** Takes all lines of a project away, and adds these, both or neither. */
  const replace = async (project: string, lines: readonly string[]): Promise<void> => {
    const change = db.transaction("lines", "readwrite");
    for (const key of await change.store.index("project").getAllKeys(project)) {
      await change.store.delete(key);
    }
    for (const text of lines) await change.store.add({ project, text });
    await change.done;
  };
  const keeping = async (write: () => Promise<unknown>): Promise<void> => {
    try {
      await write();
    } catch (cause) {
      throw notKept("label", cause);
    }
  };
  return {
    isKept: true,
    async read(project) {
      const lines = await db.getAllFromIndex("lines", "project", project);
      return lines.length === 0 ? null : lines.map(({ text }) => text).join("");
    },
    begin: (project, text) => keeping(() => replace(project, [text])),
    setAside: (project, text) => keeping(() => db.add("lines", { project: aside(project), text })),
    append: (project, text) => keeping(() => db.add("lines", { project, text })),
    async remove(project) {
      await replace(project, []);
      await replace(aside(project), []);
    },
  };
}

function inMemory(): LabelStore {
  const logs = new Map<string, string>();
  return {
    isKept: false,
    read: async (project) => logs.get(project) ?? null,
    async begin(project, text) {
      logs.set(project, text);
    },
    // What is gone with the page came from it whole.
    setAside: async () => {},
    async append(project, line) {
      logs.set(project, (logs.get(project) ?? "") + line);
    },
    async remove(project) {
      logs.delete(project);
    },
  };
}
