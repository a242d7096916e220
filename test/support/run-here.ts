import type { CommandIo } from "../../src/node/cli/command.js";
import { run } from "../../src/node/cli/run.js";

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** No terminal, a clock that stands still, and what is printed is lost. */
export const SILENT_IO: CommandIo = {
  version: "1.2.3",
  out: () => {},
  err: () => {},
  live: () => {},
  terminal: { live: false, interactive: false, colour: false, unicode: false, columns: 80 },
  ask: null,
  now: () => 0,
  clock: () => new Date("2026-11-25T10:42:07Z"),
  signal: new AbortController().signal,
  debug: false,
};

/** Runs a command line in this process, without a terminal; what it prints comes back. */
export async function runHere(
  args: readonly string[],
  replaced: Partial<CommandIo> = {},
): Promise<Ran> {
  const written = { out: "", err: "" };
  const io: CommandIo = {
    ...SILENT_IO,
    out: (text) => {
      written.out += `${text}\n`;
    },
    err: (text) => {
      written.err += `${text}\n`;
    },
    ...replaced,
  };
  return { status: await run(args, io), ...written };
}
