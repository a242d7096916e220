import { untrack } from "svelte";
import type { AcceptedNames } from "../../evaluation/session/file-suggestions.js";
import type { LabelTarget } from "../../models/label-map.js";
import type { AppState } from "./app-types.js";
import { createHistory } from "./history.js";

/** What somebody decided on names: of files, and of labels. */
interface Decided {
  readonly accepted: AcceptedNames;
  readonly decisions: readonly (readonly [label: string, target: LabelTarget])[];
}

export interface Undo {
  /** Looks whether something was decided; to be called after every change of names. */
  follow(): void;
  /** @returns whether there was anything to undo */
  undo(): Promise<boolean>;
  redo(): Promise<boolean>;
}

/** Undoes decisions on names of files and labels, as far back as the files that they are about. */
export function createUndo(app: AppState): Undo {
  const history = createHistory<Decided>(keyOf);
  let isMoving = false;

  const move = async (to: Decided | null): Promise<boolean> => {
    if (to === null) return false;
    isMoving = true;
    try {
      await show(to, app);
    } finally {
      isMoving = false;
    }
    return true;
  };
  return {
    follow() {
      const { imported, names, imports } = app;
      if (isMoving) return;
      // Other files: what was decided on those before is void.
      if (imported === null || names === null) history.clear();
      else {
        const { accepted } = imports;
        history.see({ accepted, decisions: untrack(() => app.save().decisions) });
      }
    },
    undo: () => (app.busy ? Promise.resolve(false) : move(history.undo())),
    redo: () => (app.busy ? Promise.resolve(false) : move(history.redo())),
  };
}

async function show({ accepted, decisions }: Decided, app: AppState): Promise<void> {
  const now = new Map(app.save().decisions);
  if (filesKey(accepted) !== filesKey(app.imports.accepted)) {
    app.imports.accept(accepted);
    await app.readAgain();
  }
  const wanted = new Map(decisions);
  for (const label of now.keys()) if (!wanted.has(label)) await app.decide(label, null);
  const changed = decisions.filter(
    ([label, target]) => JSON.stringify(now.get(label)) !== JSON.stringify(target),
  );
  if (changed.length > 0) await app.decideAll(new Map(changed));
}

function filesKey({ groups, files }: AcceptedNames): string {
  return JSON.stringify([[...groups].sort(), [...files].sort()]);
}

function keyOf({ accepted, decisions }: Decided): string {
  return JSON.stringify([
    filesKey(accepted),
    [...decisions].map((one) => JSON.stringify(one)).sort(),
  ]);
}
