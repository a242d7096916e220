import { join } from "node:path";
import { build } from "vite";

/**
 * Builds the program that reads annotations with objects (objects.ts) as one file, since a case would
 * compile its sources again each time.
 *
 * @returns path of the program, in the folder
 */
export async function buildObjectsProgram(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, "objects.ts"),
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: "objects.mjs", codeSplitting: false } },
    },
  });
  return join(folder, "objects.mjs");
}
