import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { describe } from "vitest";
import { freePort } from "./free-port.js";

const exec = promisify(execFile);
const VERSIONS = "/usr/lib/postgresql";
/** Debian's account `nobody`: PostgreSQL does not run as root. */
const NOBODY = 65_534;

/** A suite that wants PostgreSQL. A laptop without it skips the suite; CI must not, or it would be green by absence. */
export const describeWithPostgres = describe.skipIf(!existsSync(VERSIONS) && !process.env["CI"]);

/** A PostgreSQL of the test's own, on this machine. */
export interface Postgres {
  /** A database that is new and empty. */
  create(): Promise<string>;
  /** Cuts every connection, as a restart does. */
  cut(): Promise<void>;
  stop(): Promise<void>;
}

/** The server of Debian's packages, the newest there is, in a folder of its own. */
export async function startPostgres(): Promise<Postgres> {
  const [version] = (await readdir(VERSIONS)).sort((a, b) => Number(b) - Number(a));
  const program = (name: string) => join(VERSIONS, version!, "bin", name);
  const folder = await mkdtemp(join(tmpdir(), "hg-pg-"));
  const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid);
  const data = join(folder, "data");
  const env = { ...process.env, LC_ALL: "C", HOME: folder };
  const asOwner = { ...account, env, cwd: folder };
  await exec(
    program("initdb"),
    ["-D", data, "-U", "owner", "--auth=trust", "--encoding=UTF8", "--no-sync"],
    asOwner,
  );
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", "fsync=off", `unix_socket_directories=${folder}`];
  const words = ["-D", data, "-p", `${port}`, ...settings.flatMap((one) => ["-c", one])];
  const server: ChildProcess = spawn(program("postgres"), words, { ...asOwner, stdio: "ignore" });
  const kill = () => server.kill("SIGKILL");
  // Also where a test, or the whole run, ends before the suite does.
  process.once("exit", kill);
  const say = (sql: string) =>
    exec(program("psql"), ["-h", folder, "-p", `${port}`, "-U", "owner", "-c", sql, "postgres"], {
      ...asOwner,
    });
  while (!(await say("SELECT 1").catch(() => null))) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
    await sleep(100);
  }
  let made = 0;
  return {
    async create() {
      const name = `d${++made}`;
      await say(`CREATE DATABASE ${name}`);
      return `postgres://owner@127.0.0.1:${port}/${name}`;
    },
    async cut() {
      await say(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'homeground'",
      );
    },
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      if (server.exitCode === null && server.kill("SIGINT")) await ended;
      process.off("exit", kill);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
