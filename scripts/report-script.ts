import { join } from "node:path";
import { build, type Plugin } from "vite";

/** What `src/node/reports` imports; `types/report-script.d.ts` declares it. */
const NAME = "virtual:report-script";
const RESOLVED = `\0${NAME}`;
const ENTRY = join(import.meta.dirname, "../src/web/report/main.ts");

/** What would end a script element, or begin a comment in it, before its own end. */
const UNFIT = /<\/script|<!--|<script|\r|\0/i;

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
      const { code, modules } = await bundled();
      for (const file of modules) this.addWatchFile(file);
      return `export const REPORT_SCRIPT = ${JSON.stringify(code)};`;
    },
  };
}

/** @throws Error where the text cannot stand in a script element */
async function bundled(): Promise<{ code: string; modules: readonly string[] }> {
  const output = await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: { input: ENTRY, output: { format: "iife" } },
    },
  });
  const [result] = Array.isArray(output) ? output : [output];
  if (result === undefined || !("output" in result)) throw new Error("no script was built");
  const [chunk, ...others] = result.output;
  if (others.length > 0) throw new Error("the script of the report is more than one file");
  const code = chunk.code.trim();
  const unfit = UNFIT.exec(code);
  if (unfit !== null) throw new Error(`the script of the report holds ${JSON.stringify(unfit[0])}`);
  return { code, modules: chunk.moduleIds };
}
