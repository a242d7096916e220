import {
  MODEL_REQUEST_PATH,
  MODEL_TOKEN_HEADER,
  OPENED_REQUEST_PATH,
} from "../../models/fetched-model.js";
import { APP_POLICY } from "../../reports/app-policy.js";
import { FILE_LIST } from "./app-files.js";
import { type LocalServer, type PostAnswer, serveLocally } from "./local-server.js";
import type { ModelAnswers } from "./model-answers.js";
import type { OpenedFiles } from "./opened-files.js";

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
 * @param opened gives the files that the command was started with
 * @throws HomegroundError `output/not-written` where the port is taken
 */
export function serveApp(
  files: ReadonlyMap<string, string>,
  port: number,
  models?: ModelAnswers,
  opened?: OpenedFiles | null,
): Promise<LocalServer> {
  const posts = new Map<string, PostAnswer>();
  if (models !== undefined) posts.set(MODEL_REQUEST_PATH, models.answer);
  if (opened != null) posts.set(OPENED_REQUEST_PATH, opened.answer);
  return serveLocally(
    {
      fileAt: (path) => files.get(path),
      headers: HEADERS,
      headersOf: (path) =>
        path === FILE_LIST && models !== undefined ? { [MODEL_TOKEN_HEADER]: models.token } : {},
      posts,
    },
    port,
  );
}
