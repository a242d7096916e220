import type { ImageSaid } from "../../labelling/model-says.js";
import type { SessionClient } from "../session/session-client.js";
import type { AnswersAsked } from "../session/session-state.js";
import type { FirstTold } from "../session/session-types.js";

/** What a model says of images that nobody labelled, as it comes. */
export interface SaysState {
  /** In the order in which it came; a new list whenever more is there. */
  readonly said: readonly ImageSaid[];
  readonly isUnderWay: boolean;
  /** Whether every image was asked. */
  readonly isDone: boolean;
  /** Whose answers they are, once all are told; null before. */
  readonly of: FirstTold | null;
  /** Images of all; null before that is known. */
  readonly total: number | null;
  /** Begins, unless it is under way or done. What was scored before is told at once. */
  start(seed: number): Promise<void>;
  /** Has the models of a race read the images, after what is under way. @param read is called now and then */
  startRivals(read: () => void): Promise<void>;
  /** Resolves when nothing is under way. */
  stop(): Promise<void>;
  /** After other files or another model. */
  clear(): void;
}

/** So often the screen is given what came since: a list a picture would hold it up. */
const TELL_EVERY_MS = 150;
/** After so many images of another model the race is looked at again. */
const RIVALS_TELL_EVERY = 20;

/**
 * @param failed is told of errors
 * @param answers the file of answers in place of a model; null where there is one
 */
export function createSaysState(
  session: SessionClient,
  failed: (cause: unknown) => void,
  answers: () => AnswersAsked | null = () => null,
): SaysState {
  let said = $state.raw<readonly ImageSaid[]>([]);
  let isDone = $state(false);
  let total = $state<number | null>(null);
  let whose = $state.raw<FirstTold | null>(null);
  let underWay = $state.raw<AbortController | null>(null);
  /** Of what the models of a race read: another one where that was ended. */
  let rivals = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const perform = async (own: AbortController, seed: number): Promise<void> => {
    const came: ImageSaid[] = [];
    let timer: ReturnType<typeof setTimeout> | null = null;
    const tell = (): void => {
      timer = null;
      if (underWay === own) said = [...came];
    };
    try {
      const told = await session.says({
        seed,
        answers: answers(),
        signal: own.signal,
        onSaid(one, _done, of) {
          if (underWay !== own) return; // of files that were here before
          came.push(one);
          total = of;
          timer ??= setTimeout(tell, came.length === 1 ? 0 : TELL_EVERY_MS);
        },
      });
      if (underWay === own) {
        whose = told;
        isDone = true;
      }
    } catch (cause) {
      if (!own.signal.aborted) failed(cause);
    } finally {
      if (timer !== null) clearTimeout(timer);
      tell();
      if (underWay === own) underWay = null;
    }
  };

  return {
    get said() {
      return said;
    },
    get isUnderWay() {
      return underWay !== null;
    },
    get isDone() {
      return isDone;
    },
    get of() {
      return whose;
    },
    get total() {
      return total;
    },
    start(seed) {
      if (underWay !== null || isDone) return running;
      const own = new AbortController();
      underWay = own;
      // The log of scores is one: a run that was stopped lets go of it first.
      running = running.then(() => perform(own, seed));
      return running;
    },
    startRivals(read) {
      const before = rivals;
      running = running.then(async () => {
        if (before !== rivals) return; // stopped, or other files
        const own = new AbortController();
        rivals = own;
        let last = 0;
        try {
          await session.readRivals({
            signal: own.signal,
            onRead(_name, done, of) {
              if (done < of && done < last + RIVALS_TELL_EVERY) return;
              last = done === of ? 0 : done;
              if (rivals === own) read();
            },
          });
        } catch (cause) {
          if (!own.signal.aborted) failed(cause);
        }
        if (rivals === own) read();
      });
      return running;
    },
    stop() {
      rivals.abort();
      rivals = new AbortController();
      underWay?.abort();
      return running;
    },
    clear() {
      rivals.abort();
      rivals = new AbortController();
      underWay?.abort();
      underWay = null;
      said = [];
      isDone = false;
      whose = null;
      total = null;
    },
  };
}
