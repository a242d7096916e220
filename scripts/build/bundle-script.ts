import { build, type Plugin } from "vite";

/** A script as text, and the modules that it was made of. */
export interface BundledScript {
  readonly code: string;
  readonly modules: readonly string[];
}

/**
 * Makes one script without imports of a module and all that it imports; the same sources give the
 * same text.
 *
 * @throws Error where it would be more than one file
 */
export async function bundleScript(
  entry: string,
  plugins: readonly Plugin[] = [],
): Promise<BundledScript> {
  const output = await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    plugins: [...plugins],
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: { input: entry, output: { format: "iife" } },
    },
  });
  const [result] = Array.isArray(output) ? output : [output];
  if (result === undefined || !("output" in result)) throw new Error("no script was built");
  const [chunk, ...others] = result.output;
  if (others.length > 0) throw new Error(`the script of ${entry} is more than one file`);
  return { code: chunk.code.trim(), modules: chunk.moduleIds };
}

/** What would end a script element, or begin a comment in it, before its own end. */
const UNFIT = /<\/script|<!--|<script|\r|\0/i;

/** @throws Error where the text cannot stand in a script element as it is */
export function checkInline({ code }: BundledScript, name: string): void {
  const unfit = UNFIT.exec(code);
  if (unfit !== null) throw new Error(`the script of ${name} holds ${JSON.stringify(unfit[0])}`);
}
