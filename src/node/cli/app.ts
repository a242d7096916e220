import { appFiles } from "../app/app-files.js";
import { serveApp } from "../app/app-server.js";
import type { CommandIo, CommandResult } from "./command.js";

/** `homeground app [--port N]`: the app for the browser of this machine, until it is stopped. */
export async function app(
  { port }: { readonly port: number },
  io: CommandIo,
): Promise<CommandResult> {
  const server = await serveApp(appFiles(), port);
  io.err(`Homeground is at ${server.url} for the browsers of this machine. Stop it with Ctrl-C.`);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await server.close();
  return { text: "Stopped.", json: { url: server.url } };
}
