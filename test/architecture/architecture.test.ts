import { describe, expect, it } from "vitest";
import { findViolations, type Layer, type Sources } from "../support/import-graph.js";
import { sourceFiles } from "../support/source-files.js";

/** The distributions library of docs/decisions/0010: a package a function. */
const DISTRIBUTIONS = [
  "@stdlib/math-base-special-erfcinv",
  "beta-cdf",
  "beta-quantile",
  "binomial-cdf",
  "chisquare-cdf",
  "chisquare-quantile",
  "f-cdf",
  "normal-cdf",
  "normal-quantile",
  "t-cdf",
  "t-quantile",
].map((name) => (name.startsWith("@") ? name : `@stdlib/stats-base-dists-${name}`));

/** Elementary functions with the same bits everywhere: docs/decisions/0043. */
const ELEMENTARY = [
  "asin",
  "atan2",
  "atanh",
  "cos",
  "exp",
  "expm1",
  "hypot",
  "ln",
  "log1p",
  "log2",
  "log10",
  "pow",
  "sin",
  "tanh",
].map((name) => `@stdlib/math-base-special-${name}`);

/**
 * The dependency direction: a folder imports only folders above it in this list. docs/decisions/0064 explains
 * it; this is the one that counts.
 */
const PURE_FOLDERS: readonly [name: string, packages: readonly string[]][] = [
  ["core", ELEMENTARY],
  ["statistics", DISTRIBUTIONS],
  ["images", ["fflate", "fast-png"]],
  [
    "formats",
    [
      "fast-xml-parser",
      "hyparquet",
      "hyparquet-compressors",
      "hyparquet-writer",
      "yaml",
      "zod/mini",
    ],
  ],
  ["models", ["zod/mini"]],
  ["endpoints", ["zod/mini"]],
  ["outcomes", []],
  ["metrics", []],
  ["claims", []],
  ["dataset/profile", []],
  ["records/record", ["zod/mini"]],
  ["results", []],
  ["dataset", []],
  ["tasks", []],
  ["reports", ["d3-scale", "d3-shape"]],
  ["evaluation", []],
  ["analyses", []],
  ["evaluation/run", []],
  ["records", ["uqr"]],
  ["scoring", []],
  ["shards", ["zod/mini"]],
  ["convert", []],
  ["demo", []],
  ["labelling", []],
  ["ledger", ["zod/mini"]],
  ["plan", []],
  ["shortlist", []],
  ["compare", ["zod/mini"]],
  ["stress", []],
  ["benchmark", ["zod/mini"]],
  ["session", ["zod/mini"]],
  ["registry", ["zod/mini"]],
];
const PURE_NAMES = PURE_FOLDERS.map(([name]) => name);

/** The image codecs of docs/decisions/0005 that are loaded by their own code. */
const CODECS = ["@jsquash/jpeg", "@jsquash/webp"];
/** The report's script as text, made by the build: docs/decisions/0026. */
const REPORT_SCRIPT = "virtual:report-script";
/** Those of a record's page. */
const RECORD_SCRIPTS = "virtual:record-scripts";
/** The model of the built-in example. */
const DEMO_MODEL = "virtual:demo-model";
const NODE_PACKAGES = [
  "node:",
  "@commander-js/extra-typings",
  "svelte/server",
  "fflate",
  "yauzl",
  "zod/mini",
  REPORT_SCRIPT,
  RECORD_SCRIPTS,
  ...CODECS,
];
const WEB_PACKAGES = [
  "@noble/hashes",
  "@simplewebauthn/browser",
  "@zip.js/zip.js",
  "idb",
  "svelte",
  "zod/mini",
  REPORT_SCRIPT,
  DEMO_MODEL,
  ...CODECS,
];

