import { OPENED_PARAMETER } from "../../models/fetched-model.js";
import { appFiles } from "../app/app-files.js";
import { serveApp } from "../app/app-server.js";
import { onFreePort } from "../app/local-server.js";
import { createModelAnswers } from "../app/model-answers.js";
import { createOpenedFiles, type OpenedFiles } from "../app/opened-files.js";
import { openSystemBrowser } from "../browser/open-browser.js";
import type { CommandIo, CommandResult } from "./command.js";
import { hostedModelPlaces, localModel } from "./hosted-model.js";

/** Where the app listens unless somebody says otherwise: one address, which a browser can keep. */
export const APP_PORT = 7357;
/** So many ports are tried from there on. */
const PORTS_TRIED = 50;

export interface AppOptions {
  /** The port, 0 for any; undefined: {@link APP_PORT} or the next one that is free. */
  readonly port?: number | undefined;
  readonly allowPrivate?: true | undefined;
  readonly open: boolean;
  /** What the page begins with: a model as `evaluate` takes it, and a file of labels. */
  readonly model?: string | undefined;
  readonly labels?: string | undefined;
}

/**
 * `homeground app [FOLDER] [--model M] [--labels FILE] [--port N] [--no-open] [--allow-private]`: the app for the browser of this
 * machine, until it is stopped. A browser is opened where somebody sits at a terminal.
 *
 * @param folder images that the page begins with
 * @throws HomegroundError `input/…` for a folder or a file that is not there
 */
export async function app(
  folder: string | undefined,
  options: AppOptions,
  io: CommandIo,
  openBrowser: (url: string) => void = openSystemBrowser,
): Promise<CommandResult> {
  const { port, allowPrivate, open } = options;
  const models = createModelAnswers(() => hostedModelPlaces(io.version, allowPrivate === true));
  const opened = await openedOf(folder, options, io);
  const files = appFiles(true);
  const serve = (at: number) => serveApp(files, at, models, opened);
  const server = await (port === undefined
    ? onFreePort(APP_PORT, PORTS_TRIED, serve)
    : serve(port));
  const url = opened === null ? server.url : `${server.url}?${OPENED_PARAMETER}=${opened.token}`;
  if (open && io.terminal.live) openBrowser(url);
  io.err(`Homeground is at ${url} for the browsers of this machine. Stop it with Ctrl-C.`);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await server.close();
  return { text: "Stopped.", json: { url } };
}

/** Null where the page begins with nothing. */
async function openedOf(
  folder: string | undefined,
  { model, labels, allowPrivate }: AppOptions,
  io: CommandIo,
): Promise<OpenedFiles | null> {
  if (folder === undefined && model === undefined && labels === undefined) return null;
  const local = model === undefined ? null : await localModel(model, { allowPrivate }, io);
  return createOpenedFiles({
    folder: folder ?? null,
    model: local?.path ?? null,
    labels: labels ?? null,
  });
}
