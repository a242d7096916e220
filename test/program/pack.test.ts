import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "../..");

/** The name by which a link leads to a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

const withoutCode = (page: string): string =>
  readFileSync(page, "utf8").replace(/^```.*?^```/gms, "");

const leadsNowhere = (page: string, link: string): boolean => {
  const [name = "", heading] = link.split("#");
  const file = name === "" ? page : join(dirname(page), name);
  if (!existsSync(file)) return true;
  if (heading === undefined || !file.endsWith(".md")) return false;
  const headings = withoutCode(file).matchAll(/^#+ (.*)$/gm);
  return !Array.from(headings, ([, text = ""]) => anchorOf(text)).includes(heading);
};

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

  // Written as text, so that no renaming of ours takes these along.
  const FIELDS = `
import type { ClassificationOutcomes, EvaluateContext } from "homeground";
import type { ImagePredictions } from "homeground/formats";
import type { GapUnits } from "homeground/transfer";
export type Fields = [
  EvaluateContext["onAnswer"],
  ClassificationOutcomes["answerConfidence"],
  ImagePredictions["answerLabels"],
  GapUnits["answer"],
];
`;
  const PURE = ["", "/formats", "/metrics", "/statistics", "/transfer", "/records"];

  it.each([
    ["every entry, on a host", [...PURE, "/node", "/web"], ["es2023", "dom"]],
    ["the pure entries, without a host", PURE, ["es2023"]],
  ])("has types that compile without skipLibCheck: %s", (_which, entries, lib) => {
    const lines = entries.map((entry, i) => `export * as e${i} from "homeground${entry}";\n`);
    writeFileSync(join(folder, "use.mts"), lines.join("") + FIELDS);
    const compilerOptions = {
      module: "nodenext",
      target: "es2023",
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
      lib,
    };
    const config = { compilerOptions, files: ["use.mts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    expect(stdout).toBe("");
  });

  it("has no link in its pages that leads nowhere", () => {
    const at = join(folder, "node_modules/homeground");
    const pages = readdirSync(at, { recursive: true, encoding: "utf8" }).filter(
      (name) => name.endsWith(".md") && !name.startsWith("dist"),
    );
    expect(pages).toContain("README.md");
    const dead = pages.flatMap((page) => {
      const links = withoutCode(join(at, page)).matchAll(/\]\(([^)\s]+)[^)]*\)/g);
      return Array.from(links, ([, link = ""]) => link)
        .filter((link) => !/^[a-z]+:/.test(link) && leadsNowhere(join(at, page), link))
        .map((link) => `${page}: ${link}`);
    });
    expect(dead).toEqual([]);
  });

  it("says where it is from, and ships the schema of model cards", () => {
    const { homepage, repository, bugs } = packageJson;
    for (const url of [homepage, repository.url.replace(/^git\+/, ""), bugs.url]) {
      expect(url).toMatch(/^https:\/\/github\.com\/homeground\/homeground/);
    }
    const schema = join(folder, "node_modules/homeground/schemas/model-card.schema.json");
    expect(existsSync(schema)).toBe(true);
  });

  it("runs the demo to its verdict", () => {
    const out = npm(folder, "exec", "--offline", "--", "homeground", "demo");
    expect(out).toContain("276 of 288 right");
    expect(out).toContain("FAILS AT SITE B");
    expect(out).toContain(", wasm)");
    expect(existsSync(join(folder, "homeground-demo/report.html"))).toBe(true);
  });
});
