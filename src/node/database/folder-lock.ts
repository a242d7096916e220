/**
 * An exclusive lock of a folder among processes: PGlite has none, and two of them on one folder ruin it.
 *
 * Locks are numbered files, each made whole and only where it is not there yet; the highest number counts. Who
 * finds the highest one dead makes the next, and of several who do so at once one succeeds. A number that was used
 * stays until a higher one is there, so nobody can take for free what another has just taken over.
 *
 * Whether its owner lives is asked of the owner: it listens on a socket in the folder, which the system closes with
 * the process, however that ends and whatever container it is in. Of another machine nobody here can tell.
 */
import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { HomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { notWritten } from "../files/write-file.js";

/** A folder that this process alone uses. */
export interface FolderLock {
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Changes whenever the machine starts; empty where the system does not tell. */
  readonly boot: string;
  /** Name of its socket in the folder. */
  readonly socket: string;
}

const NAME = /^lock-(\d+)$/;
const SOCKET = /^lock-[\w-]+\.socket$/;

/**
 * @param folder made where it is missing
 * @throws HomegroundError `database/in-use` while another process has it; `output/not-written`
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await take(folder);
  } catch (cause) {
    const isOfSystem = cause instanceof Error && "syscall" in cause;
    throw isOfSystem ? notWritten(folder, cause) : cause;
  }
}

async function take(folder: string): Promise<FolderLock> {
  const socket = `lock-${randomUUID()}.socket`;
  const server = await listen(folder, socket);
  const own: Owner = { pid: process.pid, host: hostname(), boot: await bootId(), socket };
  const draft = join(folder, `lock-${randomUUID()}.draft`);
  try {
    await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
    for (;;) {
      const last = await highest(folder);
      if (last > 0) await refuseWhereAlive(folder, last);
      const mine = last + 1;
      if (!(await linked(draft, join(folder, `lock-${mine}`)))) continue;
      // A number below another's was free only because that one's owner has put it away.
      if ((await highest(folder)) !== mine) {
        await rm(join(folder, `lock-${mine}`), { force: true });
        continue;
      }
      if (!(await answers(folder, socket))) throw inUse(folder, "", "Try again");
      await removeOlder(folder, mine, socket);
      // The file stays, its owner silent: a lock that is away for a moment would be free for two.
      return {
        release: () => closed(server).then(() => rm(join(folder, socket), { force: true })),
      };
    }
  } catch (error) {
    await closed(server);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function highest(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).map((name) => Number(NAME.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

async function refuseWhereAlive(folder: string, number: number): Promise<void> {
  const file = join(folder, `lock-${number}`);
  const owner = ownerIn(await readFile(file, "utf8").catch(() => ""));
  const state = owner === null ? "unknown" : await stateOf(folder, owner);
  if (state === "gone") return;
  throw inUse(
    folder,
    owner === null ? "" : ` (number ${owner.pid} on ${owner.host})`,
    state === "alive"
      ? "Stop that one first; several servers share one set of data with --database and a PostgreSQL"
      : `If it runs no more, remove ${file}`,
  );
}

function inUse(folder: string, who: string, fix: string): HomegroundError {
  const what = `another process${who} has it open`;
  return new HomegroundError("database/in-use", { what, where: folder, fix });
}

function ownerIn(text: string): Owner | null {
  const found = jsonOrUndefined(text);
  if (typeof found !== "object" || found === null) return null;
  const { pid, host, boot, socket } = found as Readonly<Record<string, unknown>>;
  if (typeof pid !== "number" || typeof host !== "string" || typeof boot !== "string") return null;
  if (typeof socket !== "string" || !SOCKET.test(socket)) return null;
  return { pid, host, boot, socket };
}

async function stateOf(folder: string, owner: Owner): Promise<"alive" | "gone" | "unknown"> {
  if (owner.boot !== (await bootId())) return owner.host === hostname() ? "gone" : "unknown";
  return (await answers(folder, owner.socket)) ? "alive" : "gone";
}

async function answers(folder: string, socket: string): Promise<boolean> {
  return withAddress(folder, socket, (path) => {
    return new Promise((resolve) => {
      const connection = connect(path, () => {
        connection.destroy();
        resolve(true);
      });
      // Full or forbidden is an owner all the same; refused or absent is none.
      connection.on("error", (error: NodeJS.ErrnoException) => {
        resolve(error.code !== "ECONNREFUSED" && error.code !== "ENOENT");
      });
    });
  });
}

async function listen(folder: string, socket: string): Promise<Server> {
  const server = createServer((connection) => connection.destroy());
  await withAddress(folder, socket, (path) => {
    return new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
  });
  server.unref();
  return server;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Addresses of sockets are short, and folders may lie deep: Linux takes the way through an open folder. */
export async function withAddress<T>(
  folder: string,
  name: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  if (process.platform === "win32") return use(`\\\\.\\pipe\\homeground-${name}`);
  const path = join(folder, name);
  if (Buffer.byteLength(path) < 100 || process.platform !== "linux") return use(path);
  const handle = await open(folder, "r");
  try {
    return await use(`/proc/self/fd/${handle.fd}/${name}`);
  } finally {
    await handle.close();
  }
}

async function bootId(): Promise<string> {
  return (await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "")).trim();
}

/** Locks and sockets of owners that are no more. */
async function removeOlder(folder: string, mine: number, socket: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const number = Number(NAME.exec(name)?.[1] ?? mine);
    if (number < mine) await rm(join(folder, name), { force: true });
    const isSocket = SOCKET.test(name) && name !== socket;
    if (isSocket && !(await answers(folder, name))) await rm(join(folder, name), { force: true });
  }
}
