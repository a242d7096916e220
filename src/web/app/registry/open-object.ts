import { HomegroundError } from "../../../core/errors.js";
import type { ObjectKind } from "../../../registry/routes.js";
import { createHttpAccess } from "../../record/http-access.js";
import { hashOf, type RegistryClient } from "../../registry/registry-client.js";
import { fetchRecord, type OnFetched, type OpenedRecord } from "../opened-with.js";
import type { ObjectPlace } from "./object-places.js";

/** Kinds that the app can work with. */
export const OPENED_KINDS = [
  "model",
  "record",
  "preview",
  "evaluation-set",
] as const satisfies readonly ObjectKind[];

/** An object as it came, each file by the SHA-256 that the registry has of it. */
export interface OpenedObject extends OpenedRecord {
  readonly kind: ObjectKind;
  readonly isRecord: boolean;
}

/**
 * Fetches an object with every file that the app can use of it, as whoever is signed in.
 *
 * @throws HomegroundError `server/…` as the registry answers; `network/bad-answer` for a file that is not
 *   the one it names; `usage/bad-option` for a kind that is nothing to work with; `record/…` as `fetchRecord`
 */
export async function openObject(
  client: RegistryClient,
  base: string,
  { workspace, object }: ObjectPlace,
  onFetched: OnFetched,
): Promise<OpenedObject> {
  const params = { workspace, object };
  const { kind, name, files, facts } = await client.call("readObject", { params });
  if (kind === "record" || kind === "preview") {
    const folder = kind === "preview" ? "record/" : "";
    const place = `v1/workspaces/${workspace}/objects/${object}/files/${folder}`;
    const access = createHttpAccess(new URL(place, base).href, undefined, "same-origin");
    const id = typeof facts["record"] === "string" ? facts["record"] : "";
    return { ...(await fetchRecord({ access, id }, onFetched)), title: name, kind, isRecord: true };
  }
  if (kind !== "model" && kind !== "evaluation-set") {
    throw new HomegroundError("usage/bad-option", {
      what: `an object of the kind ${kind} is nothing to start from`,
      where: name,
      fix: "Open a model, a record or an evaluation set",
    });
  }
  const opened = new Map<string, Blob>();
  for (const { path, sha256, sizeBytes } of files) {
    onFetched(path, 0, sizeBytes);
    const response = await client.call("readFile", { params: { ...params, path } });
    const blob = await response.blob();
    if ((await hashOf(blob)) !== sha256) {
      throw new HomegroundError("network/bad-answer", {
        what: "a file came otherwise than the registry has it",
        where: path,
        fix: "Load the page again; if it goes on, tell who runs the registry",
      });
    }
    onFetched(path, sizeBytes, sizeBytes);
    opened.set(path, blob);
  }
  return { title: name, kind, isRecord: false, files: opened, model: "not-included", error: null };
}
