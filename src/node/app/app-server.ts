import { MODEL_REQUEST_PATH, MODEL_TOKEN_HEADER } from "../../models/fetched-model.js";
import { APP_POLICY } from "../../reports/app-policy.js";
import { type LocalServer, serveLocally } from "./local-server.js";
import type { ModelAnswers } from "./model-answers.js";

/** What every page asks for first, and no kept copy answers: here it learns what this server can do. */
const FILE_LIST = "files.json";

const HEADERS = {
  // What a page may be framed by can be said in a header alone.
  "Content-Security-Policy": [...APP_POLICY, "frame-ancestors 'none'"].join("; "),
  "X-Frame-Options": "DENY",
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
 * @param models answers the page's requests for hosted models; without it there are none
 * @throws HomegroundError `output/not-written` where the port is taken
 */
export function serveApp(
  files: ReadonlyMap<string, string>,
  port: number,
  models?: ModelAnswers,
): Promise<LocalServer> {
  const fileAt = (path: string): string | undefined => files.get(path);
  if (models === undefined) return serveLocally({ fileAt, headers: HEADERS }, port);
  const token = { [MODEL_TOKEN_HEADER]: models.token };
  return serveLocally(
    {
      fileAt,
      headers: HEADERS,
      headersOf: (path) => (path === FILE_LIST ? token : {}),
      posts: new Map([[MODEL_REQUEST_PATH, models.answer]]),
    },
    port,
  );
}
