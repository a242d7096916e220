/**
 * `npx tsx scripts/cards.ts`: writes what is made from the shape of model cards, the published JSON Schema and the
 * tables of docs/model-cards.md. `npm run fix` brings the JSON into the form of the repository.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cardJsonSchema } from "../src/models/card/card-json-schema.js";
import { withFieldTables } from "./cards/field-tables.js";

const schema = cardJsonSchema();
const root = join(import.meta.dirname, "..");
const page = join(root, "docs/model-cards.md");
writeFileSync(join(root, "schemas/model-card.schema.json"), `${JSON.stringify(schema, null, 2)}\n`);
writeFileSync(page, withFieldTables(readFileSync(page, "utf8"), schema));
