import type { LabelTarget } from "../../models/label-map.js";
import type { SessionClient } from "../session/session-client.js";
import type { ImportTold, NamesTold } from "../session/session-types.js";
import type { FilesShown } from "./files-state.svelte.js";
import type { ImportState } from "./import-state.svelte.js";

/** Labels that were read, and their names beside the model's, as the screens see them. */
export interface LabelsShown {
  readonly imported: ImportTold | null;
  readonly names: NamesTold | null;
}

/** What of {@link LabelsState} is kept with a project. */
export interface SavedLabels extends LabelsShown {
  readonly decisions: readonly (readonly [label: string, target: LabelTarget])[];
}

/** Labels that were read, and what was decided on their names. */
export interface LabelsState {
  readonly shown: LabelsShown;
  /** Reads the labels that were chosen, if any were. */
  read(): Promise<void>;
  /** Adds decisions on names. */
  settle(decided: ReadonlyMap<string, LabelTarget>): Promise<void>;
  /** @param target null takes the decision back */
  decide(label: string, target: LabelTarget | null): Promise<void>;
  clear(): void;
  save(): SavedLabels;
  restore(saved: SavedLabels): void;
  /** Takes again what was kept, once the session has its files. */
  attach(): Promise<void>;
}

/** @param files which of them are labels and answers */
export function createLabelsState(
  session: SessionClient,
  files: FilesShown,
  imports: ImportState,
): LabelsState {
  let imported = $state.raw<ImportTold | null>(null);
  let names = $state.raw<NamesTold | null>(null);
  const decisions = new Map<string, LabelTarget>();

  const readLabels = (path: string): Promise<ImportTold> => {
    const { accepted, reading } = imports;
    const { ownLabels, predictionsPath } = files;
    const made = ownLabels?.path === path ? ownLabels.made : undefined;
    return session.readLabels({ path, accepted, ...reading, made }, predictionsPath);
  };

  return {
    shown: {
      get imported() {
        return imported;
      },
      get names() {
        return names;
      },
    },
    async read() {
      if (files.labelsPath === null) return;
      imported = await readLabels(files.labelsPath);
      names = await session.decide(decisions);
    },
    async settle(decided) {
      for (const [label, target] of decided) decisions.set(label, target);
      names = await session.decide(decisions);
    },
    async decide(label, target) {
      if (target === null) decisions.delete(label);
      else decisions.set(label, target);
      names = await session.decide(decisions);
    },
    clear() {
      imported = null;
      names = null;
      decisions.clear();
    },
    save: () => ({ imported, names, decisions: [...decisions] }),
    restore(saved) {
      ({ imported, names } = saved);
      decisions.clear();
      for (const [label, target] of saved.decisions) decisions.set(label, target);
    },
    async attach() {
      if (imported !== null && files.labelsPath !== null) {
        imported = await readLabels(files.labelsPath);
      }
      if (names !== null) names = await session.decide(decisions);
    },
  };
}
