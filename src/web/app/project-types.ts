import type { HomegroundError } from "../../core/errors.js";
import type { KeptFiles } from "../projects/kept-files.js";
import type { LabelStore } from "../projects/label-store.js";
import type { Project } from "../projects/project.js";
import type { Tabs } from "../projects/project-lock.js";
import type { ProjectStore } from "../projects/project-store.js";
import type { ResultTold } from "../session/session-types.js";
import type { AppState } from "./app-types.js";

/** Files of an opened project that have to be given again. */
export interface FilesAsked {
  readonly images: number;
  readonly folders: readonly string[];
  readonly others: readonly string[];
  readonly total: number;
  /** Of a choice that was not all: how many are here. */
  readonly found: number | null;
  readonly firstMissing: readonly string[];
  /** Whether the browser knows where they are, and one click is enough. */
  readonly canAllow: boolean;
}

/** The projects of this browser, and the one that this tab has. */
export interface Projects {
  readonly list: readonly Project[];
  readonly current: Project | null;
  /** False where nothing outlives the page. */
  readonly isKept: boolean;
  /** Why the last change was not kept. */
  readonly problem: HomegroundError | null;
  readonly asks: FilesAsked | null;
  /** The project that another tab has, shown as it is there. */
  readonly watched: Project | null;
  /** Resolves once the list is known and the project of this tab, if any, is open. */
  readonly ready: Promise<void>;
  open(id: string): Promise<void>;
  /** Lets the project go; it stays in the list. */
  close(): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Files that were chosen again. */
  give(files: ReadonlyMap<string, Blob>): Promise<void>;
  /** Asks the browser for what it knows of; from a click. */
  allow(): Promise<void>;
  goOnWithout(): Promise<void>;
  /** Remembers where a drop came from. */
  dropped(handles: readonly FileSystemHandle[]): void;
  takeOver(): Promise<void>;
  /** Takes a project in, with its result and the files that came with it. */
  takeIn(
    project: Project,
    result: ResultTold | null,
    files: ReadonlyMap<string, Blob>,
    labels: string | null,
  ): Promise<void>;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
  resultOf(id: string): Promise<ResultTold | null>;
  /** The log of labels that were made in a project; null where none were. */
  labelsOf(id: string): Promise<string | null>;
  /** Keeps changes as they happen; call once, within an effect. @returns what ends it */
  follow(): () => void;
}

export interface ProjectPorts {
  readonly app: AppState;
  readonly store: ProjectStore;
  readonly labels: LabelStore;
  readonly files: KeptFiles;
  readonly tabs: Tabs;
  readonly version: string;
}
