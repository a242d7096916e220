import type { TerminalOptions } from "../../reports/terminal.js";
import type { TerminalInfo } from "./command.js";

/** How the answer is drawn on this terminal: 60 to 80 columns. */
export function terminalLook({ colour, unicode, columns }: TerminalInfo): TerminalOptions {
  return { colour, unicode, width: Math.max(60, Math.min(80, columns)) };
}
