import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  endpointJsonSchema,
  parseEndpointCard,
  withVariables,
} from "../../src/endpoints/endpoint-card.js";
import { schemaViolations } from "../support/json-schema.js";
import { throwsCode } from "../support/throws-code.js";

const DOCS = readFileSync(join(import.meta.dirname, "../../docs/hosted-models.md"), "utf8");
const EXAMPLES = [...DOCS.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

type Properties = Readonly<Record<string, { readonly properties?: Properties }>>;

function pathsOf(properties: Properties, before = ""): readonly string[] {
  return Object.entries(properties).flatMap(([name, { properties: below }]) =>
    below === undefined ? [before + name] : pathsOf(below, `${before}${name}.`),
  );
}

describe("the description of an endpoint", () => {
  it("is there as the page shows it, and as its schema has it", () => {
    expect(EXAMPLES.length).toBeGreaterThan(1);
    for (const text of EXAMPLES) {
      expect(parseEndpointCard(text, "endpoint.json").labels).not.toBeNull();
      expect(schemaViolations(endpointJsonSchema(), JSON.parse(text))).toEqual([]);
    }
  });

  it.each(pathsOf(endpointJsonSchema()["properties"] as Properties))(
    "has its fields told on the page: %s",
    (path) => {
      const last = path.split(".").at(-1)!;
      expect(
        [`\`${path}\``, `\`${last}\``].some((word) => DOCS.includes(word)),
        path,
      ).toBe(true);
    },
  );

  it("has nothing wrong with it that is not said, all at once", () => {
    const text = JSON.stringify({ card: "homeground.endpoint/1", task: "dreaming", scores: 1 });
    expect(() => parseEndpointCard(text, "e.json")).toThrow(/task .*scores /);
    expect(() => parseEndpointCard(text, "e.json")).toThrow(throwsCode("endpoint/bad-card"));
  });

  it("takes variables as they are, whatever stands in them", () => {
    const text = EXAMPLES.find((one) => one.includes("VENDOR_KEY")) ?? "";
    const { headers } = parseEndpointCard(text, "endpoint.json");
    expect(withVariables(headers["X-Api-Key"]!, () => "$& $1")).toBe("$& $1");
  });
});
