import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaViolations } from "./json-schema.js";

/** What of a value is against a published schema: `schemas/NAME.schema.json`. */
export function violationsOf(name: string, value: unknown): string[] {
  const file = join(import.meta.dirname, `../../schemas/${name}.schema.json`);
  return schemaViolations(JSON.parse(readFileSync(file, "utf8")), value);
}
