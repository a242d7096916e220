import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import {
  commonTokens,
  declareFactoryPlugin,
  PluginKind,
  tokens,
} from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { build } from "esbuild";

/**
 * Runs the tests of one folder in the process of the runner.
 *
 * Stryker's runner for Vitest works with this repository's Vitest, but starts a thread and loads the
 * test files for every mutant: 0.6 s each, against some milliseconds here. The tests are bundled
 * once, with `vitest-in-process.js` in Vitest's place, and the bundle is evaluated anew for each
 * mutant, so that nothing a module remembers survives from one mutant to the next.
 *
 * A mutant runs the tests that reach it, the quickest first, up to the first failure.
 */
class InProcessRunner {
  #options;
  #bundle = "";
  #runs = 0;
  /** Milliseconds each test took without mutants; one process measures them for all. */
  #times = new Map();

  constructor(options) {
    this.#options = options.inProcess;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const files = testFiles(this.#options);
    const lines = [`globalThis.runsOfProperties = ${this.#options.runs};`];
    for (const file of files) {
      lines.push(`globalThis.fileOfTests = ${JSON.stringify(file)};`);
      lines.push(`await import(${JSON.stringify(`./${file}`)});`);
    }
    this.#bundle = join(process.cwd(), "in-process.mjs");
    if (existsSync(this.#bundle)) return; // another process made it
    const own = join(process.cwd(), `in-process-${process.pid}.mjs`);
    await build({
      stdin: { contents: lines.join("\n"), resolveDir: process.cwd() },
      outfile: own,
      bundle: true,
      packages: "external", // loaded once: nothing in them changes
      format: "esm",
      platform: "node",
      target: "node20",
      plugins: [STAND_INS],
      logLevel: "error",
    });
    renameSync(own, this.#bundle);
  }

  async dryRun() {
    const state = this.#state();
    state.activeMutant = undefined;
    state.mutantCoverage = undefined;
    const results = [];
    for (const test of await this.#load()) {
      state.currentTestId = test.name;
      const started = performance.now();
      const failure = await failureOf(test);
      const timeSpentMs = performance.now() - started;
      state.currentTestId = undefined;
      this.#times.set(test.name, timeSpentMs);
      results.push(resultOf(test, timeSpentMs, failure));
    }
    writeFileSync(TIMES_FILE, JSON.stringify([...this.#times]));
    return {
      status: DryRunStatus.Complete,
      tests: results,
      mutantCoverage: state.mutantCoverage,
    };
  }

  async mutantRun({ testFilter, activeMutant, mutantActivation, hitLimit, disableBail }) {
    const state = this.#state();
    state.activeMutant = mutantActivation === "static" ? activeMutant.id : undefined;
    const mostHits = hitLimit === undefined ? undefined : Math.ceil(hitLimit / HIT_LIMIT_DIVISOR);
    state.hitCount = mostHits === undefined ? undefined : 0;
    state.hitLimit = mostHits;
    if (this.#times.size === 0 && existsSync(TIMES_FILE)) {
      this.#times = new Map(JSON.parse(readFileSync(TIMES_FILE, "utf8")));
    }
    const wanted = testFilter && new Set(testFilter);
    const results = [];
    try {
      const all = await this.#load();
      const chosen = wanted ? all.filter((test) => wanted.has(test.name)) : all;
      chosen.sort((a, b) => this.#time(a) - this.#time(b));
      state.activeMutant = activeMutant.id;
      for (const test of chosen) {
        const started = performance.now();
        const failure = await failureOf(test);
        results.push(resultOf(test, performance.now() - started, failure));
        if (failure !== undefined && !disableBail) break;
      }
    } catch (error) {
      // A static mutant that keeps the modules from loading.
      results.push(resultOf({ name: "loads", file: "" }, 0, error));
    }
    const timeout = determineHitLimitReached(state.hitCount, mostHits);
    return toMutantRunResult(timeout ?? { status: DryRunStatus.Complete, tests: results });
  }

  #time(test) {
    return this.#times.get(test.name) ?? 0;
  }

  #state() {
    // The instrumented code reads this object; it is made here so that it is there before any code.
    globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    return globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];
  }

  async #load() {
    globalThis.gathered = [];
    await import(`${pathToFileURL(this.#bundle).href}?run=${this.#runs++}`);
    return globalThis.gathered.filter((test) => !this.#options.leaveOut.includes(test.name));
  }
}

/** In the sandbox, from where the runner works. */
const TIMES_FILE = "in-process-times.json";
/**
 * Stryker lets a mutant be reached 100 times as often as without mutants before it takes it for an
 * endless loop. No test is run twice here, so that 5 times is enough, and twenty times as quick.
 */
const HIT_LIMIT_DIVISOR = 20;

/** Puts our modules in the place of Vitest and fast-check, but for these modules themselves. */
const STAND_INS = {
  name: "stand-ins",
  setup(bundler) {
    const byName = new Map([
      ["vitest", fileURLToPath(import.meta.resolve("./vitest-in-process.js"))],
      ["fast-check", fileURLToPath(import.meta.resolve("./fast-check-capped.js"))],
    ]);
    bundler.onResolve({ filter: /^(vitest|fast-check)$/ }, ({ path, importer }) => {
      const standIn = byName.get(path);
      return importer === standIn ? { path, external: true } : { path: standIn };
    });
  },
};

/** Test files below the folders that the options name, in order, without the excluded ones. */
function testFiles({ folders, exclude }) {
  const files = [];
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      const path = relative(process.cwd(), join(entry.parentPath, entry.name));
      if (path.endsWith(".test.ts") && !exclude.includes(path)) files.push(path);
    }
  }
  return files.sort();
}

async function failureOf(test) {
  try {
    await test.run();
    return undefined;
  } catch (error) {
    return error ?? new Error("a test threw nothing");
  }
}

function resultOf({ name, file }, timeSpentMs, failure) {
  const result = { id: name, name, fileName: resolve(file), timeSpentMs };
  if (failure === undefined) return { ...result, status: TestStatus.Success };
  return { ...result, status: TestStatus.Failed, failureMessage: String(failure) };
}

function createRunner(options) {
  return new InProcessRunner(options);
}
createRunner.inject = tokens(commonTokens.options);

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, "in-process", createRunner),
];
