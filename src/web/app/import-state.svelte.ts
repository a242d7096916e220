import type { ScopePage } from "../../analyses/scope/scope-page.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import { keyOfFlag, type ReadingChoice } from "../../formats/reading-choice.js";
import type { AcceptedNames } from "../../session/file-suggestions.js";
import { NOTHING_READ } from "../session/reading-told.js";
import type { ScopeLookOptions } from "../session/scope.js";
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
  /** Whether the model is looking at images meanwhile. */
  readonly isScoring?: boolean;
}

/** How files are read, as plain data that can be kept. */
export interface SavedReading {
  readonly groups: AcceptedNames["groups"];
  readonly files: readonly (readonly [name: string, file: string])[];
  readonly reading: Reading;
  /** Projects of earlier versions do not say it. */
  readonly features?: string | null;
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
  /** @param mayScore whether the model may look at the images for their features, since somebody asked for that */
  lookScope(mayScore?: boolean): Promise<void>;
  /** Table among the files with features of the images; null for none. */
  readonly features: string | null;
  useFeatures(path: string | null): Promise<void>;
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
  /** Tells the session what was kept, once it has its files. */
  attach(): Promise<void>;
}

const NO_LOOK = { told: null, progress: null, isStopped: false } as const;
const NO_NAMES: AcceptedNames = { groups: [], files: new Map() };

type Asked = Required<Pick<ScopeLookOptions, "signal" | "onProgress">>;

/** @param failed is told of errors */
export function createImportState(
  session: SessionClient,
  failed: (cause: unknown) => void,
): ImportState {
  let found = $state.raw<Looked<FoundTold>>(NO_LOOK);
  let scope = $state.raw<Looked<ScopePage>>(NO_LOOK);
  let accepted = $state.raw<AcceptedNames>(NO_NAMES);
  let reading = $state.raw<Reading>({});
  let features = $state<string | null>(null);
  let stopper = new AbortController();

  /** One look at a time: the newest. */
  async function look<Told>(
    ask: (options: Asked) => Promise<Told>,
    set: (looked: Looked<Told>) => void,
  ): Promise<void> {
    stopper.abort();
    const own = new AbortController();
    stopper = own;
    set({ told: null, progress: NOTHING_READ, isStopped: false });
    try {
      const told = await ask({
        signal: own.signal,
        onProgress(stage, progress) {
          const isScoring = stage === "scoring";
          if (stopper === own) set({ told: null, progress, isStopped: false, isScoring });
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
    lookScope: (mayScore = false) =>
      look(
        (options) => session.scope({ ...options, mayScore }),
        (looked) => {
          scope = looked;
        },
      ),
    get features() {
      return features;
    },
    async useFeatures(path) {
      features = path;
      await session.useFeatures(path);
    },
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
      features = null;
    },
    save: () => ({ groups: accepted.groups, files: [...accepted.files], reading, features }),
    restore(saved) {
      this.clear();
      if (saved === undefined) return;
      accepted = { groups: saved.groups, files: new Map(saved.files) };
      ({ reading } = saved);
      features = saved.features ?? null;
    },
    attach: () => session.useFeatures(features),
  };
}
