/** The worker of a page that holds its session: everything but the drawing happens here. */
import { asHomegroundError, HomegroundError, messageOf } from "../../core/errors.js";
import { programsAt } from "../inference/programs-at.js";
import { startProgram } from "../inference/start-worker.js";
import { createGraphics } from "../network/graphics.js";
import { type LoadedAhead, loadAhead } from "../network/load-ahead.js";
import type { FromNetwork, LoadAhead } from "../network/network-messages.js";
import { newChannelName, type SeenRequest, watchRequests } from "../network/request-watch.js";
import { createKeptScores } from "../storage/kept-scores.js";
import { timeNow } from "../time-now.js";
import { createRunGate, type RunGate } from "./run-gate.js";
import type { RunNews } from "./run-news.js";
import { createSession, type Session } from "./session.js";
import type { FromSession, ToSession } from "./session-messages.js";
import type { RunStage, RunTold } from "./session-types.js";

let session: Session | null = null;
let base = "";
/** Where the programs are: on their host, and after loading ahead in memory. */
let programs: LoadedAhead | null = null;
/** On which workers that score tell of their requests. */
const channel = newChannelName();
const scores = createKeptScores();
const graphics = createGraphics(() => base);
/** Of the run that is under way. */
let stopping = new AbortController();
const running = new Map<number, AbortController>();
const gates = new Map<number, RunGate>();
const skips = new Map<number, AbortController>();

addEventListener("message", ({ data }: MessageEvent<ToSession>) => {
  switch (data.kind) {
    case "start":
      programs = { programs: data.programs ?? programsAt(data.base), scorer: data.scorer };
      base = data.base;
      session = createSession({
        version: data.version,
        get programs() {
          return programs?.programs ?? programsAt(data.base);
        },
        startScorer: () => startProgram(programs?.scorer ?? data.scorer, channel),
        graphics,
        openLog: (key) => scores.open(key, stopping.signal),
        openNote: scores.note,
        now: () => performance.now(),
        time: timeNow,
        loadReportFile: async () => (await import("./report-file.js")).reportFile,
        signal: new AbortController().signal,
      });
      return;
    case "network":
      watchNetwork(data.port);
      return;
    case "stop":
      running.get(data.id)?.abort();
      return;
    case "pause":
    case "resume":
      gates.get(data.id)?.[data.kind]();
      return;
    case "skip-check":
      skips.get(data.id)?.abort();
      return;
    default:
      void answer(data);
  }
});

async function answer(call: Extract<ToSession, { kind: "step" | "run" | "look" }>): Promise<void> {
  const { id } = call;
  try {
    if (session === null) throw new Error("a step came before the start");
    const value = call.kind === "step" ? await take(session, call) : await atLength(session, call);
    send({ kind: "answer", id, value });
  } catch (cause) {
    send({ kind: "failed", id, error: explained(cause).toJSON() });
  }
}

async function take(
  at: Session,
  { step, args }: Extract<ToSession, { kind: "step" }>,
): Promise<unknown> {
  // The compiler cannot see that the arguments are those of this step; the type of the message is.
  const method = at[step] as (...given: readonly unknown[]) => Promise<unknown>;
  if (step !== "relabel") return method(...args);
  stopping = new AbortController(); // a run that was stopped since must not stop this
  try {
    return await method(...args);
  } finally {
    await scores.close();
  }
}

/** Steps that tell how far they are, and can be stopped. */
async function atLength(
  at: Session,
  call: Extract<ToSession, { kind: "run" | "look" }>,
): Promise<unknown> {
  const { id } = call;
  const stop = new AbortController();
  const { signal } = stop;
  running.set(id, stop);
  const onProgress = (stage: RunStage, told: RunTold): void =>
    send({ kind: "progress", id, stage, told });
  try {
    if (call.kind === "look") return await at[call.step]({ signal, onProgress });
    stopping = stop;
    const { workers, isGraphics, isFromKept, isCheckAgain, labelChanges, earlier } = call;
    const gate = createRunGate(() => performance.now(), signal);
    gates.set(id, gate);
    const skip = new AbortController();
    skips.set(id, skip);
    const onNews = (news: RunNews): void => send({ kind: "news", id, news });
    const asked = workers === null ? {} : { workers };
    const told = { onProgress, onNews, labelChanges, earlier, isFromKept, isCheckAgain };
    const held = { signal, gate, skipCheck: skip.signal };
    return await at.run({ ...held, isGraphics, ...told, ...asked });
  } finally {
    running.delete(id);
    gates.delete(id);
    skips.delete(id);
    if (call.kind === "run") await scores.close();
  }
}

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

function send(message: FromSession): void {
  postMessage(message);
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
