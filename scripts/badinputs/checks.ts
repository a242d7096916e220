import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { dirname, join, parse } from "node:path";
import { EXIT } from "../../src/node/cli/exit-codes.js";
import type { EvaluationResult } from "../../src/results/result.js";
import type { ChildRun } from "./child.js";
import { hasWrongNumber } from "./numbers.js";

/** Names below a folder and what they are, so that a change shows; links are not followed. */
export type FolderState = ReadonlyMap<string, string>;

/** @param except folders below it that are left out */
export function stateOf(folder: string, except: readonly string[] = []): FolderState {
  const state = new Map<string, string>();
  const walk = (at: string): void => {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (except.includes(join(folder, path))) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) {
        const { size, mtimeMs } = statSync(join(folder, path), { throwIfNoEntry: false }) ?? {};
        state.set(path, `${size} ${mtimeMs}`);
      } else state.set(path, "other");
    }
  };
  walk("");
  return state;
}

function isEqual(a: FolderState, b: FolderState): boolean {
  return a.size === b.size && [...a].every(([path, what]) => b.get(path) === what);
}

/** What a run must leave as it was, and where it may write. */
export interface Surroundings {
  /** The case's own files. */
  readonly given: string;
  readonly before: FolderState;
  readonly out: string;
  /** Where temporary files go; empty afterwards. */
  readonly temporary: string;
  /** Folders from which a climbing name would be found. */
  readonly outside: string;
  /** Folders below `outside` that are written to on purpose. */
  readonly ours: readonly string[];
  readonly outsideBefore: FolderState;
}

/** Texts that stand in files outside the data, or that nobody asked to have shown. */
function secrets(): readonly string[] {
  const firstUser = existsSync("/etc/passwd")
    ? (readFileSync("/etc/passwd", "utf8").split("\n")[0] ?? "")
    : "";
  return ["JANE-Q-OWNER", "SERIAL-0042-PRIVATE", ...(firstUser.length > 10 ? [firstUser] : [])];
}

/** Marks of data that reached a page as markup. */
const MARKUP =
  /<script>window\.__pwned|<img src=x|<svg onload|<html><body><script>|src="?http:\/\/127\.0\.0\.1:9/i;

/** What no run may ever do, of that which shows afterwards. */
export function violationsOf(
  id: string,
  run: ChildRun,
  result: EvaluationResult | null,
  named: readonly string[],
  around: Surroundings,
): string[] {
  const found: string[] = [];
  const texts = [
    run.out,
    run.err,
    ...filesBelow(around.out).map((path) => readFileSync(path, "utf8")),
  ];
  if (texts.some((text) => secrets().some((secret) => text.includes(secret)))) found.push("leak");
  const pages = filesBelow(around.out).filter((path) => path.endsWith(".html"));
  if (pages.some((path) => MARKUP.test(readFileSync(path, "utf8")))) found.push("script-injection");
  if (
    !isEqual(around.before, stateOf(around.given)) ||
    !isEqual(around.outsideBefore, stateOf(around.outside, around.ours)) ||
    ESCAPED.some((name) => isAbove(name, around.outside))
  ) {
    found.push("path-escape");
  }
  if (readdirSync(around.temporary).length > 0) found.push("temporary files left behind");
  if (run.status !== EXIT.done && existsSync(join(around.out, "result.json"))) {
    found.push("a result beside an error");
  }
  if (result !== null) {
    const { images, scored, listed } = result.inputs;
    if (images !== scored + listed.length || images < named.length) found.push("silent-drop");
    if (hasWrongNumber(id, result)) found.push("wrong-number");
  }
  return found;
}

/** Names that the cases try to write outside. */
const ESCAPED = ["evil.txt", "evil2.txt", "evil.jpg", "evil", "pwned", "etc/cron.d/evil"];

function isAbove(name: string, folder: string): boolean {
  const { root } = parse(folder);
  for (let at = dirname(folder); at !== root; at = dirname(at)) {
    if (existsSync(join(at, name))) return true;
  }
  return existsSync(join(root, name));
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return [...stateOf(folder).keys()].map((path) => join(folder, path));
}

/** Counts connections to the port that hostile files name. */
export interface Telltale {
  readonly connections: () => number;
  close(): void;
}

/** Listens on 127.0.0.1:9; where that is not allowed nothing is counted. */
export async function openTelltale(): Promise<Telltale> {
  let count = 0;
  const server: Server = createServer((socket) => {
    count++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.once("error", () => resolve());
    server.listen(9, "127.0.0.1", () => resolve());
  });
  return { connections: () => count, close: () => server.close() };
}
