import { spawn } from "node:child_process";
import process from "node:process";

/** The program of each system that opens an address, and its words before it. */
export function openingCommand(platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (platform === "darwin") return ["open"];
  // `start` is a word of the shell; its first argument in quotes is a title.
  if (platform === "win32") return ["cmd", "/c", "start", ""];
  return ["xdg-open"];
}

/**
 * Opens an address in the browser that the system prefers, and does not wait for it. Where there is
 * none nothing happens: the address stands in the terminal.
 *
 * @param url of our own server, without characters that a shell takes for its own
 */
export function openSystemBrowser(url: string): void {
  const [command, ...words] = openingCommand(process.platform);
  const child = spawn(command, [...words, url], { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}
