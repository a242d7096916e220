import process from "node:process";

/**
 * What both targets have in common. Paths are relative to the repository, from where Stryker runs.
 *
 * @param {string} target name of the folder below src
 * @param {readonly string[]} exclude test files that say nothing without the reference data
 * @returns {import("@stryker-mutator/api/core").PartialStrykerOptions}
 * @param {readonly string[]} leaveOut names of tests that take too long to be run for each mutant
 */
export function configFor(target, exclude, leaveOut = []) {
  return {
    mutate: [`src/${target}/**/*.ts`, `!src/${target}/index.ts`],
    testRunner: "in-process",
    inProcess: { folders: [`test/${target}`], exclude, leaveOut },
    plugins: [
      import.meta.resolve("./in-process-runner.js"),
      import.meta.resolve("./ignore-texts.js"),
    ],
    // Texts of errors and sentences for readers: a mutant of a word changes no figure.
    ignorers: ["texts"],
    coverageAnalysis: "perTest",
    concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
    timeoutMS: 5_000,
    timeoutFactor: 1.25,
    // Only what the tests read is copied; the rest would be millions of bytes for nothing.
    ignorePatterns: ["**", "!src/**", "!test/**", "!package.json"],
    tempDirName: "tools/mutation/dist/sandboxes",
    incremental: true,
    incrementalFile: `tools/mutation/dist/${target}.incremental.json`,
    reporters: ["clear-text", "json"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: `tools/mutation/dist/${target}.json` },
    thresholds: { high: 90, low: 85, break: 85 },
    warnings: { unknownOptions: false }, // inProcess is our runner's own
  };
}
