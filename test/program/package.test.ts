import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "../..");
/** As far as it is looked at here. */
const LOCK: {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly resolved?: string;
        readonly link?: boolean;
        readonly dependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
} = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
const SUB_PATHS = ["formats", "metrics", "statistics", "transfer", "records", "node", "web"];
const PURE = ["", "formats", "metrics", "statistics", "transfer", "records"];

it("pins every dependency to one version", () => {
  const { "global-agent": own, ...others } = packageJson.devDependencies;
  expect(own).toBe("file:tools/no-download");
  const versions = Object.values(others);
  for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

/** Programs, and packages that others load by name. */
const NOT_IMPORTED = ["@biomejs/biome", "svelte-check", "tsx", "onnxruntime-node", "global-agent"];

it("has no dependency that nothing imports", () => {
  const sources = ["src", "test", "scripts", "bench"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|svelte)$/.test(name))
      .map((name) => readFileSync(join(ROOT, folder, name), "utf8")),
  );
  const text = [...sources, readFileSync(join(ROOT, "vitest.config.ts"), "utf8")].join("\n");
  const names = Object.keys(packageJson.devDependencies);
  const isImported = (name: string) =>
    text.includes(`"${name}"`) || text.includes(`"${name}/`) || NOT_IMPORTED.includes(name);
  const unused = names.filter((name) => {
    const typed = /^@types\/(.+)$/.exec(name)?.[1];
    return typed === undefined
      ? !isImported(name)
      : typed !== "node" && !(names.includes(typed) && isImported(typed));
  });
  expect(unused).toEqual([]);
});

it("records no download address in the lock file", () => {
  const resolved = Object.values(LOCK.packages).flatMap((one) => one.resolved ?? []);
  expect(resolved).toEqual(["tools/no-download"]);
});

it("keeps the native runtime's install script off, for every npm that may read it", () => {
  // npm 11 asks the list.
  expect(packageJson.allowScripts["onnxruntime-node"]).toBe(false);
  // Others run the script, and its first call ends it.
  const { packages } = LOCK;
  const wanted = packages["node_modules/onnxruntime-node"]?.dependencies?.["global-agent"];
  expect(wanted).toBe(`^${packages["tools/no-download"]?.version}`);
  expect(packages["node_modules/global-agent"]).toMatchObject({ link: true });
  expect(packages).not.toHaveProperty(["node_modules/onnxruntime-node/node_modules/global-agent"]);
  const code = `require("./tools/no-download").bootstrap(); process.exitCode = 1`;
  execFileSync(process.execPath, ["-e", code], { cwd: ROOT });
});

it("configures npm with nothing that it does not know", () => {
  const known = ["engine-strict", "omit-lockfile-registry-resolved", "save-exact"];
  const lines = readFileSync(join(ROOT, ".npmrc"), "utf8").trim().split("\n");
  expect(lines).toEqual(known.map((name) => `${name}=true`));
});

it("carries the licences of the packages that are compiled in", () => {
  const licenses = readFileSync(join(ROOT, "dist/licenses.md"), "utf8");
  for (const name of ["commander", "d3-scale", "d3-shape", "svelte"])
    expect(licenses).toContain(`## ${name} `);
  for (const codec of ["jpeg", "png", "webp"])
    expect(licenses).toContain(`## @jsquash/${codec}/codec `);
  expect(licenses).toContain("libjpeg-turbo is covered by three compatible BSD-style");
});

describe("exports", () => {
  it("are the contract's, each the same file in every environment", () => {
    const { "./package.json": itself, ...entries } = packageJson.exports;
    expect(itself).toBe("./package.json");
    expect(entries).toEqual(
      Object.fromEntries(
        ["", ...SUB_PATHS].map((name) => {
          const folder = name === "" ? "./dist" : `./dist/${name}`;
          const entry = { types: `${folder}/index.d.ts`, default: `${folder}/index.js` };
          return [name === "" ? "." : `./${name}`, entry];
        }),
      ),
    );
    // The first condition that holds is taken, so types stand first.
    for (const entry of Object.values(entries)) {
      expect(Object.keys(entry)).toEqual(["types", "default"]);
    }
  });

  // By name, in a process of its own: what a user's import gets.
  it.each([
    ["homeground", "expectedCalibrationError"],
    ["homeground", "matchDetections"],
    ["homeground", "errorAnatomy"],
    ["homeground", "maskOverlaps"],
    ["homeground/formats", "readImageTruth"],
    ["homeground/formats", "readObjectTruth"],
    ["homeground/formats", "readObjectPredictions"],
    ["homeground/formats", "writeObjects"],
    ["homeground/metrics", "expectedCalibrationError"],
    ["homeground/metrics", "createDetectionEstimator"],
    ["homeground/metrics", "chooseThreshold"],
    ["homeground/statistics", "wilsonInterval"],
    ["homeground/transfer", "transferGap"],
    ["homeground/transfer", "scopeCoverage"],
    ["homeground/records", "canonicalJson"],
    ["homeground/records", "readRecord"],
    ["homeground/records", "croissantMetadata"],
    ["homeground", "modelCardReadme"],
    ["homeground", "verifyRecord"],
    ["homeground/node", "createFileObjectStore"],
    ["homeground/web", "createWebDigest"],
  ])("%s has %s", (name, member) => {
    const code = `const m = await import("${name}"); process.stdout.write(typeof m["${member}"])`;
    const args = ["--input-type=module", "-e", code];
    expect(execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" })).toBe("function");
  });

  it("come with their declarations", () => {
    for (const entry of Object.values(packageJson.exports)) {
      if (typeof entry === "object") expect(existsSync(join(ROOT, entry.types))).toBe(true);
    }
  });

  it.each(PURE)("import nothing of a host in the pure entry %j", (name) => {
    const outside = [...reachable(join(ROOT, "dist", name, "index.js"))].filter(
      (specifier) => !specifier.startsWith("/"),
    );
    expect(outside).toEqual([]);
  });

  it("bring everything but Node itself with them", () => {
    const built = readdirSync(join(ROOT, "dist"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".js") && !name.startsWith("app"))
      .flatMap((name) => [...reachable(join(ROOT, "dist", name))])
      .filter((specifier) => !specifier.startsWith("/") && !isBuiltin(specifier));
    // PGlite's WebAssembly could open sockets by it, and never does here.
    expect([...new Set(built)]).toEqual(["ws"]);
  });
});

/** Files (as absolute paths) and packages that a built module reaches. */
function reachable(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
  for (const { fileName: specifier } of importedFiles) {
    if (specifier.startsWith(".")) reachable(join(file, "..", specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}
