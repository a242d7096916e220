import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { stateOf } from "../../scripts/badinputs/checks.js";
import { differences } from "../../scripts/badinputs/manifest.js";
import { OWN_CASES } from "../../scripts/badinputs/own/own-cases.js";

const ROOT = join(import.meta.dirname, "../..");
const AREAS = ["images", "tables", "predictions", "models", "archives", "annotations", "records"];
/** A second or two each on a free machine, many times that on a busy one. */
const LIMIT_MS = 15 * 60_000;

describe("the bad inputs of this repository", () => {
  it("have ids of their own and every field that a judge reads", () => {
    const ids = OWN_CASES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, area, wrong, limits, outcome, code } of OWN_CASES) {
      expect(id).toMatch(/^own-[a-z0-9-]+$/);
      expect([...AREAS, "claims"], id).toContain(area);
      expect(wrong, id).toMatch(/\w/);
      expect(limits, id).toBeDefined();
      if (outcome !== "accepted") expect(code, id).toMatch(/^[a-z]+\/[a-z-]+$/);
    }
  });

  it("are judged by the very code", () => {
    const wanted = OWN_CASES[0]!;
    const got = { id: wanted.id, outcome: wanted.outcome, seconds: 1 } as const;
    expect(differences(wanted, { ...got, code: wanted.code ?? "" }, true)).toEqual([]);
    expect(differences(wanted, { ...got, code: "input/other" }, true)).toHaveLength(1);
    expect(differences(wanted, { ...got, code: "input/other" })).toEqual([]);
    expect(differences(wanted, got, true)).toHaveLength(1);
  });

  it("are written inside the folder that they are given", async () => {
    const base = mkdtempSync(join(tmpdir(), "homeground-"));
    try {
      for (const { id, isQuick, write } of OWN_CASES) {
        if (!isQuick) continue;
        const folder = mkdtempSync(join(base, "case-"));
        await write(folder);
        expect(stateOf(folder).size, id).toBeGreaterThan(0);
      }
    } finally {
      rmSync(base, { recursive: true });
    }
  });

  it(
    "end as they should: all that are quick",
    async () => {
      const args = ["--import", "tsx", "scripts/badinputs.ts", "--quick", "--jobs", "2"];
      const ran = await promisify(execFile)(process.execPath, args, { cwd: ROOT }).catch(
        (error: { readonly stdout: string; readonly stderr: string }) => error,
      );
      const count = OWN_CASES.filter(({ isQuick }) => isQuick).length;
      expect(ran.stderr).toBe("");
      expect(ran.stdout.trimEnd()).toBe(`${count} passed, 0 failed`);
    },
    LIMIT_MS,
  );
});
