import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { METRICS } from "../../src/metrics/registry.js";
import { metricName, metricWords } from "../../src/reports/words/metrics.js";
import { WARNING_CODES, warningWords } from "../../src/reports/words/warnings.js";
import { METHOD_CODES } from "../../src/statistics/codes.js";
import { describeWithShared } from "../support/shared-data.js";

/** Words that the product never uses of a model or a figure. */
const NEVER = /\b(good|bad|robust|significant|proven|safe|state of the art|AI-powered)\b/i;

const METRIC_IDS = [...METRICS.keys()];

describe("words of metrics", () => {
  it("are there for every metric that is computed", () => {
    for (const id of METRIC_IDS) expect(metricWords(id).label, id).not.toBe(id);
  });

  it("agree with the registry on direction and range", () => {
    for (const [id, entry] of METRICS) {
      const words = metricWords(id);
      expect([id, words.better]).toEqual([id, entry.direction.split("-")[0]]);
      const bounded = entry.range.every((end) => Number.isFinite(end));
      expect([id, words.range]).toEqual([id, bounded ? entry.range : null]);
    }
  });

  it("fit the terminal's columns and say something", () => {
    for (const id of METRIC_IDS) {
      const { label, sentence, short } = metricWords(id);
      expect(short.length, short).toBeLessThanOrEqual(37);
      expect(sentence, id).toMatch(/^[A-Z].*[.)]$/);
      expect(label.length).toBeGreaterThan(0);
      expect(sentence).not.toMatch(NEVER);
    }
  });

  it("name the class and the average", () => {
    expect(metricWords("recall{class=deer}")).toMatchObject({
      label: "Found: deer",
      phrase: "recall of deer",
    });
    expect(metricWords("f1{average=macro}").label).toBe("Macro F1");
    expect(metricWords("top-k-accuracy{k=5}").sentence).toBe(
      "The share of images whose right label is among the model's 5 best guesses.",
    );
  });

  it("speak of outlines where objects are outlined, and of boxes where they have boxes", () => {
    const said = (id: string, task: string): string => {
      const { sentence, short, hit } = metricWords(id, task);
      return `${sentence} ${short} ${hit?.long ?? ""}`;
    };
    const BOX = /\bbox(es)?\b/i;
    const ofObjects = [...METRICS.values()].filter(({ tasks }) =>
      tasks?.includes("instance-segmentation"),
    );
    expect(ofObjects.filter(({ id }) => BOX.test(said(id, "detection"))).length).toBeGreaterThan(5);
    for (const { id } of ofObjects) {
      expect(said(id, "instance-segmentation"), id).not.toMatch(BOX);
      expect(metricWords(id, "instance-segmentation").short.length, id).toBeLessThanOrEqual(37);
    }
    expect(metricWords("map-75{class=cell}", "instance-segmentation")).toMatchObject({
      label: "AP75: cell",
      short: "close outlines only",
    });
  });

  it("show a metric without words under its id", () => {
    expect(metricWords("new-thing{x=1}").label).toBe("new-thing (x 1)");
    expect(metricWords("constructor").label).toBe("constructor");
  });
});

describe("metricName", () => {
  it.each([
    ["accuracy", "accuracy", []],
    ["recall{class=red fox}", "recall", [["class", "red fox"]]],
    ['recall{class="a, {b}=\\"c\\""}', "recall", [["class", 'a, {b}="c"']]],
    [
      "f1{average=macro,k=2}",
      "f1",
      [
        ["average", "macro"],
        ["k", "2"],
      ],
    ],
    ['recall{class="broken}', "recall", [["class", '"broken']]],
  ] as const)("reads %s", (reference, id, parameters) => {
    const name = metricName(reference);
    expect([name.id, [...name.parameters]]).toEqual([id, parameters]);
  });
});

describe("words of warnings", () => {
  it("are there for every code of the methods", () => {
    for (const code of Object.keys(METHOD_CODES)) expect(WARNING_CODES).toContain(code);
  });

  it("say what it is, what it means and what to do, also when no fact is known", () => {
    for (const code of WARNING_CODES) {
      const { title, text, todo } = warningWords(code);
      const all = `${title} ${text} ${todo}`;
      expect(title, code).toMatch(/^\S.*[^.]$/);
      expect(text, code).toMatch(/^[A-Z“].*\.$/);
      expect(todo, code).toMatch(/^[A-Z].*\.$/);
      expect(all, code).not.toMatch(/[{}|]| {2}/);
      expect(all, code).not.toMatch(NEVER);
    }
  });

  it("take the facts that are known", () => {
    const facts = new Map([
      ["clusterCount", "6"],
      ["clusters", "cameras"],
    ]);
    expect(warningWords("clusters/few", facts).text).toBe(
      "Only 6 cameras. Ranges over so few are rough; 10 or more would be better.",
    );
  });

  it("never hide a code that they do not know", () => {
    expect(warningWords("new/thing").text).toContain("new/thing");
    expect(warningWords("constructor").title).toBe("constructor");
  });
});

describeWithShared("words against the methods page", "METHODS.md", (path) => {
  it("has every code that stands in its table", () => {
    const codes = [...readFileSync(path, "utf8").matchAll(/^\| `([a-z]+\/[a-z-]+)` \|/gm)];
    expect(codes.length).toBeGreaterThan(50);
    for (const [, code] of codes) expect(WARNING_CODES).toContain(code);
  });
});

describeWithShared("words against the contract", "CONTRACT.md", (path) => {
  it("has every metric id that it lists", () => {
    const text = readFileSync(path, "utf8");
    const [section = ""] = /^Ids — [\s\S]*?`pck`\./m.exec(text) ?? [];
    const ids = [...section.matchAll(/`([a-z0-9|-]+)`/g)].flatMap(([, given = ""]) => {
      const [first = "", ...others] = given.split("|");
      const stem = first.slice(0, first.lastIndexOf("-") + 1);
      return first.includes("-") ? [first, ...others.map((end) => stem + end)] : [first, ...others];
    });
    const values = new Set(["average", "class"]);
    expect(ids.length).toBeGreaterThan(40);
    for (const id of ids.filter((one) => !values.has(one))) expect(METRIC_IDS).toContain(id);
  });
});
