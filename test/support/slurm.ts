import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { describe } from "vitest";
import { freePort } from "./free-port.js";

const exec = promisify(execFile);
const PROGRAMS = ["/usr/sbin/munged", "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch"];

/** A suite that wants Slurm. A laptop without it skips the suite; CI must not, or it would be green by absence. */
export const describeWithSlurm = describe.skipIf(
  !PROGRAMS.every((path) => existsSync(path)) && !process.env["CI"],
);

/** A cluster of one node: this machine, as the user who runs the tests. */
export interface Slurm {
  /** Of programs that talk to it. */
  readonly env: NodeJS.ProcessEnv;
  /** Jobs that are neither over nor cancelled. */
  jobs(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** @param folder for everything that it writes, of a short path: sockets lie in it */
export async function startSlurm(folder: string): Promise<Slurm> {
  await mkdir(join(folder, "munge"), { recursive: true, mode: 0o700 });
  await chmod(folder, 0o755); // munge wants its socket to be reached
  for (const name of ["state", "spool"]) await mkdir(join(folder, name));
  const at = (name: string): string => join(folder, name);
  await writeFile(at("munge/key"), randomBytes(128), { mode: 0o400 });
  const [controller, node] = [await freePort(), await freePort()];
  const name = hostname().split(".")[0]!;
  const user = userInfo().username;
  const lines = [
    "ClusterName=test",
    `SlurmctldHost=${name}(127.0.0.1)`,
    `SlurmctldPort=${controller}`,
    `SlurmdPort=${node}`,
    `SlurmUser=${user}`,
    `SlurmdUser=${user}`,
    "AuthType=auth/munge",
    `AuthInfo=socket=${at("munge/socket")}`,
    `StateSaveLocation=${at("state")}`,
    `SlurmdSpoolDir=${at("spool")}`,
    `SlurmctldPidFile=${at("slurmctld.pid")}`,
    `SlurmdPidFile=${at("slurmd.pid")}`,
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_CPU",
    "JobAcctGatherType=jobacct_gather/none",
    "AccountingStorageType=accounting_storage/none",
    "MpiDefault=none",
    "ReturnToService=2",
    `NodeName=${name} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN`,
    `PartitionName=all Nodes=${name} Default=YES MaxTime=INFINITE State=UP`,
  ];
  await writeFile(at("slurm.conf"), `${lines.join("\n")}\n`);
  const env = { ...process.env, SLURM_CONF: at("slurm.conf") };
  const daemons: ChildProcess[] = [];
  const start = (path: string, ...args: readonly string[]): void => {
    daemons.push(spawn(path, args, { env, stdio: "ignore" }));
  };
  const munge = ["key-file=munge/key", "socket=munge/socket", "pid-file=munge/pid"].concat(
    ...["log-file=munge/log", "seed-file=munge/seed"],
  );
  const mungeWords = munge.map((one) => `--${one.replace("=", `=${folder}/`)}`);
  start("/usr/sbin/munged", "--force", "--foreground", ...mungeWords);
  await until(() => existsSync(at("munge/socket")));
  start("/usr/sbin/slurmctld", "-D");
  start("/usr/sbin/slurmd", "-D", "-N", name);
  const stopAll = async (): Promise<void> => {
    for (const daemon of daemons.reverse()) {
      const ended = new Promise((resolve) => daemon.once("exit", resolve));
      if (daemon.exitCode === null && daemon.kill("SIGTERM")) await ended;
    }
  };
  // Also where a test, or the whole run, ends before the suite does.
  process.once("exit", () => {
    for (const daemon of daemons) daemon.kill("SIGKILL");
  });
  const say = async (program: string, ...args: readonly string[]): Promise<string> =>
    (await exec(program, args, { env }).catch(() => ({ stdout: "" }))).stdout.trim();
  await until(async () => (await say("sinfo", "-h", "-o", "%T")) === "idle");
  return {
    env,
    async jobs() {
      const { stdout } = await exec("squeue", ["-h", "-o", "%i %T %r"], { env });
      return stdout
        .trim()
        .split("\n")
        .filter((line) => line !== "");
    },
    async stop() {
      await exec("scancel", ["--user", user], { env }).catch(() => {});
      await stopAll();
    },
  };
}

/** The suite's own limit ends the waiting. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(100);
}
