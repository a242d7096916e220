import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import type { Readable, Writable } from "node:stream";
import { createTemporaryFolder } from "../files/temporary-folder.js";

/** What the browser says of a page, unasked. */
export interface BrowserEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Of the page or worker that it is about. */
  readonly sessionId?: string;
}

/** A browser without a window and with a profile of its own, spoken to in the DevTools protocol. */
export interface BrowserPipe {
  /** Has it do something. @throws Error with the browser's words, and when it has ended */
  send(
    method: string,
    params?: Readonly<Record<string, unknown>>,
    sessionId?: string,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Called with every event from now on. */
  listen(on: (event: BrowserEvent) => void): void;
  /** Ends the browser with all its processes, and removes its profile. */
  close(): Promise<void>;
}

/** Time to end by itself before it is killed, and for its files to be let go. */
const MERCY_MS = 3000;
/** A program that has not answered by then is no browser, or none that works here. */
const START_MS = 60_000;

/**
 * Nothing is taken of the person's own profile, nothing is fetched by the browser itself, and no name
 * but this machine's number leads anywhere.
 */
const FLAGS = [
  "--headless=new",
  "--remote-debugging-pipe",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-default-apps",
  "--disable-extensions",
  "--disable-gpu",
  "--mute-audio",
  "--disable-dev-shm-usage",
  "--password-store=basic",
  "--use-mock-keychain",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/**
 * Starts a browser and speaks to it over two pipes: no port is opened that others could use.
 *
 * Its sandbox stays on, except for root, whom Chromium refuses to serve with it; what it opens then are
 * pages that this program wrote, from this machine.
 *
 * @param path of the program
 * @param startMs until it must have answered
 * @throws Error where it does not start, with its first words
 */
export async function openBrowser(path: string, startMs = START_MS): Promise<BrowserPipe> {
  const profile = await createTemporaryFolder();
  const isRoot = process.getuid?.() === 0;
  const flags = [...FLAGS, ...(isRoot ? ["--no-sandbox"] : []), `--user-data-dir=${profile.path}`];
  const hasGroup = process.platform !== "win32";
  const child = spawn(path, [...flags, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
    detached: hasGroup, // a group of its own, so that all its processes can be ended
    windowsHide: true,
  });
  const waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (e: Error) => void }
  >();
  const listeners: ((event: BrowserEvent) => void)[] = [];
  let said = "";
  let ended: Error | null = null;
  const end = (cause: Error): void => {
    ended ??= cause;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  const gone = new Promise<void>((resolve) => {
    child.once("error", (cause) => {
      end(cause);
      resolve();
    });
    child.once("exit", (code) => {
      end(new Error(firstWords(said) ?? `the browser ended with status ${code}`));
      resolve();
    });
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    if (said.length < 10_000) said += text;
  });
  const [write, read] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  // A pipe breaks when the browser ends, and its end says why.
  write.on("error", () => {});
  read.on("error", () => {});
  readMessages(read, (message) => {
    if (message.id === undefined) {
      for (const on of listeners) on(message as unknown as BrowserEvent);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) call?.resolve(message.result as never);
    else call?.reject(new Error(message.error.message));
  });
  const kill = (): void => killAll(child, hasGroup);
  process.once("exit", kill);
  let last = 0;
  const send: BrowserPipe["send"] = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended);
      const id = ++last;
      waiting.set(id, { resolve, reject });
      write.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  const close = async (): Promise<void> => {
    if (ended === null) void send("Browser.close").catch(() => {});
    await Promise.race([gone, after(MERCY_MS)]);
    kill();
    await Promise.race([gone, after(MERCY_MS)]);
    process.off("exit", kill);
    // Its last processes may still write; what stays is removed by the next run.
    for (let i = 0; i < 5; i++) {
      const removed = await profile.remove().then(
        () => true,
        () => false,
      );
      if (removed) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const late = setTimeout(() => {
    end(new Error(`it has not answered in ${startMs / 1000} seconds`));
    kill();
  }, startMs);
  try {
    await send("Browser.getVersion");
  } catch (cause) {
    await close();
    throw cause;
  } finally {
    clearTimeout(late);
  }
  return { send, listen: (on) => listeners.push(on), close };
}

interface PipeMessage {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Messages are JSON with a zero byte behind each. */
function readMessages(from: Readable, on: (message: PipeMessage) => void): void {
  let rest = "";
  from.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\0");
    rest = parts.pop() ?? "";
    for (const part of parts) on(JSON.parse(part) as PipeMessage);
  });
}

function killAll(child: ChildProcess, hasGroup: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (hasGroup) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // it has ended
  }
}

/** What a browser says of why it does not start; its later lines are of its parts. */
function firstWords(said: string): string | null {
  const line = said.split("\n").find((one) => /error|fatal|cannot|failed|sandbox/i.test(one));
  return line === undefined ? null : line.trim().slice(0, 200);
}

/** Does not keep this process alone. */
function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
