import type { FileAccess } from "../file-access.js";

/** So much of a file is read to see its first element. */
const HEAD_BYTES = 1 << 16;

/** Name of the root element of an XML file; null where its begin does not show one. */
export async function xmlRootOf(access: FileAccess, path: string): Promise<string | null> {
  const head = await access.read(path, { maxBytes: HEAD_BYTES });
  let text = "";
  for (const byte of head) if (byte !== 0) text += String.fromCharCode(byte);
  const body = text.replace(
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*(\[[\s\S]*?\])?\s*>/gi,
    "",
  );
  return /<([A-Za-z_][\w.:-]*)/.exec(body)?.[1] ?? null;
}
