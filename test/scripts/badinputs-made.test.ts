import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type BadInput, checkMade } from "../../scripts/badinputs/manifest.js";

const made = (id: string, area: string): BadInput => ({
  id,
  area,
  command: "any writing command",
  outcome: "error",
});

it("says how cases are made that the manifest lists and nobody made", () => {
  const folder = mkdtempSync(join(tmpdir(), "homeground-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "csv-empty"));
  const cases = [made("csv-empty", "tables"), made("fault-kill", "faults")];
  expect(() => checkMade(folder, cases.slice(0, 1))).not.toThrow();
  expect(() => checkMade(folder, cases)).toThrow(
    expect.objectContaining({
      code: "input/not-found",
      where: join(folder, "fault-kill"),
      fix: expect.stringContaining("node make.mjs FOLDER --only=faults"),
    }),
  );
});
