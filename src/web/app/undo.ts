import { untrack } from "svelte";
import type { LabelChange } from "../../analyses/label-changes/label-changes.js";
import type { ConflictRule } from "../../dataset/conflict-rule.js";
import type { ChosenPart } from "../../evaluation/chosen-parts.js";
import type { LabelTarget } from "../../models/label-map.js";
import type { SelectionPart } from "../../reports/selection-part.js";
import type { AcceptedNames } from "../../session/file-suggestions.js";
import { selectionText } from "../../session/selection.js";
import type { AppState } from "./app-types.js";
import { createHistory } from "./history.js";

export interface Undo {
  /** Looks whether something was decided; to be called after every change. */
  follow(): void;
  /** @returns whether there was anything to undo */
  undo(): Promise<boolean>;
  redo(): Promise<boolean>;
}

/** What somebody decided on names, of files and of labels, and on rows that contradict each other. */
interface Decided {
  readonly accepted: AcceptedNames;
  readonly conflictingLabels: ConflictRule | undefined;
  readonly decisions: readonly (readonly [label: string, target: LabelTarget])[];
}

/** What somebody did to results: chose images, made parts of the data, changed labels. */
interface Done {
  readonly selection: readonly SelectionPart[];
  readonly chosenParts: readonly ChosenPart[];
  readonly changes: readonly LabelChange[];
}

/** Something that can be undone, and how it is brought back. */
interface Undoable<State> {
  /** How it stands; null where what was before is void. */
  now(): State | null;
  /** Equal for states that are the same to a person. */
  keyOf(state: State): string;
  show(state: State): Promise<void>;
}

/** Undoes what is seen: in results what was done to them, before them decisions on names. */
export function createUndo(app: AppState): Undo {
  const names = createUndoOf(decidedOf(app));
  const results = createUndoOf(doneOf(app));
  const here = (): Undo => (app.step === "results" ? results : names);
  return {
    follow() {
      names.follow();
      results.follow();
    },
    undo: async () => !app.busy && here().undo(),
    redo: async () => !app.busy && here().redo(),
  };
}

function createUndoOf<State>({ now, keyOf, show }: Undoable<State>): Undo {
  const history = createHistory<State>(keyOf);
  let isMoving = false;

  const move = async (to: State | null): Promise<boolean> => {
    if (to === null) return false;
    isMoving = true;
    try {
      await show(to);
    } finally {
      isMoving = false;
    }
    return true;
  };
  return {
    follow() {
      const state = now(); // asked for in any case, so that whoever waits for changes hears of them
      if (isMoving) return;
      if (state === null) history.clear();
      else history.see(state);
    },
    undo: () => move(history.undo()),
    redo: () => move(history.redo()),
  };
}

/** Decisions on names go back as far as the files that they are about. */
function decidedOf(app: AppState): Undoable<Decided> {
  return {
    now() {
      const { imported, names, imports } = app;
      const { accepted, reading } = imports;
      const { conflictingLabels } = reading;
      if (imported === null || names === null) return null;
      return { accepted, conflictingLabels, decisions: untrack(() => app.save().decisions) };
    },
    keyOf: ({ decisions, ...reading }) =>
      JSON.stringify([filesKey(reading), [...decisions].map((one) => JSON.stringify(one)).sort()]),
    async show({ accepted, conflictingLabels, decisions }) {
      const now = new Map(app.save().decisions);
      const { imports } = app;
      const before = {
        accepted: imports.accepted,
        conflictingLabels: imports.reading.conflictingLabels,
      };
      if (filesKey({ accepted, conflictingLabels }) !== filesKey(before)) {
        imports.accept(accepted);
        imports.readAs({ conflictingLabels });
        await app.readAgain();
      }
      const wanted = new Map(decisions);
      for (const label of now.keys()) if (!wanted.has(label)) await app.decide(label, null);
      const changed = decisions.filter(
        ([label, target]) => JSON.stringify(now.get(label)) !== JSON.stringify(target),
      );
      if (changed.length > 0) await app.decideAll(new Map(changed));
    },
  };
}

/** Equal where labels are read alike; to leave rows out is what happens where nothing was decided. */
function filesKey({ accepted, conflictingLabels = "list" }: Omit<Decided, "decisions">): string {
  const { groups, files } = accepted;
  return JSON.stringify([[...groups].sort(), [...files].sort(), conflictingLabels]);
}

function doneOf(app: AppState): Undoable<Done> {
  const now = (): Done => ({
    selection: app.gallery.parts,
    chosenParts: app.question.chosenParts ?? [],
    changes: app.relabelled.changes,
  });
  return {
    now: () => (app.result === null ? null : now()),
    keyOf: ({ selection, chosenParts, changes }) =>
      JSON.stringify([selectionText(selection), chosenParts, changes]),
    async show({ selection, chosenParts, changes }) {
      const before = now();
      if (selection !== before.selection) app.gallery.select(selection);
      if (changes !== before.changes) app.relabelled.put(changes);
      if (chosenParts !== before.chosenParts) {
        await app.relabelled.settled();
        await app.setParts(chosenParts);
      }
    },
  };
}
