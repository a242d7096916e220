import { join } from "node:path";

/** In the place of the program in the source tree, which takes seconds longer to start: the built one. */
export function objectProgram(): { readonly file: string; readonly execArgv: readonly string[] } {
  const root = join(import.meta.dirname, "../..");
  return { file: join(root, "dist/node/server/object-process.js"), execArgv: [] };
}
