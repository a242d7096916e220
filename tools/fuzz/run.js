// Fuzzes one parser, or all of them in turn: `npm --prefix tools/fuzz run fuzz -- TARGET|all SECONDS`.
// What Jazzer finds interesting is kept in dist/corpus/, what it finds wrong in dist/findings/.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { build } from "esbuild";

const HERE = import.meta.dirname;
/** Modules of targets/ that are no target. */
const SUPPORT = ["access", "onnx-seeds", "image-seeds"];
const TARGETS = readdirSync(join(HERE, "targets"))
  .map((name) => name.replace(/\.js$/, ""))
  .filter((name) => !SUPPORT.includes(name))
  .sort();

const [wanted = "all", seconds = "60"] = process.argv.slice(2);
const chosen = wanted === "all" ? TARGETS : wanted.split(",");
let failed = 0;
for (const target of chosen) {
  if (!TARGETS.includes(target)) {
    process.stderr.write(`no target ${target}; there are ${TARGETS.join(", ")}\n`);
    process.exit(2);
  }
  if (!(await fuzz(target))) failed++;
}
process.stdout.write(`${chosen.length - failed} of ${chosen.length} targets without findings\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function fuzz(target) {
  const bundle = join(HERE, "dist/bundles", `${target}.cjs`);
  await build({
    stdin: {
      contents: `
        import { fuzzWith } from "./harness.js";
        import { run, seeds } from "./targets/${target}.js";
        export { seeds };
        export const fuzz = fuzzWith(run);
        export const isAsync = run.constructor.name === "AsyncFunction";`,
      resolveDir: HERE,
    },
    outfile: bundle,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    // Resolved from the repository: the sources' packages are its own.
    nodePaths: [join(HERE, "../../node_modules")],
    logLevel: "error",
  });
  const corpus = join(HERE, "dist/corpus", target);
  const findings = join(HERE, "dist/findings", target);
  mkdirSync(corpus, { recursive: true });
  mkdirSync(findings, { recursive: true });
  const { seeds, isAsync } = createRequire(import.meta.url)(bundle);
  for (const seed of seeds) {
    const bytes = Buffer.from(seed);
    writeFileSync(join(corpus, createHash("sha1").update(bytes).digest("hex")), bytes);
  }
  process.stdout.write(`== ${target}, ${seconds} s\n`);
  const before = childrenSeconds();
  const { status, signal } = spawnSync(
    join(HERE, "node_modules/.bin/jazzer"),
    [
      bundle,
      corpus,
      "-i",
      join(HERE, "dist/bundles/"),
      ...(isAsync ? ["--timeout", "30000"] : ["--sync"]),
      "--disable_bug_detectors",
      "path-traversal",
      "--",
      `-max_total_time=${seconds}`,
      "-max_len=4096",
      "-rss_limit_mb=2048",
      "-timeout=30",
      "-print_final_stats=1",
      "-verbosity=1",
      `-artifact_prefix=${findings}/`,
    ],
    { cwd: HERE, stdio: "inherit" },
  );
  process.stdout.write(`${target}: ${Math.round(childrenSeconds() - before)} processor seconds\n`);
  if (signal !== null) process.stdout.write(`${target}: ended by ${signal}\n`);
  return status === 0;
}

/** Processor time of the programs that were started and have ended; Linux counts in 1/100 s. */
function childrenSeconds() {
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
