import { appFiles } from "../app/app-files.js";
import { serveApp } from "../app/app-server.js";
import { createModelAnswers } from "../app/model-answers.js";
import type { CommandIo, CommandResult } from "./command.js";
import { hostedModelPlaces } from "./hosted-model.js";

/** `homeground app [--port N] [--allow-private]`: the app for the browser of this machine, until it is stopped. */
export async function app(
  { port, allowPrivate }: { readonly port: number; readonly allowPrivate?: true | undefined },
  io: CommandIo,
): Promise<CommandResult> {
  const models = createModelAnswers(() => hostedModelPlaces(io.version, allowPrivate === true));
  const server = await serveApp(appFiles(true), port, models);
  io.err(`Homeground is at ${server.url} for the browsers of this machine. Stop it with Ctrl-C.`);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await server.close();
  return { text: "Stopped.", json: { url: server.url } };
}
