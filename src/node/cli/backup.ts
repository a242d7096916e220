import { join, resolve } from "node:path";
import { agreed } from "../../core/agreed.js";
import { type BackupSummary, restore as restoreInto } from "../server/backup.js";
import { openPlaces } from "../server/start.js";
import type { CommandIo, CommandResult } from "./command.js";
import { askServer, placesOf, type ServePlaces } from "./serve-places.js";

/** `homeground backup FILE`, of a server that runs or does not. */
export async function backup(
  path: string,
  places: ServePlaces,
  io: CommandIo,
): Promise<CommandResult> {
  const question = { ask: "back-up", path: resolve(path), software: io.version } as const;
  const { objects, blobs, at } = (await askServer(places, question, io)) as BackupSummary;
  const text = `${path} has ${agreed(objects, "object", "objects")} and ${agreed(blobs, "file", "files")}, as they were at ${at}.`;
  return { text, json: { objects, blobs, at } };
}

/** `homeground restore FILE`, into a place that is new. */
export async function restore(path: string, given: ServePlaces): Promise<CommandResult> {
  const places = placesOf(given);
  const opened = await openPlaces(places);
  try {
    const { objects, blobs, at } = await restoreInto(path, opened, join(places.data, "incoming"));
    const text = `Back there: ${agreed(objects, "object", "objects")} and ${agreed(blobs, "file", "files")}, as they were at ${at}.`;
    return { text, json: { objects, blobs, at } };
  } finally {
    await opened.database.close();
  }
}
