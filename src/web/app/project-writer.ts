import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import type { KeptFiles } from "../projects/kept-files.js";
import { answerOf, isToKeep, type Project, type RememberedFile } from "../projects/project.js";
import type { ProjectStore } from "../projects/project-store.js";
import type { ResultTold } from "../session/session-types.js";
import type { AppState } from "./app-types.js";
import type { Drops } from "./files-state.svelte.js";

/** Writes the project of a tab as it stands; one writing follows the other. */
export interface ProjectWriter {
  /** A project begins, or is taken up. @param result that is kept of it already */
  begin(result: ResultTold | null): void;
  /** A file that is kept already. */
  remember(blob: Blob, sha256: string): void;
  /**
   * @param project as it is when its turn comes
   * @param then is given what was written, or why nothing was
   */
  write(
    project: () => Project,
    isRunning: boolean,
    then: (written: Project | null, problem: HomegroundError | null) => Promise<void>,
  ): Promise<void>;
  /** Resolves when nothing is being written. */
  done(): Promise<void>;
}

export function createProjectWriter(
  app: AppState,
  store: ProjectStore,
  files: KeptFiles,
  version: string,
): ProjectWriter {
  let written: ResultTold | null = null;
  let writing: Promise<void> = Promise.resolve();
  const remembered = new Map<Blob, string>();

  const rememberedDrops = async (drops: Drops): Promise<RememberedFile[][]> => {
    const all: RememberedFile[][] = [];
    for (const drop of drops) {
      const one: RememberedFile[] = [];
      for (const [path, blob] of drop) {
        const isKept = files.isKept && isToKeep(path, blob.size);
        if (isKept && !remembered.has(blob)) remembered.set(blob, await files.keep(blob));
        one.push({ path, sizeBytes: blob.size, sha256: remembered.get(blob) ?? null });
      }
      all.push(one);
    }
    return all;
  };

  return {
    begin(result) {
      written = result;
    },
    remember(blob, sha256) {
      remembered.set(blob, sha256);
    },
    write(current, isRunning, then) {
      const { result, ...work } = app.save();
      const { drops, hasFiles } = app;
      writing = writing.then(async () => {
        try {
          const at = current();
          const project: Project = {
            ...at,
            work,
            isRunning: isRunning || (at.isRunning && !hasFiles),
            drops: hasFiles ? await rememberedDrops(drops) : at.drops,
            changedAt: new Date().toISOString(),
            version,
            answer: answerOf(result),
            importedFrom: result === written ? at.importedFrom : null,
          };
          await store.put(project, result === written ? undefined : result);
          written = result;
          await then(project, null);
        } catch (cause) {
          await then(null, explained(cause));
        }
      });
      return writing;
    },
    done: () => writing,
  };
}

function explained(cause: unknown): HomegroundError {
  if (isHomegroundError(cause)) return cause;
  return new HomegroundError("output/not-written", {
    what: messageOf(cause),
    where: "projects of this browser",
    fix: "Save the project as a file, and load the page again",
    cause,
  });
}
