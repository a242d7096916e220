import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServerClient } from "../../src/node/server/client.js";
import { DEFAULT_SETTINGS } from "../../src/node/server/state.js";
import { addObject, sha256, startTestServer, type TestServer } from "../support/server-case.js";
import { throwsCode } from "../support/throws-code.js";

let folder: string;
let server: TestServer;
let admin: ServerClient;
let workspace: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hg-abuse-"));
  server = await startTestServer({
    data: join(folder, "data"),
    settings: { ...DEFAULT_SETTINGS, mostFileBytes: 1_000_000, hosts: ["lab.example.org"] },
    bodyLimits: { mostJsonBytes: 100_000, mostJsonMs: 500, leastBytesPerSecond: 1e6, graceMs: 500 },
  });
  admin = server.client(server.token);
  workspace = (await admin.call("whoAmI")).workspaces[0]!.id;
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (path: string) => new URL(path, server.url);
const own = () => ({ authorization: `Bearer ${server.token}`, "content-type": "application/json" });
const objects = () => `/v1/workspaces/${workspace}/objects`;

/** Sends bytes as they are. @returns what comes back until the connection is closed, or nothing more is asked */
async function raw(...pieces: readonly (string | (() => unknown))[]): Promise<string> {
  const { port } = new URL(server.url);
  const socket: Socket = connect(Number(port), "127.0.0.1");
  let told = "";
  socket.setEncoding("utf8").on("data", (piece) => {
    told += piece;
  });
  const ended = new Promise<void>((resolve) => {
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
  for (const piece of pieces) {
    if (typeof piece === "string") socket.write(piece);
    else await piece();
  }
  await ended;
  return told;
}

const statusIn = (text: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
const head = (line: string, ...more: string[]) =>
  [line, "host: localhost", "connection: close", ...more, "", ""].join("\r\n");
const token = () => `authorization: Bearer ${server.token}`;
const isWell = async () => expect((await fetch(at("health"))).status).toBe(200);

describe("requests that nobody should send", () => {
  it.each(["evil.test", "localhost.evil.test", "evil.test:80", "", "169.254.169.254.nip.io"])(
    "are not answered for the host %j",
    async (host) => {
      const told = await raw(`GET /health HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
      expect([400, 421]).toContain(statusIn(told));
    },
  );

  it.each(["localhost", "127.0.0.1:1", "[::1]:80", "lab.example.org"])(
    "are answered for the host %s",
    async (host) => {
      const told = await raw(`GET /health HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
      expect(statusIn(told)).toBe(200);
      expect(told).toContain("x-content-type-options: nosniff");
      expect(told).toContain("content-security-policy: default-src 'none'");
    },
  );

  it.each([
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/%252e%252e%252fetc/passwd",
    "/..%5c..%5cetc/passwd",
    "/%c0%ae%c0%ae/etc/passwd",
    "//etc/passwd",
    "/static/..;/..;/etc/passwd",
    "/a%00.jpg",
    `/${"a".repeat(10_000)}`,
    "/v1/workspaces/..%2f..%2fetc%2fpasswd/objects",
    "/v1/workspaces/x%00/objects",
    "/v1/workspaces/' OR '1'='1/objects".replaceAll(" ", "%20"),
  ])("find nothing at %s", async (path) => {
    const told = await raw(head(`GET ${path} HTTP/1.1`, token()));
    expect([400, 404, 414]).toContain(statusIn(told));
    expect(told).not.toContain("root:");
  });

  it("read no file by a path of their own", async () => {
    const { id } = await addObject(admin, workspace, "evaluation-set", "one", {
      "l.csv": "file,label\na.jpg,b\n",
    });
    for (const path of [
      "../l.csv",
      "..%2fl.csv",
      "%2fetc%2fpasswd",
      "l.csv/",
      ".%2fl.csv",
      "x%00",
      "",
    ]) {
      const told = await raw(head(`GET ${objects()}/${id}/files/${path} HTTP/1.1`, token()));
      expect([400, 404], path).toContain(statusIn(told));
    }
    for (const path of [
      "../x",
      "/x",
      "a/../x",
      "a//b",
      ".hidden",
      "a\\b",
      "a\0",
      "a\r\nSet-Cookie: x=1",
    ]) {
      const files = [{ path, sha256: sha256("file,label\na.jpg,b\n") }];
      const body = JSON.stringify({ kind: "evaluation-set", name: "bad", files });
      const { status } = await fetch(at(objects()), { method: "POST", headers: own(), body });
      expect(status, path).toBe(400);
    }
  });

  it("ask for parts of files as they please", async () => {
    const text = "file,label\na.jpg,b\n";
    const { id } = await addObject(admin, workspace, "evaluation-set", "parts", { "l.csv": text });
    const part = async (range: string) => {
      const { authorization } = own();
      const url = at(`${objects()}/${id}/files/l.csv`);
      const response = await fetch(url, { headers: { authorization, range } });
      return `${response.status} ${await response.text()}`;
    };
    expect(await part("bytes=0-3")).toBe("206 file");
    expect(await part("bytes=-2")).toBe("206 b\n");
    expect(await part("bytes=16-999")).toBe("206 ,b\n");
    for (const range of [
      "bytes=99-",
      "bytes=-99999999999",
      "bytes=5-2",
      "bytes=0-1,2-3",
      "x",
      "bytes=-",
    ]) {
      expect(await part(range), range).toBe(
        `${range === "bytes=-99999999999" ? 206 : 200} ${text}`,
      );
    }
  });

  it.each([
    ["broken", '{"kind":'],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["a thousand deep", "[".repeat(1000)],
    ["of another shape", "[]"],
    ["with keys of prototypes", '{"__proto__":{"role":"admin"},"kind":"model"}'],
    [
      "with a key too many",
      '{"kind":"model","name":"a","files":[{"path":"a","sha256":"0"}],"role":1}',
    ],
    ["with line breaks in a name", JSON.stringify({ kind: "model", name: "a\nb", files: [] })],
  ])("send JSON that is %s", async (_name, body) => {
    const response = await fetch(at(objects()), { method: "POST", headers: own(), body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "server/bad-request" } });
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/xml",
  ])("send JSON as %s", async (type) => {
    const headers = { ...own(), "content-type": type };
    const { status } = await fetch(at(objects()), { method: "POST", headers, body: '{"a":1}' });
    expect(status).toBe(415);
  });

  it("send more JSON than anybody needs, said before or not", async () => {
    const start = `POST ${objects()} HTTP/1.1`;
    const json = "content-type: application/json";
    const lie = await raw(head(start, token(), json, "content-length: 1000000000000"), "hello");
    expect(statusIn(lie)).toBe(413);
    const chunks = `186a0\r\n${" ".repeat(100_000)}\r\n`;
    const much = await raw(
      head(start, token(), json, "transfer-encoding: chunked"),
      chunks,
      chunks,
    );
    expect(statusIn(much)).toBe(413);
    await isWell();
  });

  it("send files larger than they may be, or other than they say", async () => {
    const put = (name: string, body: Uint8Array) =>
      admin.call("upload", { params: { workspace, sha256: name }, body });
    const large = Buffer.alloc(1_000_001);
    await expect(put(sha256(large), large)).rejects.toThrow(throwsCode("blobs/too-large"));
    await expect(put(sha256("a"), Buffer.from("b"))).rejects.toThrow(throwsCode("blobs/cut"));
    expect(await readdir(join(folder, "data/incoming"))).toEqual([]);
  });

  it("cut an upload off at any byte, and nothing is left of it", async () => {
    const body = Buffer.from("cut off somewhere");
    const start = head(
      `PUT /v1/workspaces/${workspace}/uploads/${sha256(body)} HTTP/1.1`,
      token(),
      `content-length: ${body.length}`,
    );
    for (const length of [0, 1, 8, body.length - 1]) {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
      const before = server.log.length;
      socket.write(start);
      socket.write(body.subarray(0, length));
      await expect.poll(() => readdir(join(folder, "data/incoming"))).toHaveLength(1);
      socket.destroy();
      await expect.poll(() => readdir(join(folder, "data/incoming"))).toEqual([]);
      await expect.poll(() => server.log.length).toBeGreaterThan(before);
    }
    const files = [{ path: "a.csv", sha256: sha256(body) }];
    await expect(
      admin.call("createObject", {
        params: { workspace },
        body: { kind: "evaluation-set", name: "cut", files },
      }),
    ).rejects.toThrow(throwsCode("server/conflict"));
    await isWell();
  });

  it("send bodies that never end, and others are answered beside them", async () => {
    const start = `POST ${objects()} HTTP/1.1`;
    const slow = raw(
      head(start, token(), "content-type: application/json", "content-length: 1000"),
      "{",
    );
    const upload = raw(
      head(
        `PUT /v1/workspaces/${workspace}/uploads/${sha256("x")} HTTP/1.1`,
        token(),
        "content-length: 1000",
      ),
      "x",
    );
    await isWell();
    expect(statusIn(await slow)).toBe(408);
    expect(statusIn(await upload)).toBe(408);
    await expect.poll(() => readdir(join(folder, "data/incoming"))).toEqual([]);
  });

  it.each(["TRACE", "PROPFIND", "PATCH", "M".repeat(16_384), "get"])(
    "use the method %s",
    async (method) => {
      const told = await raw(head(`${method.slice(0, 20_000)} /health HTTP/1.1`));
      expect([400, 404, 405, 431, 501]).toContain(statusIn(told));
      await isWell();
    },
  );

  it("send more headers than anybody needs", async () => {
    const many = Array.from({ length: 5000 }, (_, i) => `x-${i}: y`);
    const told = await raw(head("GET /health HTTP/1.1", ...many));
    expect([400, 431]).toContain(statusIn(told));
    await isWell();
  });

  it.each(["1000000000", "-1", "0.5", "NaN", "0", "501", "9223372036854775808", "1; DROP TABLE x"])(
    "ask for a page of %s",
    async (limit) => {
      for (const key of ["limit", "after", "kind", "sort"]) {
        if (key === "after" && limit === "1000000000") continue;
        if (key === "after" && limit === "501") continue;
        const url = at(`${objects()}?${key}=${encodeURIComponent(limit)}`);
        const response = await fetch(url, { headers: own() });
        expect(response.status, key).toBe(400);
      }
    },
  );

  it.each([
    "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJhZG1pbiJ9.",
    "null",
    "",
    "a.b",
    "x".repeat(10_000),
    `hg_${"0".repeat(10)}_${"A".repeat(43)}`,
  ])("show a token %s", async (wrong) => {
    const { status } = await fetch(at("v1/me"), { headers: { authorization: `Bearer ${wrong}` } });
    expect(status).toBe(401);
  });

  it("come too often", async () => {
    const busy = await startTestServer({
      data: join(folder, "busy"),
      settings: { ...DEFAULT_SETTINGS, requestsPerMinute: 5 },
    });
    const statuses = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const headers = { authorization: `Bearer ${busy.token}` };
        return (await fetch(new URL("v1/me", busy.url), { headers })).status;
      }),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    await busy.close();
  });

  it("fill a workspace, and no more", async () => {
    const small = await admin.call("createWorkspace", { body: { name: "small", quotaBytes: 10 } });
    const put = (text: string) => {
      const params = { workspace: small.id, sha256: sha256(text) };
      return admin.call("upload", { params, body: Buffer.from(text) });
    };
    await put("12345");
    await put("12345");
    const two = await Promise.allSettled([put("abcde"), put("fghij")]);
    expect(two.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(put("x")).rejects.toThrow(throwsCode("server/quota"));
    const params = { workspace: small.id };
    expect(await admin.call("readWorkspace", { params })).toMatchObject({ usedBytes: 10 });
  });
});

describe("a server on its data", () => {
  it("is the only one, and takes over from one that was ended", async () => {
    const data = join(folder, "alone");
    const first = await startTestServer({ data });
    await expect(startTestServer({ data })).rejects.toThrow(throwsCode("database/in-use"));
    await first.close();
    const second = await startTestServer({ data });
    expect(second.token).toBeNull();
    const again = second.client(first.token);
    expect((await again.call("whoAmI")).operator).toBe(true);
    await second.close();
  });

  it("tells its first token also where its port was taken at first", async () => {
    const data = join(folder, "port");
    const port = Number(new URL(server.url).port);
    await expect(startTestServer({ data, port })).rejects.toThrow(
      throwsCode("server/cannot-listen"),
    );
    const started = await startTestServer({ data });
    expect(started.token).not.toBeNull();
    await started.close();
  });
});
