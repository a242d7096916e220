import { HomegroundError, messageOf } from "../../core/errors.js";

/** Name of the folder of the origin's private files that is Homeground's. */
const FOLDER = "homeground";

/**
 * A folder of this page that outlives it: the browser's private file system of the origin.
 *
 * @returns null where the browser keeps nothing: in private windows of some, over `file:` and `http:`
 */
export async function openPageFolder(name: string): Promise<FileSystemDirectoryHandle | null> {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(FOLDER, { create: true });
    return await folder.getDirectoryHandle(name, { create: true });
  } catch {
    return null; // whatever the reason, what a page does about it is to go on in memory, and to say so
  }
}

/** The error for what could not be kept, with the way out that fits. */
export function notKept(where: string, cause: unknown): HomegroundError {
  const isFull = cause instanceof DOMException && cause.name === "QuotaExceededError";
  return new HomegroundError("output/not-written", {
    what: isFull ? "no room is left to keep results in this browser" : messageOf(cause),
    where,
    fix: isFull
      ? "Delete a project that is not needed, or free space on this computer, and go on: what was kept stays"
      : "Load the page again; what was kept before stays",
    cause,
  });
}
