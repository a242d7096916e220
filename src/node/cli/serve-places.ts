import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { dataFolder } from "../data-folder.js";
import { checkVersion } from "../database/migrate.js";
import { askControl } from "../server/control.js";
import { answerOperator, type OperatorQuestion } from "../server/operator.js";
import { openPlaces, type Places } from "../server/start.js";
import type { CommandIo } from "./command.js";

/** Where a server's data are, as the command line says it. */
export interface ServePlaces {
  readonly data?: string | undefined;
  readonly database?: string | undefined;
  readonly blobs?: string | undefined;
}

/** The same with what the environment and this machine say. */
export function placesOf({ data, database, blobs }: ServePlaces): Places {
  return {
    data: data ?? join(dataFolder(), "server"),
    // A password on a command line can be read by everybody on the machine.
    database: database ?? (process.env["DATABASE_URL"] || null),
    blobs: blobs ?? null,
    env: process.env,
  };
}

/** Whether the database would be in the folder, and none is there yet. */
export function hasNoData({ data, database }: Places): boolean {
  return database === null && !existsSync(join(data, "database"));
}

/**
 * Asks the data themselves, or the server that has them open.
 *
 * @throws HomegroundError `input/not-found`, `database/…`, and what is against the question
 */
export async function askServer(
  given: ServePlaces,
  question: OperatorQuestion,
  io: CommandIo,
): Promise<unknown> {
  const places = placesOf(given);
  const { data } = places;
  if (hasNoData(places)) {
    throw new HomegroundError("input/not-found", {
      what: "no server has had its data there",
      where: data,
      fix: "Name its folder with --data; homeground serve makes one",
    });
  }
  try {
    const opened = await openPlaces(places);
    try {
      await checkVersion(opened.database);
      return await answerOperator(opened, question, io.clock());
    } finally {
      await opened.database.close();
    }
  } catch (error) {
    if (!isHomegroundError(error) || error.code !== "database/in-use") throw error;
    const told = await askControl(data, question);
    if (told === null) throw error;
    return told.done;
  }
}
