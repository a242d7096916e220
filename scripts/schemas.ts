/** `npm run schemas`: writes the published JSON Schemas, made from the program's types. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchemas } from "./schemas/json-schemas.js";

const OUT = join(import.meta.dirname, "../schemas");

for (const [name, schema] of jsonSchemas()) {
  writeFileSync(join(OUT, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
