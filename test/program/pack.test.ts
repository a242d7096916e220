import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "../..");

// What a user gets: the packed package, alone in an empty project, without a network.
describe("the packed package in an empty folder", () => {
  let folder: string;
  const npm = (cwd: string, ...args: string[]): string =>
    execFileSync("npm", args, {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      shell: process.platform === "win32",
    });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "homeground-pack-"));
    // The build that this run of the tests began with is what is packed.
    npm(ROOT, "pack", "--ignore-scripts", "--pack-destination", folder);
    writeFileSync(join(folder, "package.json"), '{"name":"empty","private":true}');
    npm(folder, "install", "--offline", "--no-audit", `./homeground-${packageJson.version}.tgz`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("brings everything with it", () => {
    expect(
      readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith(".")),
    ).toEqual(["homeground"]);
    // What tells a later build that dist/ is fresh is of no use to others.
    expect(existsSync(join(folder, "node_modules/homeground/dist/.built"))).toBe(false);
  });

  it("runs the demo to its verdict", () => {
    const out = npm(folder, "exec", "--offline", "--", "homeground", "demo");
    expect(out).toContain("276 of 288 right");
    expect(out).toContain("FAILS AT SITE B");
    expect(out).toContain(", wasm)");
    expect(existsSync(join(folder, "homeground-demo/report.html"))).toBe(true);
  });
});
