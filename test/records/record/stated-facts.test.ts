import { describe, expect, it } from "vitest";
import { askFacts, FACTS_QUESTIONS } from "../../../src/records/record/questions.js";
import {
  missingConstruct,
  NOTHING_STATED,
  parseFacts,
  unknownTrained,
} from "../../../src/records/record/stated-facts.js";
import { throwsCode } from "../../support/throws-code.js";

const parse = (value: unknown) => parseFacts(JSON.stringify(value), "facts.json");

describe("a facts file", () => {
  it("tells training counts of classes that the model does not have, with the nearest name", () => {
    expect(unknownTrained({ deer: 1, "Fox ": 2, wolverine: 3 }, ["deer", "fox"])).toEqual([
      '"Fox " (did you mean "fox"?)',
      '"wolverine"',
    ]);
    expect(unknownTrained(null, ["deer"])).toEqual([]);
  });

  it("may leave out everything", () => {
    expect(parse({})).toEqual(NOTHING_STATED);
    expect(missingConstruct(parse({}).construct)).toHaveLength(7);
  });

  it("takes authors by name and regions by their words", () => {
    const facts = parse({
      title: "T",
      facts: { authors: ["A", { name: "B", orcid: "0" }], sites: "two", seasons: " " },
      scope: {
        expected: ["snow", { words: "day", where: [{ attribute: "light", levels: ["day"] }] }],
      },
      caveats: ["c"],
      trainingCounts: { deer: 3 },
      licenceColumn: "rights",
      keep: ["observer"],
    });
    expect(facts).toMatchObject({
      title: "T",
      caveats: ["c"],
      trainingCounts: { deer: 3 },
      licenceColumn: "rights",
      urlColumn: null,
      keep: ["observer"],
    });
    expect(facts.facts).toMatchObject({ sites: "two", seasons: null, devices: null });
    expect(facts.facts.authors).toEqual([
      { name: "A", orcid: null },
      { name: "B", orcid: "0" },
    ]);
    expect(facts.scope.expected).toEqual([
      { words: "snow", where: [] },
      { words: "day", where: [{ attribute: "light", levels: ["day"] }] },
    ]);
  });

  it.each([
    [{ titel: "x" }, "Did you mean title?"],
    [{ facts: { site: "x" } }, "Did you mean sites?"],
    [{ construct: { labeling: "x" } }, "Did you mean labelling?"],
    [{ scope: { notested: [] } }, "Did you mean notTested?"],
    [{ facts: { authors: [{ name: "A", orchid: "1" }] } }, "Did you mean orcid?"],
    [{ zzzzzzz: 1 }, "Use some of: title, facts"],
  ])("refuses an unknown key in %j", (value, fix) => {
    expect(() => parse(value)).toThrow(throwsCode("input/bad-shape"));
    expect(() => parse(value)).toThrow(fix);
  });

  it.each([
    [[], "it is not an object"],
    [{ facts: { sites: 3 } }, "facts.sites is 3, not text"],
    [{ trainingCounts: { deer: -1 } }, "trainingCounts.deer is -1, below 0"],
    [{ trainingCounts: { deer: 2.5 } }, "trainingCounts.deer is 2.5, not a whole number"],
    [{ trainingCounts: { deer: "1,200" } }, 'trainingCounts.deer is "1,200", not a number'],
    [{ caveats: "c" }, 'caveats is "c", not a list'],
    [{ scope: { expected: [3] } }, "scope.expected item 1 is 3, which cannot stand there"],
  ])("refuses %j, and says what stands there", (value, what) => {
    expect(() => parse(value)).toThrow(throwsCode("input/bad-shape"));
    expect(() => parse(value)).toThrow(what);
  });

  it("is refused where it is no JSON", () => {
    expect(() => parseFacts("{", "facts.json")).toThrow(throwsCode("input/not-json"));
  });
});

describe("questions to an author", () => {
  it("reach every answer that a published record must state", async () => {
    const asked: string[] = [];
    const facts = await askFacts(NOTHING_STATED, async (question) => {
      asked.push(question);
      return `answer ${asked.length}; more`;
    });
    expect(asked).toHaveLength(FACTS_QUESTIONS.length);
    expect(missingConstruct(facts.construct)).toEqual([]);
    expect(Object.values(facts.facts).filter((one) => one === null)).toEqual([]);
    expect(facts.facts.authors.map(({ name }) => name)).toEqual(["answer 2", "more"]);
    expect(facts.caveats).toHaveLength(2);
  });

  it("leave what is not answered not stated, and what is known as it is", async () => {
    const known = { ...NOTHING_STATED, title: "T" };
    expect(await askFacts(known, async () => "  ")).toEqual(known);
  });
});
