import type { CreateDigest } from "../core/digest.js";
import { isHomegroundError } from "../core/errors.js";
import type { FileAccess } from "../formats/file-access.js";

/** SHA-256 of a file as it streams; null where it cannot be read, which is said elsewhere. */
export async function digestOrNull(
  access: FileAccess,
  path: string,
  createDigest: CreateDigest,
): Promise<string | null> {
  const digest = createDigest();
  try {
    for await (const piece of access.stream(path)) digest.update(piece);
  } catch (error) {
    if (isHomegroundError(error)) return null;
    throw error;
  }
  return digest.hex();
}
