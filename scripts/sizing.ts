/** `npm run sizing`: writes docs/sizing-shards.md, a simulation from what was measured. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sizingPage } from "./sizing/document.js";

writeFileSync(join(import.meta.dirname, "../docs/sizing-shards.md"), sizingPage());
