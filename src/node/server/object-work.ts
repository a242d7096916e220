import { fork } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ErrorCode, HomegroundError } from "../../core/errors.js";
import type { ObjectKind } from "../../registry/routes.js";
import type { BlobStore } from "../blobs/blob-store.js";
import { createTemporaryFolder } from "../files/temporary-folder.js";
import { ownProgram } from "../own-program.js";
import type { Checked, Facts } from "./object-check.js";

/** What each task comes to. */
export interface ObjectResults {
  readonly check: Checked;
  readonly "verify-record": Facts;
  /** Files of a page, by their path beside it. */
  readonly page: Readonly<Record<string, Uint8Array>>;
}

export interface ObjectQuestion {
  readonly task: keyof ObjectResults;
  readonly kind: ObjectKind;
  /** Where the object's files lie. */
  readonly folder: string;
}

export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

export type ObjectAnswer =
  | { readonly progress: Progress }
  | { readonly done: ObjectResults[ObjectQuestion["task"]] }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly what: string;
        readonly where: string;
        readonly fix: string;
      };
    };

export interface ObjectWork {
  readonly task: ObjectQuestion["task"];
  readonly kind: ObjectKind;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly blobs: BlobStore;
  readonly signal: AbortSignal;
  readonly mostMs: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** Memory for what is parsed: more than any real object takes, less than would take the server with it. */
const MOST_HEAP_MIB = 2048;

/**
 * Has files of an object looked at by a process of its own, in a folder of their own.
 *
 * @throws HomegroundError what the process found; `run/interrupted`; `server/refused-object` where it took too long or died
 */
export async function workOnObject<T extends ObjectQuestion["task"]>(
  work: ObjectWork & { readonly task: T },
): Promise<ObjectResults[T]> {
  const { task, kind, files, blobs } = work;
  const temporary = await createTemporaryFolder();
  try {
    for (const { path, sha256 } of files) {
      const target = join(temporary.path, path);
      await mkdir(dirname(target), { recursive: true });
      await blobs.placeAt(sha256, target);
    }
    // The process answers what it was asked.
    return (await ask({ task, kind, folder: temporary.path }, work)) as ObjectResults[T];
  } finally {
    await temporary.remove();
  }
}

function ask(
  question: ObjectQuestion,
  { signal, mostMs, onProgress }: ObjectWork,
): Promise<ObjectResults[ObjectQuestion["task"]]> {
  return new Promise((resolve, reject) => {
    const { file, execArgv } = ownProgram("server/object-process");
    const child = fork(file, [], {
      execArgv: [`--max-old-space-size=${MOST_HEAP_MIB}`, ...execArgv],
      // No secret of the server is of any use to it.
      env: { PATH: process.env["PATH"], NODE_ENV: "production" },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const stop = () => child.kill("SIGKILL");
    const late = setTimeout(() => {
      stop();
      reject(refused(`it takes longer than ${mostMs / 1000} seconds to read`));
    }, mostMs);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    child.on("message", (answer: ObjectAnswer) => {
      if ("progress" in answer) onProgress?.(answer.progress);
      else if ("done" in answer) resolve(answer.done);
      else reject(new HomegroundError(answer.error.code, answer.error));
    });
    child.once("error", reject);
    child.once("exit", () => {
      clearTimeout(late);
      signal.removeEventListener("abort", stop);
      // After an answer this changes nothing.
      reject(
        signal.aborted
          ? new HomegroundError("run/interrupted", {
              what: "stopped before the end",
              where: question.task,
              fix: "Ask for it again",
            })
          : refused("the program that reads it died of it"),
      );
    });
    child.send(question, () => {});
  });
}

function refused(what: string): HomegroundError {
  const fix = "See whether homeground on your machine reads it, and report it if so";
  return new HomegroundError("server/refused-object", { what, where: "its files", fix });
}
