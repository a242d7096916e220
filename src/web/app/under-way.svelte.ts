import { HomegroundError } from "../../core/errors.js";
import { unforeseen } from "./unforeseen.js";

/** What is being done, what became of it, and whether the files that it needs are here. */
export interface UnderWay {
  /** Whether something is being done: buttons wait. */
  readonly busy: boolean;
  readonly error: HomegroundError | null;
  /** Aborted when everything is cleared or other work opened: what is under way for this work ends. */
  readonly untilCleared: AbortSignal;
  /** False while a project that was opened again waits for its files. */
  hasFiles: boolean;
  /** Does a thing that needs files, with buttons waiting and errors shown. @returns whether it went well */
  doing(what: () => Promise<void>): Promise<boolean>;
  /** The same of a thing that brings files or takes them away. */
  doingWithout(what: () => Promise<void>): Promise<boolean>;
  /** Does a thing with buttons waiting; its errors are the caller's. */
  keepBusy<T>(what: () => Promise<T>): Promise<T>;
  /** Files of restored work are on their way: what needs them waits until they are here or asked for. */
  expectFiles(arrival: Promise<unknown>): void;
  /** Resolves when the files that are on their way are here or asked for. */
  arrived(): Promise<void>;
  /** Resolves when nothing is being done. */
  idle(): Promise<void>;
  fail(cause: unknown): void;
  dismiss(): void;
  /** Whatever comes of what is under way is of other work than the next. */
  end(): void;
}

export function createUnderWay(): UnderWay {
  let count = $state(0);
  let error = $state.raw<HomegroundError | null>(null);
  let hasFiles = $state(true);
  let clearing = new AbortController();
  let arrival: Promise<void> | null = null;
  let waiting: (() => void)[] = [];

  const keepBusy = async <T>(what: () => Promise<T>): Promise<T> => {
    count++;
    try {
      return await what();
    } finally {
      count--;
      if (count === 0) {
        const all = waiting;
        waiting = [];
        for (const goOn of all) goOn();
      }
    }
  };
  const trying = async (what: () => Promise<void>): Promise<boolean> => {
    error = null;
    try {
      await keepBusy(what);
      return true;
    } catch (cause) {
      error = unforeseen(cause);
      return false;
    }
  };

  return {
    get busy() {
      return count > 0;
    },
    get error() {
      return error;
    },
    get untilCleared() {
      return clearing.signal;
    },
    get hasFiles() {
      return hasFiles;
    },
    set hasFiles(value) {
      hasFiles = value;
    },
    doing: (what) =>
      trying(async () => {
        if (arrival !== null) await arrival;
        if (!hasFiles) throw filesNotHere();
        await what();
      }),
    doingWithout: trying,
    keepBusy,
    expectFiles(coming) {
      const settled = coming.then(
        () => {},
        () => {}, // whoever brings them says so
      );
      arrival = settled;
      void settled.then(() => {
        if (arrival === settled) arrival = null;
      });
    },
    async arrived() {
      if (arrival !== null) await arrival;
    },
    async idle() {
      if (count > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    fail(cause) {
      error = unforeseen(cause);
    },
    dismiss() {
      error = null;
    },
    end() {
      clearing.abort();
      clearing = new AbortController();
    },
  };
}

/** Of a project that was opened again and waits for its files. */
function filesNotHere(): HomegroundError {
  return new HomegroundError("input/not-found", {
    what: "the files of this project are not here yet",
    where: "project",
    fix: "Choose them again in the note above, or close the project",
  });
}
