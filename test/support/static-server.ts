import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

/** A folder as any static host serves it, below a path of several parts. */
export interface StaticServer {
  /** Address of the folder, with a slash at its end. */
  readonly address: string;
  /** Paths below the folder that were asked for, in order; outside it, the whole path. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const BELOW = "/~someone/deep/records/";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
};

/** @param held what the answer to a file whose name matches waits for */
export async function serveFolder(
  root: string,
  held: { readonly name: RegExp; readonly until: Promise<void> } | null = null,
): Promise<StaticServer> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname);
    const inside = path.startsWith(BELOW) ? path.slice(BELOW.length) : null;
    asked.push(inside ?? path);
    if (inside !== null && held?.name.test(inside)) await held.until;
    try {
      if (inside === null || normalize(inside).startsWith("..")) throw new Error("outside");
      const bytes = await readFile(join(root, inside));
      response.writeHead(200, {
        "content-type": TYPES[extname(inside)] ?? "application/octet-stream",
      });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${BELOW}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
