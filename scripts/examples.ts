/**
 * `npm run examples`: makes the reports of docs/examples with the built program. Those of reference
 * data are left as they are where the data are not beside the repository.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { canBeMade, EXAMPLE_REPORTS, makeExample } from "./examples/example-reports.js";

const OUT = join(import.meta.dirname, "../docs/examples");

for (const example of EXAMPLE_REPORTS) {
  if (!canBeMade(example)) {
    console.log(`${example.name}: left as it is, no reference data ${example.data}`);
    continue;
  }
  makeExample(example, join(OUT, example.name));
  for (const file of example.files) {
    const { size } = statSync(join(OUT, example.name, file));
    console.log(`${example.name}/${file} ${size} bytes`);
  }
}
