import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { plainPng } from "../../../test/support/png-writer.js";
import type { BadInput } from "../manifest.js";
import type { CaseFolders, Plan } from "../plan.js";

/**
 * A bad input that this repository makes itself, with the fields of a case of `manifest.json`. Its
 * code is the very one that is expected, where another folder's is a proposal.
 */
export interface OwnCase extends BadInput {
  /** Begins with `own-`, so that no folder has a case of that id. */
  readonly id: `own-${string}`;
  /** What is wrong, in a sentence. */
  readonly wrong: string;
  /** Whether it belongs to those that `npm test` runs: a second or two, little memory. */
  readonly isQuick: boolean;
  /** Writes the case's files into its folder, which is there and empty. The same bytes every time. */
  readonly write: (folder: string) => void | Promise<void>;
  /** What to run; without it, what the manifests' `command` stands for. */
  readonly plan?: (folders: CaseFolders) => Plan | Promise<Plan>;
}

/** Options of `evaluate` in every case: one process, a time limit that can be waited for, JSON. */
export const COMMON = ["--threads", "1", "--image-timeout", "10", "--json", "-"] as const;

/** Writes a file of a case; its folders are made. */
export function put(folder: string, path: string, content: string | Uint8Array): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Small pictures `good1.png` … below `images`, of different colours. */
export function putImages(folder: string, count = 2): readonly string[] {
  return Array.from({ length: count }, (_, k) => {
    const name = `good${k + 1}.png`;
    put(folder, `images/${name}`, plainPng(16, 12, [(k * 67) % 256, 120, (k * 29) % 256]));
    return name;
  });
}

/** JSON that is arrays in arrays, `depth` of them. */
export function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}
