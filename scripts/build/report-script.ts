import { join } from "node:path";
import type { Plugin } from "vite";
import { bundleScript, checkInline } from "./bundle-script.js";

/** What `src/node/reports` imports; `types/report-script.d.ts` declares it. */
const NAME = "virtual:report-script";
const RESOLVED = `\0${NAME}`;
const ENTRY = join(import.meta.dirname, "../../src/web/report/main.ts");

/**
 * Gives the report's script as text: `REPORT_SCRIPT` of `virtual:report-script`. The modules of
 * `src/web/report` become one function without imports; the same sources give the same text.
 */
export function reportScript(): Plugin {
  return {
    name: "report-script",
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null;
      const script = await bundleScript(ENTRY);
      checkInline(script, "the report");
      for (const file of script.modules) this.addWatchFile(file);
      return `export const REPORT_SCRIPT = ${JSON.stringify(script.code)};`;
    },
  };
}
