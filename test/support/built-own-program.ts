import { join } from "node:path";
import type { OwnProgram, OwnProgramName } from "../../src/node/own-program.js";

/** In the place of a program in the source tree, which takes seconds longer to start: the built one. */
export function ownProgram(name: OwnProgramName): OwnProgram {
  return { file: join(import.meta.dirname, `../../dist/node/${name}.js`), execArgv: [] };
}
