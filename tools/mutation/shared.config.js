import process from "node:process";

/**
 * What both targets have in common. Paths are relative to the repository, from where Stryker runs.
 *
 * @param {object} target
 * @param {string} target.name of the folder below src, and of that of its tests below test
 * @param {number} target.runs of each property
 * @param {readonly string[]} target.exclude test files that say nothing without the reference data
 * @param {readonly string[]} target.leaveOut names of tests that take too long to be run for each mutant
 * @returns {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export function configFor({ name, runs, exclude, leaveOut }) {
  return {
    mutate: [`src/${name}/**/*.ts`, `!src/${name}/index.ts`],
    testRunner: "in-process",
    inProcess: { folders: [`test/${name}`], exclude, leaveOut, runs },
    plugins: [
      import.meta.resolve("./in-process-runner.js"),
      import.meta.resolve("./ignore-texts.js"),
    ],
    // Texts of errors and sentences for readers: a mutant of a word changes no figure.
    ignorers: ["texts"],
    coverageAnalysis: "perTest",
    concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
    // Nearly all endless loops are ended by the number of their rounds (in-process-runner.js); a clock
    // that is too fast would take a slow survivor on a busy machine for killed.
    timeoutMS: 30_000,
    timeoutFactor: 2,
    // Only what the tests read is copied; the rest would be millions of bytes for nothing.
    ignorePatterns: ["**", "!src/**", "!test/**", "!package.json"],
    tempDirName: "tools/mutation/dist/sandboxes",
    incremental: true,
    incrementalFile: `tools/mutation/dist/${name}.incremental.json`,
    reporters: ["clear-text", "json", "progress-append-only"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: `tools/mutation/dist/${name}.json` },
    thresholds: { high: 90, low: 85, break: 85 },
    warnings: { unknownOptions: false }, // inProcess is our runner's own
  };
}
