/** The worker of a page that holds its session: everything but the drawing happens here. */
import type { Cancellation } from "../../core/cancellation.js";
import { asHomegroundError, HomegroundError, messageOf } from "../../core/errors.js";
import { answerCalls } from "../calls.js";
import { programsAt } from "../inference/programs-at.js";
import { startProgram } from "../inference/start-worker.js";
import { createGraphics } from "../network/graphics.js";
import { type LoadedAhead, loadAhead } from "../network/load-ahead.js";
import type { FromNetwork, LoadAhead, NetworkSetup } from "../network/network-messages.js";
import { newChannelName, type SeenRequest, watchRequests } from "../network/request-watch.js";
import { createKeptScores } from "../storage/kept-scores.js";
import { timeNow } from "../time-now.js";
import { createRunGate, type RunGate } from "./run-gate.js";
import { createSession, type Session } from "./session.js";
import type { SessionWorker } from "./session-client.js";

let base = "";
/** Where the programs are: on their host, and after loading ahead in memory. */
let programs: LoadedAhead | null = null;
/** On which workers that score tell of their requests. */
const channel = newChannelName();
const scores = createKeptScores();
const graphics = createGraphics(() => base);
/** Of the run that is under way. */
let stop = new AbortController();
let gate: RunGate | null = null;
let skip = new AbortController();

const methods: Pick<SessionWorker, "start" | "pause" | "resume" | "skipCheck"> = {
  async start(places) {
    programs = { programs: places.programs ?? programsAt(places.base), scorer: places.scorer };
    base = places.base;
    const session = createSession({
      version: places.version,
      get programs() {
        return programs?.programs ?? programsAt(places.base);
      },
      startScorer: () => startProgram(programs?.scorer ?? places.scorer, channel),
      graphics,
      openLog: (key) => scores.open(key, stop.signal),
      openNote: scores.note,
      now: () => performance.now(),
      time: timeNow,
      loadReportFile: async () => (await import("./report-file.js")).reportFile,
      loadBlockPageFile: async () => (await import("./report-file.js")).blockPageFile,
      signal: new AbortController().signal,
    });
    Object.assign(methods, session, keepingScores(session));
  },
  async pause() {
    gate?.pause();
  },
  async resume() {
    gate?.resume();
  },
  async skipCheck() {
    skip.abort();
  },
};

/** Steps that open the scores that are kept: whatever becomes of them, they are closed. */
function keepingScores(
  session: Session,
): Pick<Session, "run" | "runRivals" | "relabel" | "says" | "readRivals" | "stress"> {
  /** What waits for a log goes on waiting no longer than the step that it belongs to. */
  const stoppedBy = ({ signal }: { readonly signal: Cancellation }): AbortSignal => {
    const own = new AbortController();
    stop = own;
    if (signal.aborted) own.abort();
    else signal.addEventListener("abort", () => own.abort(), { once: true });
    return own.signal;
  };
  const held = (options: { readonly signal: Cancellation }) => {
    gate = createRunGate(() => performance.now(), stoppedBy(options));
    skip = new AbortController();
    return { gate, skipCheck: skip.signal };
  };
  return {
    run: async (options) =>
      session.run({ ...options, ...held(options) }).finally(() => scores.close()),
    runRivals: async (options) =>
      session.runRivals({ ...options, ...held(options) }).finally(() => scores.close()),
    async says(options) {
      stoppedBy(options);
      return session.says(options).finally(() => scores.close());
    },
    async readRivals(options) {
      stoppedBy(options);
      return session.readRivals(options).finally(() => scores.close());
    },
    async stress(options) {
      stoppedBy(options);
      return session.stress(options).finally(() => scores.close());
    },
    async relabel(changes) {
      stop = new AbortController(); // a run that was stopped since must not stop this
      return session.relabel(changes).finally(() => scores.close());
    },
  };
}

answerCalls(methods, explained);

addEventListener("message", ({ data }: MessageEvent<NetworkSetup>) => {
  if (data.kind === "network") watchNetwork(data.port);
});

/** Tells the page of every request, and loads everything ahead when the page says so. */
function watchNetwork(port: MessagePort): void {
  const tell = (message: FromNetwork): void => port.postMessage(message);
  const onRequest = (request: SeenRequest): void => tell({ kind: "request", request });
  watchRequests(onRequest);
  new BroadcastChannel(channel).addEventListener("message", ({ data }) => onRequest(data));
  port.addEventListener("message", ({ data }: MessageEvent<LoadAhead>) => {
    graphics.know(data.graphics);
    loadAhead(data.paths, base, (done, total) => tell({ kind: "loading", done, total })).then(
      (loaded) => {
        programs = loaded;
        tell({ kind: "loaded" });
      },
      (cause: unknown) => tell({ kind: "failed", what: messageOf(cause) }),
    );
  });
  port.start();
}

function explained(cause: unknown): HomegroundError {
  if (cause instanceof DOMException && cause.name === "AbortError") {
    return new HomegroundError("run/interrupted", {
      what: "stopped before every image was scored",
      where: "run",
      fix: "Start again: what was scored is kept",
    });
  }
  return asHomegroundError(cause, "session", "Report it, with the files if they may be shown");
}
