import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithShared } from "../support/shared-data.js";

const ROOT = join(import.meta.dirname, "../..");
/** Cases of each area that a local evaluation meets, of annotations with objects, of records and of ledgers. */
const AREAS = {
  annotations: 109,
  images: 96,
  tables: 37,
  predictions: 29,
  models: 57,
  archives: 23,
  records: 15,
} as const;
/** Most of a minute on a free machine with two cores, many times that on a busy one. */
const LIMIT_MS = 30 * 60_000;

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function node(...args: string[]): Promise<Ran> {
  return await new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT, maxBuffer: 1e8 }, (error, out, err) =>
      resolve({ status: Number(error?.code ?? 0), out, err }),
    );
  });
}

describeWithShared("bad inputs", "badinputs", (shared) => {
  let base: string;
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), "homeground-"));
  });
  afterAll(async () => {
    await unlock(base);
    await rm(base, { recursive: true });
  });

  it.each(Object.entries(AREAS))(
    "of the area %s end as the manifest says: all %i",
    async (area, cases) => {
      const folder = join(base, area);
      const made = await node(join(shared, "make.mjs"), folder, `--only=${area}`);
      expect(made.status, made.err).toBe(0);
      const results = join(base, `${area}.jsonl`);
      const ran = await node(
        "--import",
        "tsx",
        "scripts/badinputs.ts",
        folder,
        "--no-own",
        "--out",
        results,
        "--jobs",
        "2",
      );
      expect(ran.err).toBe("");
      expect(ran.out.trimEnd().split("\n").at(-1)).toBe(`${cases} passed, 0 failed`);
      const judge = join(shared, "score.mjs");
      const manifest = join(shared, "manifest.json");
      const judged = await node(judge, manifest, results, "--area", area);
      const lines = judged.out.trimEnd().split("\n");
      expect(lines.slice(0, -1)).toEqual([]);
      const all = { cases, failed: 0 };
      expect(JSON.parse(lines.at(-1)!)).toMatchObject({ ...all, area: { [area]: all } });
    },
    LIMIT_MS,
  );
});

/** A folder without permissions is one of the cases. */
async function unlock(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: "buffer" })) {
    if (entry.isDirectory()) await unlock(join(folder, entry.name.toString()));
  }
}
