/**
 * `npm run schemas`: writes the published JSON Schemas, made from the program's types, and the tables of
 * docs/model-cards.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withFieldTables } from "./cards/field-tables.js";
import { jsonSchemas } from "./schemas/json-schemas.js";

const OUT = join(import.meta.dirname, "../schemas");

const schemas = jsonSchemas();
for (const [name, schema] of schemas) {
  writeFileSync(join(OUT, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}

const page = join(OUT, "../docs/model-cards.md");
writeFileSync(page, withFieldTables(readFileSync(page, "utf8"), schemas.get("model-card")));
