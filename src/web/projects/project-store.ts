import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ResultTold } from "../session/session-types.js";
import { notKept } from "../storage/page-folder.js";
import type { Project } from "./project.js";

/** Projects of this browser. */
export interface ProjectStore {
  /** False where they are gone when the page is closed. */
  readonly isKept: boolean;
  /** Last changed first. */
  list(): Promise<readonly Project[]>;
  get(id: string): Promise<Project | null>;
  result(id: string): Promise<ResultTold | null>;
  /**
   * Writes a project, and its result unless that is undefined: both or neither.
   *
   * @throws HomegroundError `output/not-written`
   */
  put(project: Project, result?: ResultTold | null): Promise<void>;
  /** What the browser gave for the files of each drop, to ask for them again. */
  handles(id: string): Promise<readonly FileSystemHandle[]>;
  putHandles(id: string, handles: readonly FileSystemHandle[]): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Schema extends DBSchema {
  projects: { key: string; value: Project };
  results: { key: string; value: ResultTold };
  handles: { key: string; value: readonly FileSystemHandle[] };
}

/**
 * In the browser's database; in memory where it has none for this page. Files of a disk would share
 * one: any page that is opened from there could read it.
 */
export async function openProjectStore(): Promise<ProjectStore> {
  if (location.protocol === "file:") return inMemory();
  try {
    return inDatabase(
      await openDB<Schema>("homeground", 1, {
        upgrade(db) {
          for (const name of ["projects", "results", "handles"] as const) {
            db.createObjectStore(name);
          }
        },
      }),
    );
  } catch {
    return inMemory();
  }
}

function inDatabase(db: IDBPDatabase<Schema>): ProjectStore {
  return {
    isKept: true,
    list: async () => byChange(await db.getAll("projects")),
    get: async (id) => (await db.get("projects", id)) ?? null,
    result: async (id) => (await db.get("results", id)) ?? null,
    async put(project, result) {
      try {
        const change = db.transaction(["projects", "results"], "readwrite");
        const results = change.objectStore("results");
        await Promise.all([
          change.objectStore("projects").put(project, project.id),
          result === undefined
            ? null
            : result === null
              ? results.delete(project.id)
              : results.put(result, project.id),
          change.done,
        ]);
      } catch (cause) {
        throw notKept(`project ${project.name}`, cause);
      }
    },
    handles: async (id) => (await db.get("handles", id)) ?? [],
    async putHandles(id, handles) {
      try {
        await db.put("handles", handles, id);
      } catch (cause) {
        throw notKept("places of the project's files", cause);
      }
    },
    async remove(id) {
      const change = db.transaction(["projects", "results", "handles"], "readwrite");
      await Promise.all([
        change.objectStore("projects").delete(id),
        change.objectStore("results").delete(id),
        change.objectStore("handles").delete(id),
        change.done,
      ]);
    },
  };
}

function inMemory(): ProjectStore {
  const projects = new Map<string, Project>();
  const results = new Map<string, ResultTold>();
  const handles = new Map<string, readonly FileSystemHandle[]>();
  return {
    isKept: false,
    list: async () => byChange([...projects.values()]),
    get: async (id) => projects.get(id) ?? null,
    result: async (id) => results.get(id) ?? null,
    async put(project, result) {
      projects.set(project.id, project);
      if (result === null) results.delete(project.id);
      else if (result !== undefined) results.set(project.id, result);
    },
    handles: async (id) => handles.get(id) ?? [],
    async putHandles(id, given) {
      handles.set(id, given);
    },
    async remove(id) {
      for (const kept of [projects, results, handles]) kept.delete(id);
    },
  };
}

function byChange(projects: readonly Project[]): readonly Project[] {
  return [...projects].sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
}
