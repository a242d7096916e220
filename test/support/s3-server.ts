import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import { describe } from "vitest";

const SERVER = `
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
`;

let isThere: boolean | null = null;
function hasMoto(): boolean {
  isThere ??= spawnSync("python3", ["-c", "import moto.server"]).status === 0;
  return isThere;
}

/** A suite that wants Debian's `python3-moto`. A laptop without it skips the suite; CI must not. */
export const describeWithS3 = describe.skipIf(!process.env["CI"] && !hasMoto());

/** A server that speaks S3, on this machine. */
export interface S3Server {
  /** What a client's environment must hold. */
  readonly env: Readonly<Record<string, string>>;
  createBucket(name: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const server: ChildProcess = spawn("python3", ["-c", SERVER], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const kill = () => server.kill("SIGKILL");
  process.once("exit", kill);
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout! }).once("line", resolve);
    server.once("exit", (code) => reject(new Error(`the S3 server ended with ${code}`)));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_REGION: "us-east-1",
    },
    async createBucket(name) {
      const response = await fetch(`${endpoint}/${name}`, { method: "PUT" });
      if (!response.ok) throw new Error(await response.text());
    },
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.stdin!.end();
      await ended;
      process.off("exit", kill);
    },
  };
}
