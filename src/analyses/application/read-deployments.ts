import { readDelimited } from "../../formats/delimited/delimited.js";
import type { FileAccess } from "../../formats/file-access.js";
import { type Deployments, deploymentsOf } from "./deployments.js";

/**
 * When and where cameras stood, of a table.
 *
 * @param source names it in errors
 * @throws HomegroundError `deployments/…`, and as the reader of tables
 */
export async function readDeploymentsOf(
  { access, path }: { readonly access: FileAccess; readonly path: string },
  source: string,
): Promise<Deployments> {
  const { table } = await readDelimited(access, path, {
    readColumns: ({ names }) => new Map(names.map((name) => [name, "text"] as const)),
  });
  return deploymentsOf(table, source);
}
