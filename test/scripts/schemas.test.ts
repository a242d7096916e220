import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { jsonSchemas } from "../../scripts/schemas/json-schemas.js";
import { RESULT } from "../reports/fixtures.js";
import { schemaViolations } from "../support/json-schema.js";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "schemas");
const MADE = jsonSchemas();

describe("the published schemas", () => {
  it("are those of the program's types: npm run schemas", () => {
    const published = readdirSync(FOLDER).map((file): [string, unknown] => [
      file.replace(".schema.json", ""),
      JSON.parse(readFileSync(join(FOLDER, file), "utf8")),
    ]);
    expect(Object.fromEntries(published)).toEqual(Object.fromEntries(MADE));
  });

  it("have the key that an analysis adds to results", () => {
    const planted = join(ROOT, "test/additions/analysis/name-lengths.ts");
    const result = { ...RESULT, nameLengths: { longest: 6 } };
    expect(schemaViolations(jsonSchemas([planted]).get("result"), result)).toEqual([]);
    expect(schemaViolations(MADE.get("result"), result)).toEqual([
      "$.nameLengths: nothing is allowed here",
    ]);
  });
});
