import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type BuildTarget,
  type BuildTargets,
  buildTargets,
  staleTargets,
} from "../../scripts/build/build-targets.js";
import { TARGETS, type TargetName, targetsFor } from "../../scripts/build/targets.js";

describe("the parts of dist/", () => {
  let root: string;
  let builds: string[];
  let targets: BuildTargets<"page" | "program">;

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  const stale = (): readonly string[] => staleTargets(root, targets, ["page", "program"]);
  /** A target that copies a source into two files. */
  const copying = (name: string, inputs: readonly string[]): BuildTarget => ({
    inputs,
    async build(folder) {
      builds.push(name);
      mkdirSync(join(folder, name), { recursive: true });
      for (const file of ["a.js", "b.js"])
        writeFileSync(join(folder, name, file), read("src/x.ts"));
    },
  });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "homeground-targets-"));
    builds = [];
    write("src/x.ts", "1");
    write("assets/one.bin", "1");
    targets = {
      page: copying("page", ["src", "assets"]),
      program: copying("program", ["src"]),
    };
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("are stale until they are built, each by itself", async () => {
    expect(stale()).toEqual(["page", "program"]);
    await buildTargets(root, targets, ["program"]);
    expect(stale()).toEqual(["page"]);
    await buildTargets(root, targets, ["page"]);
    expect(stale()).toEqual([]);
    expect(builds).toEqual(["program", "page"]);
    expect(read("dist/program/a.js")).toBe("1");
  });

  it("are stale where a source has other content, another name, or is one more", async () => {
    await buildTargets(root, targets, ["page", "program"]);
    write("assets/one.bin", "2");
    expect(stale()).toEqual(["page"]);
    write("assets/one.bin", "1"); // newer, and the same
    expect(stale()).toEqual([]);
    write("src/deep/y.ts", "");
    expect(stale()).toEqual(["page", "program"]);
    rmSync(join(root, "src/deep"), { recursive: true });
    expect(stale()).toEqual([]);
  });

  it("are stale where a file of theirs is gone", async () => {
    await buildTargets(root, targets, ["page", "program"]);
    rmSync(join(root, "dist/program/b.js"));
    expect(stale()).toEqual(["program"]);
  });

  it("go when they are stale and another one is built", async () => {
    await buildTargets(root, targets, ["page", "program"]);
    write("src/x.ts", "2");
    await buildTargets(root, targets, ["program"]);
    expect(read("dist/program/a.js")).toBe("2");
    expect(existsSync(join(root, "dist/page"))).toBe(false);
    expect(stale()).toEqual(["page"]);
  });

  it("stay as they were where a build fails, and count for nothing more", async () => {
    await buildTargets(root, targets, ["page", "program"]);
    write("src/x.ts", "2");
    const failing = {
      page: { inputs: ["src"], build: () => Promise.reject(new Error("no page")) },
      program: copying("program", ["src"]),
    };
    await expect(buildTargets(root, failing, ["page", "program"])).rejects.toThrow("no page");
    expect(read("dist/program/a.js")).toBe("1");
    expect(stale()).toEqual(["page", "program"]);
    expect(existsSync(join(root, `dist.${process.pid}`))).toBe(false);
  });

  it("are stale where a source changes while they are built", async () => {
    const { program } = targets;
    const disturbed = {
      ...targets,
      program: {
        inputs: program.inputs,
        async build(folder: string) {
          await program.build(folder);
          write("src/x.ts", "2");
        },
      },
    };
    await buildTargets(root, disturbed, ["program"]);
    expect(read("dist/program/a.js")).toBe("1");
    expect(stale()).toEqual(["page", "program"]);
  });

  it("are built without what a killed build left", async () => {
    write("dist.999999999/program/a.js", "half");
    write(`dist.${process.ppid}/program/a.js`, "another's, under way");
    await buildTargets(root, targets, ["program"]);
    expect(existsSync(join(root, "dist.999999999"))).toBe(false);
    expect(existsSync(join(root, `dist.${process.ppid}`))).toBe(true);
  });
});

describe("what a command of the program needs", () => {
  it.each<[string, readonly TargetName[]]>([
    ["demo", ["program"]],
    ["evaluate images --labels labels.csv", ["program"]],
    ["app --port 8000", ["program", "app"]],
    ["--json publish record.json --single-file", ["program", "app", "app-inside"]],
  ])("%s", (line, names) => {
    expect(targetsFor(line.split(" "))).toEqual(names);
    for (const name of names) expect(TARGETS).toHaveProperty(name);
  });
});
