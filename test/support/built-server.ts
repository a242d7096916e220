import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");

/** The built program that serves, as somebody starts it. */
export interface BuiltServer {
  readonly process: ChildProcess;
  /** What it printed until it served. */
  readonly lines: readonly string[];
  readonly url: string;
  /** What it told at its first start; undefined later. */
  readonly token: string | undefined;
}

/** @param words after `homeground serve` */
export async function startBuiltServer(words: readonly string[]): Promise<BuiltServer> {
  const child = spawn(process.execPath, [MAIN, "serve", "--port", "0", ...words], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines: string[] = [];
  let token: string | undefined;
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(line);
    token ??= /^token administrator (hg_\S+)$/.exec(line)?.[1];
    const url = /^Homeground serves at (http:\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { process: child, lines, url, token };
  }
  throw new Error(`it ended: ${lines.join("\n")}`);
}
