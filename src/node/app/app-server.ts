import { APP_POLICY } from "../../reports/app-policy.js";
import { type LocalServer, serveLocally } from "./local-server.js";

const HEADERS = {
  "Content-Security-Policy": APP_POLICY.join("; "),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-cache",
};

/**
 * Serves the app to this machine alone: a fixed list of files, under its own names.
 *
 * @param files by path below the root, with the file on disk
 * @param port 0 for any that is free
 * @throws HomegroundError `output/not-written` where the port is taken
 */
export function serveApp(files: ReadonlyMap<string, string>, port: number): Promise<LocalServer> {
  return serveLocally({ fileAt: (path) => files.get(path), headers: HEADERS }, port);
}
