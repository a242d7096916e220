import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { isRunning } from "../../src/node/files/temporary-folder.js";

/** A part of `dist/` that is built by itself. */
export interface BuildTarget {
  /** What it is made from: files, and folders with all that is in them. */
  readonly inputs: readonly string[];
  /** Writes its files into a folder of its own, as they lie below `dist/`. */
  readonly build: (folder: string) => Promise<void>;
}

export type BuildTargets<Name extends string> = Readonly<Record<Name, BuildTarget>>;

/** What a target leaves in `dist/.built/`: the digest of its inputs, and its files. */
interface Stamp {
  readonly inputs: string;
  readonly files: readonly string[];
}

/** Which of the targets are not in `dist/` as their inputs would make them. */
export function staleTargets<Name extends string>(
  root: string,
  targets: BuildTargets<Name>,
  wanted: readonly Name[],
): Name[] {
  return wanted.filter((name) => keptFiles(root, name, inputsDigest(root, targets[name])) === null);
}

/**
 * Builds targets beside `dist/` and changes places at the end: who runs `dist/` never sees half of
 * it, and a build that fails or is killed leaves it as it was. Other targets stay where they are
 * fresh and go where they are stale, so `dist/` never mixes two states of the sources.
 */
export async function buildTargets<Name extends string>(
  root: string,
  targets: BuildTargets<Name>,
  wanted: readonly Name[],
): Promise<void> {
  removeAbandoned(root);
  const work = join(root, `dist.${process.pid}`);
  const whole = join(work, "dist");
  try {
    // A source that changes meanwhile no longer has the digest taken here.
    const digests = new Map(
      (Object.keys(targets) as Name[]).map((name) => [name, inputsDigest(root, targets[name])]),
    );
    const built = await Promise.allSettled(
      wanted.map((name) => targets[name].build(join(work, name))),
    );
    for (const one of built) if (one.status === "rejected") throw one.reason;
    for (const [name, inputs] of digests) {
      const isBuilt = wanted.includes(name);
      const from = isBuilt ? join(work, name) : join(root, "dist");
      const files = isBuilt ? filesBelow(from) : keptFiles(root, name, inputs);
      if (files === null) continue;
      for (const file of files) {
        mkdirSync(dirname(join(whole, file)), { recursive: true });
        if (isBuilt) renameSync(join(from, file), join(whole, file));
        else copyFileSync(join(from, file), join(whole, file));
      }
      mkdirSync(join(whole, ".built"), { recursive: true });
      writeFileSync(stampFile(whole, name), JSON.stringify({ inputs, files } satisfies Stamp));
    }
    if (existsSync(join(root, "dist"))) renameSync(join(root, "dist"), join(work, "old"));
    renameSync(whole, join(root, "dist"));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The files of a target in `dist/`; null where one is missing or they were made from other inputs. */
function keptFiles(root: string, name: string, inputs: string): readonly string[] | null {
  const dist = join(root, "dist");
  if (!existsSync(stampFile(dist, name))) return null;
  const stamp = JSON.parse(readFileSync(stampFile(dist, name), "utf8")) as Stamp;
  const isFresh =
    stamp.inputs === inputs && stamp.files.every((file) => existsSync(join(dist, file)));
  return isFresh ? stamp.files : null;
}

function stampFile(dist: string, name: string): string {
  return join(dist, ".built", `${name}.json`);
}

/** Changes with the name and the content of any file that a target is made from. */
function inputsDigest(root: string, { inputs }: BuildTarget): string {
  const hash = createHash("sha256");
  for (const input of inputs) {
    const path = join(root, input);
    const files = statSync(path).isDirectory() ? filesBelow(path) : [""];
    for (const file of files) {
      const bytes = readFileSync(join(path, file));
      hash.update(`${input}/${file}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hash.digest("hex");
}

/** Every file below a folder, by its path there with `/`, in order. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

/** Removes what builds left that were killed: their process is no more. */
function removeAbandoned(root: string): void {
  for (const name of readdirSync(root)) {
    const pid = /^dist\.(\d+)$/.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    rmSync(join(root, name), { recursive: true, force: true });
  }
}
