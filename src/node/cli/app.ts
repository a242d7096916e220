import { appFiles } from "../app/app-files.js";
import { serveApp } from "../app/app-server.js";
import { onFreePort } from "../app/local-server.js";
import { createModelAnswers } from "../app/model-answers.js";
import { openSystemBrowser } from "../browser/open-browser.js";
import type { CommandIo, CommandResult } from "./command.js";
import { hostedModelPlaces } from "./hosted-model.js";

/** Where the app listens unless somebody says otherwise: one address, which a browser can keep. */
export const APP_PORT = 7357;
/** So many ports are tried from there on. */
const PORTS_TRIED = 50;

export interface AppOptions {
  /** The port, 0 for any; undefined: {@link APP_PORT} or the next one that is free. */
  readonly port?: number | undefined;
  readonly allowPrivate?: true | undefined;
  readonly open: boolean;
}

/**
 * `homeground app [--port N] [--no-open] [--allow-private]`: the app for the browser of this machine,
 * until it is stopped. A browser is opened where somebody sits at a terminal.
 */
export async function app(
  { port, allowPrivate, open }: AppOptions,
  io: CommandIo,
  openBrowser: (url: string) => void = openSystemBrowser,
): Promise<CommandResult> {
  const models = createModelAnswers(() => hostedModelPlaces(io.version, allowPrivate === true));
  const files = appFiles(true);
  const server =
    port === undefined
      ? await onFreePort(APP_PORT, PORTS_TRIED, (at) => serveApp(files, at, models))
      : await serveApp(files, port, models);
  if (open && io.terminal.live) openBrowser(server.url);
  io.err(`Homeground is at ${server.url} for the browsers of this machine. Stop it with Ctrl-C.`);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await server.close();
  return { text: "Stopped.", json: { url: server.url } };
}
