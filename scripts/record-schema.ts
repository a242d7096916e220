/** `npx tsx scripts/record-schema.ts`: writes the published JSON Schema of records from the one of the program. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { recordJsonSchema } from "../src/records/record/record-schema.js";

const file = join(import.meta.dirname, "../schemas/record.schema.json");
writeFileSync(file, `${JSON.stringify(recordJsonSchema(), null, 2)}\n`);
