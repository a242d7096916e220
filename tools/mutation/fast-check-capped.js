import * as fc from "fast-check";

// Stands for `fast-check` in the bundle of tests. The seed is that of test/support/setup.ts. A property
// is run at most `globalThis.runsOfProperties` times, and no smallest counterexample is sought: both are
// quicker, and can only miss a mutant that the full tests find.

fc.configureGlobal({ seed: 20_260_101, endOnFailure: true });

export function assert(property, parameters = {}) {
  const most = globalThis.runsOfProperties;
  return fc.assert(property, {
    ...parameters,
    numRuns: Math.min(parameters.numRuns ?? most, most),
  });
}

export * from "fast-check";
export default { ...fc, assert };
