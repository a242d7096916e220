import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type JsonObject, schemaViolations } from "./json-schema.js";

/** A published schema: `schemas/NAME.schema.json`. */
export function schemaOf(name: string): JsonObject {
  const file = join(import.meta.dirname, `../../schemas/${name}.schema.json`);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** What of a value is against a published schema. */
export function violationsOf(name: string, value: unknown): string[] {
  return schemaViolations(schemaOf(name), value);
}
