import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";
import { bundleScript, checkInline } from "./bundle-script.js";

/** What `src/node/reports` imports; `types/record-scripts.d.ts` declares it. */
const NAME = "virtual:record-scripts";
const RESOLVED = `\0${NAME}`;
const FOLDER = join(import.meta.dirname, "../../src/web/record");

/**
 * Gives the scripts of a record's page as texts: `RECORD_PAGE_SCRIPT`, which stands in the page,
 * `OWN_PLACES_SCRIPT`, which stands behind it where there are results of other places, and
 * `RECOUNT_SCRIPT`, which counts in a worker.
 *
 * @param plugins that the modules need, such as those of the library's own build
 */
export function recordScripts(plugins: readonly Plugin[] = []): Plugin {
  return {
    name: "record-scripts",
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null;
      const page = await bundleScript(join(FOLDER, "main.ts"));
      checkInline(page, "the record's page");
      const places = await bundleScript(join(FOLDER, "own-places.ts"), plugins);
      checkInline(places, "the record's page with other places");
      const worker = await bundleScript(join(FOLDER, "worker.ts"), [...plugins, withoutSections()]);
      for (const file of [page, places, worker].flatMap(({ modules }) => modules))
        this.addWatchFile(file);
      return [
        `export const RECORD_PAGE_SCRIPT = ${JSON.stringify(page.code)};`,
        `export const OWN_PLACES_SCRIPT = ${JSON.stringify(places.code)};`,
        `export const RECOUNT_SCRIPT = ${JSON.stringify(worker.code)};`,
      ].join("\n");
    },
  };
}

/** `export const anatomySection: …`, alone in its file. */
const SECTION = /^export const (\w+Section)\b/m;

/**
 * Leaves out the sections of analyses, with all that they draw by: who counts makes no report, and an analysis
 * without a section has none.
 */
function withoutSections(): Plugin {
  return {
    name: "without-sections",
    enforce: "pre",
    async load(id) {
      if (!/\/src\/analyses\/[^/]+\/section\.ts$/.test(id)) return null;
      const text = await readFile(id, "utf8");
      const [, name] = SECTION.exec(text) ?? [];
      const others = [...text.matchAll(/^export (?!const \w+Section\b|interface|type)/gm)];
      if (name === undefined || others.length > 0) return null;
      this.addWatchFile(id);
      return `export const ${name} = undefined;`;
    },
  };
}
