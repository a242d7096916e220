import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveApp } from "../../../src/node/app/app-server.js";
import type { LocalServer } from "../../../src/node/app/local-server.js";
import { throwsCode } from "../../support/throws-code.js";

const folder = mkdtempSync(join(tmpdir(), "homeground-app-"));
let server: LocalServer;

beforeAll(async () => {
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>app</title>");
  writeFileSync(join(folder, "app.js"), "export {};");
  writeFileSync(join(folder, "secret.txt"), "not in the list");
  server = await serveApp(
    new Map([
      ["index.html", join(folder, "index.html")],
      ["app.js", join(folder, "app.js")],
    ]),
    0,
  );
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function ask(path: string, method = "GET", host?: string): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  const headers = host === undefined ? {} : { Host: host };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let body = "";
      response.on("data", (piece: Buffer) => {
        body += piece.toString();
      });
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("the server of the app", () => {
  it("gives the page and its programs, with a policy that lets nothing out", async () => {
    const page = await ask("/");
    expect(page.status).toBe(200);
    expect(page.body).toContain("<title>app</title>");
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(page.headers["content-security-policy"]).toContain("connect-src 'self' blob:");
    expect(page.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(page.headers["x-frame-options"]).toBe("DENY");
    expect(page.headers["cross-origin-embedder-policy"]).toBe("require-corp");
    expect((await ask("/app.js?v=1")).headers["content-type"]).toMatch(/^text\/javascript/);
    expect((await ask("/app.js", "HEAD")).body).toBe("");
  });

  it.each([
    "/secret.txt",
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%zz",
    "//",
  ])("gives nothing for %s", async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it("takes no other method, and no other name for this machine", async () => {
    expect((await ask("/", "POST")).status).toBe(405);
    expect((await ask("/", "GET", "evil.example")).status).toBe(421);
    expect((await ask("/", "GET", "localhost:8417")).status).toBe(200);
  });

  it("says that a port is taken", async () => {
    const port = Number(new URL(server.url).port);
    await expect(serveApp(new Map(), port)).rejects.toThrow(throwsCode("output/not-written"));
  });
});
