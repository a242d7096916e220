import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "../../src/core/canonical-json.js";
import { isTooDeep, MAX_NESTING } from "../../src/core/nesting.js";
import { jsonOrUndefined, parseJson } from "../../src/core/parse-json.js";
import { parseYaml } from "../../src/formats/yaml/yaml-text.js";
import { setYamlKey } from "../../src/formats/yaml/yaml-write.js";
import { throwsCode } from "../support/throws-code.js";

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("isTooDeep", () => {
  it("draws the line at MAX_NESTING, whatever brackets stand in texts", () => {
    expect(isTooDeep(nested(MAX_NESTING))).toBe(false);
    expect(isTooDeep(nested(MAX_NESTING + 1))).toBe(true);
    expect(isTooDeep('{"a":'.repeat(MAX_NESTING + 1))).toBe(true);
    expect(isTooDeep(JSON.stringify(["[{".repeat(1000), '\\"[['.repeat(1000)]))).toBe(false);
    expect(isTooDeep(`[${"[],".repeat(1000)}[]]`)).toBe(false);
    expect(isTooDeep(`"${"x".repeat(500)}\\`)).toBe(false);
  });

  it("never refuses what any writer of shallow data makes", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 6 }), { maxLength: 50 }), (value) => {
        expect(isTooDeep(JSON.stringify(value))).toBe(false);
      }),
    );
  });
});

describe("JSON that is nested too deep", () => {
  it("is refused with a code, and is no value where nobody is told", () => {
    expect(() => parseJson(nested(100_000), "a.json", "-")).toThrow(throwsCode("input/too-deep"));
    expect(jsonOrUndefined(nested(100_000))).toBeUndefined();
    expect(jsonOrUndefined("{")).toBeUndefined();
    expect(jsonOrUndefined("\uFEFF[null]")).toEqual([null]);
  });

  it("has a canonical form up to the limit", () => {
    const text = nested(MAX_NESTING);
    expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
  });

  /** Texts that this program wrote itself, or of which another reader has counted the brackets. */
  const OWN = new Map([
    ["src/core/parse-json.ts", "the reader"],
    ["src/scoring/scores-key.ts", "of a value that was just written"],
    ["src/scoring/score-log-frames.ts", "frames with a check sum of ours"],
    ["src/formats/json/json-cursor.ts", "a comment"],
    ["src/formats/json/json-records.ts", "a comment"],
    ["src/formats/json/json-text.ts", "brackets are counted as the bytes come"],
    ["src/formats/json/json-tolerant.ts", "one string"],
    ["src/formats/coco/coco-scanner.ts", "a comment"],
    ["src/formats/coco/fields.ts", "a text of ours"],
    ["src/metrics/reference.ts", "one string"],
    ["src/models/card/model-card.ts", "asked about before"],
    ["src/node/browser/browser-pipe.ts", "the browser that we started"],
    ["src/node/cli/doctor.ts", "package.json of the package"],
    ["src/node/cli/main.ts", "package.json of the package"],
    ["src/node/cli/publish-app.ts", "a list that the build made"],
    ["src/node/endpoints/gradio.ts", "of a value that was just written"],
    ["src/node/endpoints/kserve.ts", "of a value that was just written"],
    ["src/node/endpoints/open-endpoint.ts", "of a value that was just written"],
    ["src/node/inference/find-native.ts", "a package.json beside the package"],
    ["src/node/installation.ts", "package.json of the package"],
    ["src/records/diff-images.ts", "of a text that was just written"],
    ["src/records/record/manifest.ts", "asked about before"],
    ["src/records/record/read-record.ts", "asked about before"],
    ["src/reports/words/metrics.ts", "one string"],
    ["src/web/app/name-rows.ts", "the value of an element of ours"],
    ["src/web/lab/JobList.svelte", "a job of our server"],
    ["src/web/record/own-places.ts", "what the page was written with"],
  ]);

  it("is parsed by nobody who has not counted its brackets", () => {
    const root = join(import.meta.dirname, "../..");
    const found = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|svelte)$/.test(path))
      .map((path) => `src/${path.replaceAll("\\", "/")}`)
      .filter((path) => readFileSync(join(root, path), "utf8").includes("JSON.parse"));
    expect(found.sort()).toEqual([...OWN.keys()].sort());
  });
});

describe("YAML that is nested too deep", () => {
  const read = (text: string) => parseYaml(new TextEncoder().encode(text), "data.yaml");

  it.each([
    ["brackets", `names: ${nested(10_000)}`],
    ["braces", `names: ${"{a: ".repeat(10_000)}1${"}".repeat(10_000)}`],
    ["a list in a list", `${"- ".repeat(10_000)}a`],
    ["indentation", Array.from({ length: 1000 }, (_, k) => `${" ".repeat(k)}a:`).join("\n")],
    ["keys that are maps", `${"? ".repeat(10_000)}a`],
  ])("is refused: %s", (_, text) => {
    expect(() => read(text)).toThrow(throwsCode("input/too-deep"));
    expect(() => setYamlKey(text, "a", () => 1, "README.md")).toThrow(throwsCode("input/too-deep"));
  });

  it("is read up to the limit in both ways at once, within the stack", () => {
    const half = MAX_NESTING / 2;
    const deep = Array.from({ length: half }, (_, k) => `${" ".repeat(k)}a:`).join("\n");
    expect(read(`${deep} ${nested(half)}`)).toBeInstanceOf(Map);
    // The parser holds what the data are refused for.
    const whole = Array.from({ length: MAX_NESTING }, (_, k) => `${" ".repeat(k)}a:`).join("\n");
    expect(() => read(`${whole} ${nested(MAX_NESTING)}`)).toThrow(throwsCode("input/too-deep"));
  });

  it("is not seen in texts of many lines, comments and long names", () => {
    const far = " ".repeat(300);
    expect(read(`a: |\n  ${"[".repeat(300)}\n  ${far}x\nb: '${"[".repeat(300)}'`)).toBeInstanceOf(
      Map,
    );
    expect(read(`${far}# a comment far out\na: 1`)).toBeInstanceOf(Map);
  });

  it.each([
    ["an alias that holds itself", "a: &x [*x]"],
    ["a map that holds itself", "a: &x { b: *x }"],
    [
      "a chain of aliases",
      Array.from(
        { length: 90 },
        (_, k) => `k${k}: &k${k} [[[${k === 0 ? "" : `*k${k - 1}`}]]]`,
      ).join("\n"),
    ],
  ])("is refused where aliases make it: %s", (_, text) => {
    expect(() => read(text)).toThrow(throwsCode("input/too-deep"));
    expect(() => setYamlKey(text, "b", () => 1, "README.md")).toThrow(throwsCode("input/too-deep"));
  });

  it("has no more aliases than can be followed, and no key twice", () => {
    const many = `a: &x 1\nb: [${"*x, ".repeat(5000)}1]`;
    expect(() => read(many)).toThrow(throwsCode("input/not-yaml"));
    expect(() => read("a: 1\nb: 2\na: 3")).toThrow(throwsCode("input/not-yaml"));
    expect(() => read("x:\n  - {a: 1, a: 2}")).toThrow(throwsCode("input/not-yaml"));
  });

  it("is not seen where aliases say a thing again", () => {
    expect(read("a: &x [1]\nb: [*x, *x]\nc: *x")).toBeInstanceOf(Map);
  });
});
