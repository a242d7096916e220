import { HomegroundError, messageOf } from "../../core/errors.js";
import { type Questions, requestOf, type Told, toldBy } from "../../registry/request.js";
import type { Role } from "../../registry/route.js";
import type { ObjectKind, RouteName, Routes } from "../../registry/routes.js";
import { createWebDigest } from "../digest.js";

/** The server that gave out this page, asked as who is signed in. */
export interface RegistryClient {
  /** @throws HomegroundError what the server answers; `network/unreachable` */
  call<N extends RouteName>(
    name: N,
    ...question: Questions<N, Blob>
  ): Promise<Told<Routes[N], Response>>;
  /** The word that requests which change something carry; it is in no cookie and no address. */
  csrf: string | null;
}

/** A workspace, and what who is signed in may do there. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** @param base folder of the server's address */
export function createRegistryClient(base: string): RegistryClient {
  const client: RegistryClient = {
    csrf: null,
    async call(name, ...[question]) {
      const { method, path, type, body, answer } = requestOf<typeof name, Blob>(name, question);
      const response = await fetch(new URL(path, base), {
        method,
        body,
        headers: {
          ...(type === null ? {} : { "content-type": type }),
          ...(client.csrf === null ? {} : { "x-homeground-csrf": client.csrf }),
        },
        credentials: "same-origin",
        redirect: "error",
      }).catch((cause: unknown) => {
        throw new HomegroundError("network/unreachable", {
          what: messageOf(cause),
          where: new URL(base).host,
          fix: "See whether you are online, and try again",
          cause,
        });
      });
      return await toldBy(response, answer, {
        what: `the server answers ${response.status}, and not as it should`,
        where: new URL(response.url).host,
        fix: "Try again in a moment",
      });
    },
  };
  return client;
}

/** Files on their way into a registry. */
export interface NewObject {
  readonly workspace: string;
  readonly kind: ObjectKind;
  readonly name: string;
  /** By their path in the object. */
  readonly files: ReadonlyMap<string, Blob>;
}

/**
 * Uploads files and has the server make an object of them.
 *
 * @param told is called before each file
 */
export async function sendObject(
  client: RegistryClient,
  { workspace, kind, name, files }: NewObject,
  told: (path: string, number: number) => void,
): Promise<Told<Routes["createObject"], Response>> {
  const listed: { path: string; sha256: string }[] = [];
  for (const [path, body] of files) {
    told(path, listed.length + 1);
    const sha256 = await hashOf(body);
    await client.call("upload", { params: { workspace, sha256 }, body });
    listed.push({ path, sha256 });
  }
  return await client.call("createObject", {
    params: { workspace },
    body: { kind, name, files: listed },
  });
}

/** SHA-256 of a file, as it is read. */
export async function hashOf(blob: Blob): Promise<string> {
  const digest = createWebDigest();
  const reader = blob.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return digest.hex();
    digest.update(value);
  }
}
