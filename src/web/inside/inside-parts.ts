/**
 * Files that a page carries in itself: elements that no browser runs, each with one file, compressed
 * (zlib) and in base64. `homeground publish --single-file` writes them.
 */
export interface InsideParts {
  /** Paths of all of them, as the folder of a published record would have them. */
  readonly paths: readonly string[];
  /** @throws Error where it is not there, or is not what was written */
  bytes(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

const PARTS = "script[data-inside]";

/**
 * The files that this page carries; null for a page in a folder, which carries none. They are looked up
 * when they are wanted: a page that is still loading has the last of them later.
 */
export function insideParts(): InsideParts | null {
  if (document.querySelector(PARTS) === null) return null;
  const elements = (): HTMLScriptElement[] => [
    ...document.querySelectorAll<HTMLScriptElement>(PARTS),
  ];
  return {
    get paths() {
      return elements().map(({ dataset }) => dataset["inside"] ?? "");
    },
    async bytes(path) {
      const element = elements().find(({ dataset }) => dataset["inside"] === path);
      if (element === undefined) throw new Error(`${path} is not inside this page`);
      const bytes = await unpacked(element.textContent ?? "");
      const expected = Number(element.dataset["bytes"]);
      if (bytes.length === expected) return bytes;
      throw new Error(
        `${path} has ${bytes.length} bytes in this page, and should have ${expected}`,
      );
    },
  };
}

/** Resolves when the browser has the whole page. */
export function wholePage(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  });
}

/** The bytes behind zlib and base64. @throws Error where either is broken */
async function unpacked(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = bytesOfBase64(base64);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Files below a folder of those that a page carries, without the folder's name. */
export async function insideFiles(
  parts: InsideParts,
  folder: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const start = `${folder}/`;
  const files = new Map<string, Uint8Array>();
  for (const path of parts.paths.filter((one) => one.startsWith(start))) {
    files.set(path.slice(start.length), await parts.bytes(path));
  }
  return files;
}
