import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";

/** What a path answers with: text, bytes, or the file at a place on disk. */
export type SiteFile = string | Uint8Array | { readonly disk: string };

export interface StaticSite {
  /** Address of the site's root, with a slash at its end. */
  readonly url: string;
  /** Paths that were asked for, below the root, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
};

/**
 * A plain static host for tests, as universities have them: no headers of its own, any sub-path.
 *
 * @param content files by path below the root, or a folder on disk
 * @param subPath where on the host the site lies: `/` or `/some/where/`
 */
export async function openStaticSite(
  content: ReadonlyMap<string, SiteFile> | string,
  subPath = "/",
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticSite> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const inside = pathname.startsWith(subPath)
      ? decodeURIComponent(pathname.slice(subPath.length))
      : null;
    requests.push(inside ?? pathname);
    const path =
      inside === null || inside.endsWith("/") || inside === ""
        ? `${inside ?? ""}index.html`
        : inside;
    const file = inside === null ? undefined : fileAt(content, path);
    if (file === undefined) {
      response.writeHead(404, headers).end();
      return;
    }
    send(response, file, {
      ...headers,
      "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${subPath}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function fileAt(
  content: ReadonlyMap<string, SiteFile> | string,
  path: string,
): SiteFile | undefined {
  if (typeof content !== "string") return content.get(path);
  const disk = normalize(join(content, path));
  const isThere = disk.startsWith(content + sep) && existsSync(disk) && statSync(disk).isFile();
  return isThere ? { disk } : undefined;
}

function send(
  response: ServerResponse,
  file: SiteFile,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(200, headers);
  if (typeof file === "string" || file instanceof Uint8Array) response.end(file);
  else createReadStream(file.disk).pipe(response);
}
