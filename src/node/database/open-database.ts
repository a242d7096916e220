import type { Database } from "./database.js";

/** Where a database is. */
export type DatabasePlace = { readonly folder: string } | { readonly url: string };

/**
 * Opens a database as it is: `migrate` brings it to this program's version, `checkVersion` refuses another.
 *
 * @throws HomegroundError `database/in-use`, `database/unreachable`, `database/damaged`, `database/server-version`,
 *   `output/not-written`
 */
export async function openDatabase(place: DatabasePlace): Promise<Database> {
  if ("url" in place) {
    const { openPostgres } = await import("./postgres.js");
    return await openPostgres(place.url);
  }
  const { openPglite } = await import("./pglite.js");
  return await openPglite(place.folder);
}
