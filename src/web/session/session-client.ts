import { HomegroundError } from "../../core/errors.js";
import type { LookOptions } from "./look.js";
import type { SessionRunOptions } from "./run-types.js";
import type { Session } from "./session.js";
import type {
  FromSession,
  LookStep,
  SessionPlaces,
  SessionStep,
  ToSession,
} from "./session-messages.js";
import type { ResultTold } from "./session-types.js";

/** A session that runs in a worker: its steps, from the page. */
export interface SessionClient extends Session {
  /** Holds the run that is under way up: nothing is lost, its workers wait. */
  pause(): void;
  resume(): void;
  /** Leaves the check of the card out that this run makes after scoring; the result says so. */
  skipCheck(): void;
  /** Ends the worker and everything that it does. */
  end(): void;
}

/** A call that waits for its answer. */
interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress?: SessionRunOptions["onProgress"];
  readonly onNews?: SessionRunOptions["onNews"];
}

/**
 * Starts a session in a worker of its own: reading, joining and computing hold up no screen.
 *
 * @throws HomegroundError from each step, as the session does
 */
export function startSession(worker: Worker, places: SessionPlaces): SessionClient {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  /** Why its program does not run; what is asked of it later would wait for ever. */
  let broken: HomegroundError | null = null;
  let lastRun = 0;
  const tell = (message: ToSession): void => worker.postMessage(message);
  tell({ kind: "start", ...places });

  worker.addEventListener("message", ({ data }: MessageEvent<FromSession>) => {
    const call = waiting.get(data.id);
    if (call === undefined) return;
    if (data.kind === "progress") {
      call.onProgress?.(data.stage, data.told);
      return;
    }
    if (data.kind === "news") {
      call.onNews?.(data.news);
      return;
    }
    waiting.delete(data.id);
    if (data.kind === "answer") call.resolve(data.value);
    else call.reject(new HomegroundError(data.error.code, data.error));
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    const error = new HomegroundError("internal/bug", {
      what: event.message || "the program of the session could not be loaded",
      where: "page",
      fix: "Load the page again; if it goes on, report it",
    });
    broken = error;
    for (const call of waiting.values()) call.reject(error);
    waiting.clear();
  });

  /** Tells the worker something and waits for what comes of it. */
  const call = <Told>(
    message: (id: number) => ToSession,
    hears: Omit<Waiting, "resolve" | "reject"> & Partial<Pick<LookOptions, "signal">> = {},
  ) =>
    new Promise<Told>((resolve, reject) => {
      if (broken !== null) return reject(broken);
      const id = last++;
      const { signal, ...told } = hears;
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, ...told });
      tell(message(id));
      const stop = (): void => tell({ kind: "stop", id });
      if (signal?.aborted === true) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    });
  const step = <Step extends SessionStep>(name: Step, ...args: Parameters<Session[Step]>) =>
    call<Awaited<ReturnType<Session[Step]>>>(
      (id) => ({ kind: "step", id, step: name, args }) as ToSession,
    );
  const look = <Step extends LookStep>(name: Step, { signal, onProgress }: LookOptions) =>
    call<Awaited<ReturnType<Session[Step]>>>((id) => ({ kind: "look", id, step: name }), {
      signal,
      onProgress: (_stage, told) => onProgress?.("reading", told),
    });

  return {
    example: () => step("example"),
    look: (options) => look("look", options),
    scope: (options) => look("scope", options),
    readMap: (path) => step("readMap", path),
    square: (square) => step("square", square),
    filePicture: (path, longestPx) => step("filePicture", path, longestPx),
    readFigure: (typed) => step("readFigure", typed),
    plan: (question) => step("plan", question),
    addFiles: (files) => step("addFiles", files),
    clearFiles: () => step("clearFiles"),
    useModel: (path) => step("useModel", path),
    confirmCard: (isConfirmed) => step("confirmCard", isConfirmed),
    useRecord: (path) => step("useRecord", path),
    readLabels: (labels, predictions) => step("readLabels", labels, predictions),
    decide: (decisions) => step("decide", decisions),
    ask: (...asked) => step("ask", ...asked),
    command: (...given) => step("command", ...given),
    relabel: (changes) => step("relabel", changes),
    select: (question) => step("select", question),
    shares: (...asked) => step("shares", ...asked),
    items: (items) => step("items", items),
    item: (item) => step("item", item),
    neighbours: (item) => step("neighbours", item),
    picture: (item, longestPx) => step("picture", item, longestPx),
    graphics: () => step("graphics"),
    loadGraphics: () => step("loadGraphics"),
    run: ({ signal, onProgress, onNews, workers, ...asked }) =>
      call<ResultTold>(
        (id) => {
          lastRun = id;
          const { isGraphics = false, isFromKept = false, labelChanges = [] } = asked;
          const { isCheckAgain = false, earlier = null } = asked;
          return {
            kind: "run",
            id,
            workers: workers ?? null,
            isGraphics,
            isFromKept,
            isCheckAgain,
            labelChanges,
            earlier,
          };
        },
        { signal, onProgress, onNews },
      ),
    pause: () => tell({ kind: "pause", id: lastRun }),
    resume: () => tell({ kind: "resume", id: lastRun }),
    skipCheck: () => tell({ kind: "skip-check", id: lastRun }),
    end: () => worker.terminate(),
  };
}
