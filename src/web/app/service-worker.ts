/**
 * Keeps the app for use without a network: answers with a fixed list of the app's own files, each held
 * to its SHA-256, and with nothing else. A new version is fetched beside the old one and takes over
 * when no page of the old one is open, so that no page ever has parts of two.
 */

/** What the worker asks of its scope: the library of types has the page's names alone. */
interface WaitingEvent extends Event {
  waitUntil(until: Promise<unknown>): void;
}
interface AskedEvent extends WaitingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface ServiceWorkerSelf {
  readonly registration: { readonly scope: string };
  addEventListener(kind: "install" | "activate", listen: (event: WaitingEvent) => void): void;
  addEventListener(kind: "fetch", listen: (event: AskedEvent) => void): void;
}

/** Put in front of this program by the build: path below the app's folder, and SHA-256. */
declare const homegroundFiles: readonly (readonly [path: string, sha256: string])[];

const worker = globalThis as unknown as ServiceWorkerSelf;
const { scope } = worker.registration;
/** Storage is shared by everything of a host: names begin with the folder of the app. */
const OURS = `homeground ${scope} `;
const paths = new Map(homegroundFiles.map(([path]) => [new URL(path, scope).href, path]));

worker.addEventListener("install", (event) => event.waitUntil(keepAll()));
worker.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
worker.addEventListener("fetch", (event) => {
  const kept = event.request.method === "GET" ? keptAddress(event.request.url) : null;
  if (kept !== null) event.respondWith(answer(kept, event.request));
});

async function nameOfCache(): Promise<string> {
  const list = homegroundFiles.map((file) => file.join(" ")).join("\n");
  return OURS + (await sha256(new TextEncoder().encode(list)));
}

async function keepAll(): Promise<void> {
  const cache = await caches.open(await nameOfCache());
  for (const [path, expected] of homegroundFiles) {
    const address = new URL(path, scope).href;
    if ((await cache.match(address)) !== undefined) continue;
    // What the page has loaded just now is taken from the browser's own store, unless it is old.
    const bytes =
      (await fetched(address, expected, "default")) ?? (await fetched(address, expected, "reload"));
    if (bytes === null) throw new Error(`${path} is not the file of this version`);
    await cache.put(address, bytes);
  }
}

/** @returns null where it is another file */
async function fetched(
  address: string,
  expected: string,
  mode: RequestCache,
): Promise<Response | null> {
  const options: RequestInit = { cache: mode, credentials: "omit", redirect: "error" };
  const response = await fetch(address, options);
  if (!response.ok) return null;
  const bytes = await response.arrayBuffer();
  if ((await sha256(new Uint8Array(bytes))) !== expected) return null;
  const type = response.headers.get("Content-Type");
  return new Response(bytes, { headers: type === null ? {} : { "Content-Type": type } });
}

async function forgetOthers(): Promise<void> {
  const own = await nameOfCache();
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== own) await caches.delete(name);
  }
}

/** The address of a file of the list; what follows the page's own is for its program. */
function keptAddress(url: string): string | null {
  const { origin, pathname, search } = new URL(url);
  const address = `${origin}${pathname}`;
  if (address === scope) return new URL("index.html", scope).href;
  if (!paths.has(address)) return null;
  return search === "" || paths.get(address) === "index.html" ? address : null;
}

async function answer(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(await nameOfCache());
  return (await cache.match(address)) ?? fetch(request);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
