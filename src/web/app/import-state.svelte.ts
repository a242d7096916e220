import type { ScopePage } from "../../analyses/scope/scope-page.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import { keyOfFlag, type ReadingChoice } from "../../formats/reading-choice.js";
import type { AcceptedNames } from "../../session/file-suggestions.js";
import type { LookOptions } from "../session/look.js";
import { NOTHING_READ } from "../session/reading-told.js";
import type { SessionClient } from "../session/session-client.js";
import type { ExampleClaim, FoundTold, ReadLabels, RunTold } from "../session/session-types.js";
import type { QuestionForm } from "./question-text.js";

/** How labels are read where somebody corrected the guess. */
export type Reading = ChosenReadings &
  Pick<
    ReadLabels,
    "task" | "columns" | "delimiter" | "encoding" | "conflictingLabels" | "tables" | "folderPattern"
  >;

/** A look at every file: under way, done, or stopped. */
export interface Looked<Told> {
  readonly told: Told | null;
  /** Null where nothing is under way. */
  readonly progress: RunTold | null;
  /** Stopped, or failed: somebody asks for it again. */
  readonly isStopped: boolean;
}

/** How files are read, as plain data that can be kept. */
export interface SavedReading {
  readonly groups: AcceptedNames["groups"];
  readonly files: readonly (readonly [name: string, file: string])[];
  readonly reading: Reading;
  readonly example: ExampleClaim | null;
  readonly questionForm: QuestionForm | null;
}

/** What is known of files and labels beyond their first reading, and how they are to be read. */
export interface ImportState {
  readonly found: Looked<FoundTold>;
  readonly scope: Looked<ScopePage>;
  readonly accepted: AcceptedNames;
  readonly reading: Reading;
  accept(accepted: AcceptedNames): void;
  readAs(reading: Reading): void;
  /** Takes back what was said about some choices. */
  readAsGuessed(choices: readonly Pick<ReadingChoice, "name">[]): void;
  /** Looks at every file; a look that is under way is given up for the new one. */
  lookFound(): Promise<void>;
  lookScope(): Promise<void>;
  /** The images of a square of the scope's map. */
  square: SessionClient["square"];
  /** Picture of a file. */
  picture: SessionClient["filePicture"];
  stop(): void;
  /** After a change of what is read: what was found holds no longer. */
  forget(): void;
  /** After other files: decisions hold no longer as well. */
  clear(): void;
  save(): Omit<SavedReading, "example" | "questionForm">;
  restore(saved: SavedReading | undefined): void;
}

const NO_LOOK = { told: null, progress: null, isStopped: false } as const;
const NO_NAMES: AcceptedNames = { groups: [], files: new Map() };

/** @param failed is told of errors */
export function createImportState(
  session: SessionClient,
  failed: (cause: unknown) => void,
): ImportState {
  let found = $state.raw<Looked<FoundTold>>(NO_LOOK);
  let scope = $state.raw<Looked<ScopePage>>(NO_LOOK);
  let accepted = $state.raw<AcceptedNames>(NO_NAMES);
  let reading = $state.raw<Reading>({});
  let stopper = new AbortController();

  /** One look at a time: the newest. */
  async function look<Told>(
    ask: (options: LookOptions) => Promise<Told>,
    set: (looked: Looked<Told>) => void,
  ): Promise<void> {
    stopper.abort();
    const own = new AbortController();
    stopper = own;
    set({ told: null, progress: NOTHING_READ, isStopped: false });
    try {
      const told = await ask({
        signal: own.signal,
        onProgress(_stage, progress) {
          if (stopper === own) set({ told: null, progress, isStopped: false });
        },
      });
      if (stopper === own) set({ told, progress: null, isStopped: false });
    } catch (cause) {
      if (stopper !== own) return;
      // What failed is not tried again by itself.
      set({ ...NO_LOOK, isStopped: true });
      if (!own.signal.aborted) failed(cause);
    }
  }

  return {
    get found() {
      return found;
    },
    get scope() {
      return scope;
    },
    get accepted() {
      return accepted;
    },
    get reading() {
      return reading;
    },
    accept(names) {
      accepted = names;
    },
    readAs(changed) {
      reading = { ...reading, ...changed };
    },
    readAsGuessed(choices) {
      const guessed = new Set(choices.map(({ name }) => keyOfFlag(name)));
      const said = Object.entries(reading).filter(([key]) => !guessed.has(key));
      reading = Object.fromEntries(said) as Reading;
    },
    lookFound: () =>
      look(session.look, (looked) => {
        found = looked;
      }),
    lookScope: () =>
      look(session.scope, (looked) => {
        scope = looked;
      }),
    square: session.square,
    picture: session.filePicture,
    stop: () => stopper.abort(),
    forget() {
      // A look that is under way is of before: neither what it finds nor its failure is told.
      stopper.abort();
      stopper = new AbortController();
      found = NO_LOOK;
      scope = NO_LOOK;
    },
    clear() {
      this.forget();
      accepted = NO_NAMES;
      reading = {};
    },
    save: () => ({ groups: accepted.groups, files: [...accepted.files], reading }),
    restore(saved) {
      this.clear();
      if (saved === undefined) return;
      accepted = { groups: saved.groups, files: new Map(saved.files) };
      ({ reading } = saved);
    },
  };
}
