/**
 * What the owner of a data folder may ask of the server that has it open: commands come by a socket in the folder,
 * which the system lets nobody else connect to.
 */
import { chmod, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { withAddress } from "../database/folder-lock.js";

const NAME = "control.socket";
const MOST_CHARACTERS = 100_000;

export type Control = (question: unknown) => Promise<unknown>;

/** @param folder of this process alone */
export async function startControl(folder: string, answer: Control): Promise<Server> {
  await rm(join(folder, NAME), { force: true });
  const server = createServer((connection) => {
    let text = "";
    connection.setEncoding("utf8");
    connection.on("error", () => connection.destroy());
    connection.on("data", (piece: string) => {
      text += piece;
      if (text.length > MOST_CHARACTERS) connection.destroy();
      if (!text.endsWith("\n")) return;
      void answer(jsonOrUndefined(text))
        .then((done) => ({ done }))
        .catch((error: unknown) => ({ error: isHomegroundError(error) ? error : null }))
        .then((told) => connection.end(`${JSON.stringify(told)}\n`));
    });
  });
  await withAddress(folder, NAME, (path) => {
    return new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
  });
  await chmod(join(folder, NAME), 0o600);
  server.unref();
  return server;
}

/** @returns null where no server answers there @throws HomegroundError what the server has against it */
export async function askControl(
  folder: string,
  question: unknown,
): Promise<{ readonly done: unknown } | null> {
  const text = await withAddress(folder, NAME, (path) => {
    return new Promise<string | null>((resolve) => {
      let told = "";
      const connection = connect(path, () => connection.write(`${JSON.stringify(question)}\n`));
      connection.setEncoding("utf8");
      connection.on("data", (piece: string) => {
        told += piece;
      });
      connection.on("error", () => resolve(null));
      connection.on("end", () => resolve(told));
    });
  });
  if (text === null) return null;
  const told = jsonOrUndefined(text) as { done?: unknown; error?: HomegroundError } | undefined;
  if (told?.error != null) throw new HomegroundError(told.error.code, told.error);
  return told !== undefined && "done" in told ? { done: told.done } : null;
}
