import { HomegroundError } from "../../core/errors.js";
import { callsOf } from "../calls.js";
import type { ProgramPlace } from "../fetch-bytes.js";
import type { WorkerPrograms } from "../inference/worker-messages.js";
import type { Session } from "./session.js";

/** What a page tells a session of itself. */
export interface SessionPlaces {
  /** Where the programs of the page lie: engine, codecs. Absolute. */
  readonly base: string;
  /** The program of a worker that scores: an absolute address, or a script. */
  readonly scorer: ProgramPlace;
  /** Of Homeground, for results. */
  readonly version: string;
  /** Engine and codecs where the page has them in memory; below `base` otherwise. */
  readonly programs?: WorkerPrograms;
}

/** What a worker with a session answers for. */
export interface SessionWorker extends Session {
  start(places: SessionPlaces): Promise<void>;
  /** Holds the run that is under way up: nothing is lost, its workers wait. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Leaves the check of the card out that this run makes after scoring; the result says so. */
  skipCheck(): Promise<void>;
}

export type SessionClient = Omit<SessionWorker, "start">;

/**
 * Starts a session in a worker of its own: reading, joining and computing hold up no screen.
 *
 * @throws HomegroundError from each step, as the session does
 */
export function startSession(worker: Worker, places: SessionPlaces): SessionClient {
  const session = callsOf<SessionWorker>(
    worker,
    ({ message }) =>
      new HomegroundError("internal/bug", {
        what: message || "the program of the session could not be loaded",
        where: "page",
        fix: "Load the page again; if it goes on, report it",
      }),
  );
  session.start(places).catch(() => {}); // each step says it then
  return session;
}