const LAYERS: readonly Layer[] = [
  ...PURE_FOLDERS.map(([name, packages], i) => ({
    ...layer(name, `src/${name}`, PURE_NAMES.slice(0, i)),
    packages,
    // A view that frames another takes it as a snippet, and there is no other name for its type.
    ...(["reports", "analyses", "records"].includes(name) ? { types: ["svelte"] } : {}),
  })),
  layer("api", "src/index.ts", [...PURE_NAMES, "transfer"]),
  // The package's entry point homeground/transfer: claims, gap, slices and profiles.
  layer("transfer", "src/transfer", PURE_NAMES),
  {
    ...layer("node", "src/node", [...PURE_NAMES, "database", "blobs", "s3", "jobs", "server"]),
    packages: NODE_PACKAGES,
    pure: false,
  },
  // Of servers and workers alone: what they need is large, and no other command loads it.
  {
    ...layer("database", "src/node/database", ["core", "node"]),
    packages: ["node:", "@electric-sql/pglite", "pg"],
    pure: false,
  },
  {
    ...layer("s3", "src/node/s3", ["core", "node"]),
    packages: ["node:", "aws4fetch"],
    pure: false,
  },
  {
    ...layer("jobs", "src/node/jobs", ["core", "node", "database"]),
    packages: ["node:", "pg-boss"],
    pure: false,
  },
  {
    ...layer("blobs", "src/node/blobs", ["core", "node", "s3"]),
    packages: ["node:"],
    pure: false,
  },
  {
    ...layer("server", "src/node/server", [...PURE_NAMES, "node", "database", "blobs"]),
    packages: [
      "node:",
      "@opentelemetry/api",
      "@simplewebauthn/server",
      "fastify",
      "hash-wasm",
      "openid-client",
      "zod",
      RECORD_SCRIPTS,
    ],
    pure: false,
  },
  {
    ...layer("web", "src/web", [...PURE_NAMES, "report script"]),
    packages: WEB_PACKAGES,
    pure: false,
  },
  // Small: it goes into every report as text. The app's results use its parts.
  { ...layer("report script", "src/web/report", ["core", "formats", "reports"]), pure: false },
];

function layer(name: string, path: string, mayImport: readonly string[]): Layer {
  return { name, path, mayImport, packages: [], pure: true };
}

function readSources(): Map<string, string> {
  return new Map(sourceFiles().map(({ file, text }) => [`src/${file}`, text]));
}

