/** The worker of a page that holds its session: everything but the drawing happens here. */
import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import { createMemoryScoreLog } from "../../evaluation/score-log.js";
import { programsAt } from "../inference/programs-at.js";
import { startModuleWorker } from "../inference/start-worker.js";
import { reportFile } from "./report-file.js";
import { createSession, type Session } from "./session.js";
import type { FromSession, ToSession } from "./session-messages.js";

let session: Session | null = null;
const running = new Map<number, AbortController>();

addEventListener("message", ({ data }: MessageEvent<ToSession>) => {
  switch (data.kind) {
    case "start":
      session = createSession({
        version: data.version,
        programs: programsAt(data.base),
        startScorer: () => startModuleWorker(data.scorer),
        openLog: async () => createMemoryScoreLog(),
        now: () => performance.now(),
        time: () => new Date().toISOString().replace(/\.\d+Z$/, "Z"),
        reportFile,
        signal: new AbortController().signal,
      });
      return;
    case "stop":
      running.get(data.id)?.abort();
      return;
    default:
      void answer(data);
  }
});

async function answer(call: Extract<ToSession, { kind: "step" | "run" }>): Promise<void> {
  const { id } = call;
  try {
    if (session === null) throw new Error("a step came before the start");
    const value = call.kind === "run" ? await run(session, call) : await take(session, call);
    send({ kind: "answer", id, value });
  } catch (cause) {
    send({ kind: "failed", id, error: explained(cause).toJSON() });
  }
}

function take(at: Session, { step, args }: Extract<ToSession, { kind: "step" }>): Promise<unknown> {
  // The compiler cannot see that the arguments are those of this step; the type of the message is.
  const method = at[step] as (...given: readonly unknown[]) => Promise<unknown>;
  return method(...args);
}

async function run(
  at: Session,
  { id, workers }: Extract<ToSession, { kind: "run" }>,
): Promise<unknown> {
  const stop = new AbortController();
  running.set(id, stop);
  try {
    return await at.run({
      signal: stop.signal,
      ...(workers === null ? {} : { workers }),
      onProgress: (stage, told) => send({ kind: "progress", id, stage, told }),
    });
  } finally {
    running.delete(id);
  }
}

function send(message: FromSession): void {
  postMessage(message);
}

function explained(cause: unknown): HomegroundError {
  if (isHomegroundError(cause)) return cause;
  if (cause instanceof DOMException && cause.name === "AbortError") {
    return new HomegroundError("run/interrupted", {
      what: "stopped before every image was scored",
      where: "run",
      fix: "Start again: what was scored is kept",
    });
  }
  return new HomegroundError("internal/bug", {
    what: messageOf(cause),
    where: "session",
    fix: "Report it, with the files if they may be shown",
    cause,
  });
}
