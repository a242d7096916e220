import {
  ASYMMETRIC_MATCHERS_OBJECT,
  addCustomEqualityTesters,
  chai,
  customMatchers,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from "@vitest/expect";

// Stands for the package `vitest` in the bundle of tests: `describe`, `it` and Vitest's own
// assertions, without its threads and its server. Tests are gathered into `globalThis.gathered`
// instead of being run, with `globalThis.fileOfTests` as their file. Anything else of Vitest is absent on purpose: a test that needs more fails
// when the bundle is made, not silently.

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

export const expect = (value, message) => chai.expect(value, message);
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
expect.addEqualityTesters = addCustomEqualityTesters;
expect.getState = () => getState(expect);
expect.setState = (state) => setState(state, expect);
setState({ assertionCalls: 0 }, expect);
globalThis[Symbol.for("expect-global")] = expect;
expect.extend = (matchers) => chai.expect.extend(expect, matchers);
expect.extend(customMatchers);

const suites = [];

export function describe(name, body) {
  suites.push(name);
  body();
  suites.pop();
}
describe.skip = () => {};
describe.each = (cases) => (name, body) => {
  eachCase(cases, name, (title, args) => describe(title, () => body(...args)));
};

export function it(name, options, body) {
  const run = typeof options === "function" ? options : body;
  globalThis.gathered.push({
    name: [...suites, name].join(" "),
    file: globalThis.fileOfTests,
    run,
  });
}
it.skip = () => {};
it.each = (cases) => (name, body) => {
  eachCase(cases, name, (title, args) => it(title, () => body(...args)));
};
export const test = it;

/** Cases get their index into the name, so that every name is its own. */
function eachCase(cases, name, add) {
  cases.forEach((one, i) => {
    add(`${name} [${i}]`, Array.isArray(one) ? one : [one]);
  });
}