describe("architecture", () => {
  it("keeps to the dependency direction table", () => {
    const sources = readSources();
    expect(sources.size).toBeGreaterThan(0);
    expect(findViolations(sources, LAYERS)).toEqual([]);
  });

  // Planted violations: a checker that reports nothing must be told from one that sees nothing.
  it.each([
    ["an upward import", 'import "../metrics/calibration.js";', "core may not import metrics"],
    ["a type-only import", 'import type { X } from "../node/index.js";', "may not import node"],
    ["a re-export", 'export * from "../web/index.js";', "core may not import web"],
    ["a dynamic import", 'await import("../node/index.js");', "core may not import node"],
    ["a Node module", 'import fs from "node:fs";', "may not import the package node:fs"],
    ["a package", 'import x from "left-pad";', "may not import the package left-pad"],
    ["a missing file", 'import "./nowhere.js";', "resolves to no source file"],
    ["a cycle", 'import "./errors.js";', "cycle: src/core/errors.ts → src/core/planted.ts"],
    ["a random number", "Math.random();", "pure code uses Math.random"],
    ["a hidden random number", "const { random } = Math;", "pure code uses Math as a value"],
    ["a clock", "new Date();", "pure code uses the current date"],
    ["the environment", "process.env.HOME;", "pure code uses process.env"],
    ["a logarithm of the engine", "Math.log(2);", "Math.log, which engines round otherwise"],
    ["a power of the engine", "const x = 3; x ** 1.5;", "a power, which engines round"],
    ["a power in place", "let x = 3; x **= 2;", "a power, which engines round"],
  ])("reports %s", (_name, planted, message) => {
    const sources: Sources = new Map([
      ...readSources(),
      ["src/core/planted.ts", planted],
      ["src/core/errors.ts", planted.includes("errors.js") ? 'import "./planted.js";' : ""],
    ]);
    expect(findViolations(sources, LAYERS).join("\n")).toContain(message);
  });

  it.each([
    ["a package", 'import { onMount } from "svelte";', "", "may not import the package svelte"],
    ["a value beside types", 'import { type Snippet, mount } from "svelte";', "", "package svelte"],
    ["a type elsewhere", 'import type { Action } from "svelte/action";', "", "svelte/action"],
    [
      "a layer below",
      'import "../../evaluation/object-store.js";',
      "",
      "may not import evaluation",
    ],
    ["the web", 'import "../../web/index.js";', "", "reports may not import web"],
    ["a type of Node's layer", 'import type { X } from "../../node/index.js";', "", "import node"],
    ["the page in a script", "const w = window.innerWidth;", "{w}", "pure code uses window"],
    ["the page in markup", "", "<p>{document.title}</p>", "pure code uses document"],
    ["an element of the page", "let e = $state();", "<p bind:this={e}></p>", "uses bind:this"],
    ["an event of the window", "", "<svelte:window />", "pure code uses <svelte:window"],
    ["data as markup", "const t = '';", "{@html t}", "pure code uses {@html"],
    ["a random number in markup", "", "<p>{Math.random()}</p>", "pure code uses Math.random"],
    ["a cycle", 'import P from "./Planted.svelte";', "<P />", "cycle: "],
  ])("reports in a view: %s", (_name, script, markup, message) => {
    const view = `<script lang="ts">\n${script}\n</script>\n${markup}`;
    const sources = new Map([...readSources(), ["src/reports/views/Planted.svelte", view]]);
    expect(findViolations(sources, LAYERS).join("\n")).toContain(message);
  });

  it("lets a view import the folders above and draw with d3-scale", () => {
    const script =
      'import { scaleLinear } from "d3-scale";\nimport type { Snippet } from "svelte";\nimport "../../metrics/index.js";';
    const sources = new Map([
      ...readSources(),
      ["src/reports/views/Planted.svelte", `<script lang="ts">\n${script}\n</script>`],
    ]);
    expect(findViolations(sources, LAYERS)).toEqual([]);
  });

  it("lets a folder import those above it in the list, and no other", () => {
    for (const [i, from] of PURE_NAMES.entries()) {
      for (const [j, to] of PURE_NAMES.entries()) {
        const sources: Sources = new Map([
          [
            `src/${from}/planted.ts`,
            `import "${"../".repeat(from.split("/").length)}${to}/target.js";`,
          ],
          [`src/${to}/target.ts`, ""],
        ]);
        const violations = findViolations(sources, LAYERS);
        expect(violations, `from ${from} to ${to}`).toHaveLength(j <= i ? 0 : 1);
      }
    }
  });

  it.each([
    ["node", "web"],
    ["web", "node"],
    ["node", "index"],
    ["node", "web/report"],
    ["web/report", "web"],
    ["web/report", "metrics"],
  ])("keeps %s from importing %s", (from, to) => {
    const target = to === "index" ? "src/index.ts" : `src/${to}/index.ts`;
    const specifier = to === "index" ? "../index.js" : `../${to}/index.js`;
    const sources: Sources = new Map([
      [`src/${from}/planted.ts`, `import "${specifier}";`],
      [target, ""],
    ]);
    expect(findViolations(sources, LAYERS)).toHaveLength(1);
  });

  it("reports a file outside every layer", () => {
    const sources: Sources = new Map([["src/stray.ts", ""]]);
    expect(findViolations(sources, LAYERS)).toEqual(["src/stray.ts: belongs to no layer"]);
  });

  it("lets pure code square, double and take roots, which have one answer", () => {
    const text = "export const f = (x: number) => x ** 2 + 2 ** x + Math.sqrt(x) + Math.abs(x);";
    expect(findViolations(new Map([["src/core/powers.ts", text]]), LAYERS)).toEqual([]);
  });

  it("lets pure code build a date from data and talk of Math.random in a comment", () => {
    const sources: Sources = new Map([
      ["src/core/date.ts", "// not Math.random()\nexport const d = new Date(0);"],
    ]);
    expect(findViolations(sources, LAYERS)).toEqual([]);
  });
});
