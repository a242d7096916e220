import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeRecord, publishTold } from "../support/published.js";
import { writeRecordCase } from "../support/record-case.js";

/** A copy of the repository in which nothing was built. */
const unbuilt = vi.hoisted(() => ({ root: null as string | null }));
vi.mock("../../src/node/installation.js", async (actual) => {
  const real = await actual<typeof import("../../src/node/installation.js")>();
  return {
    ...real,
    installation: () => ({ ...real.installation(), ...(unbuilt.root && { root: unbuilt.root }) }),
  };
});

let folder: string;
let made: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-unbuilt-"));
  made = await makeRecord(await writeRecordCase(folder), join(folder, "made"));
  unbuilt.root = join(folder, "package");
  await mkdir(unbuilt.root);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("publish without an app that was built", () => {
  it.each([
    ["a folder", "site", []],
    ["one file", "site.html", ["--single-file"]],
  ])("says so before the record is read, and leaves nothing: %s", async (_, name, more) => {
    // A record that would end it too, if it were looked at first.
    const broken = join(folder, `${name}-record`);
    await mkdir(broken);
    await writeFile(join(broken, "record.json"), "{}");
    for (const record of [broken, made]) {
      const { status, told } = await publishTold(record, join(folder, "below", name), ...more);
      expect(status).toBe(1);
      expect(told.error).toMatchObject({ code: "input/not-found", where: expect.any(String) });
      expect(told.error.what).toContain("the app is built with the package");
    }
    expect(await readdir(folder)).not.toContain("below");
  });
});
