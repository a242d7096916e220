import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { serveApp } from "../../src/node/app/app-server.js";
import type { LocalServer } from "../../src/node/app/local-server.js";
import { onFreePort } from "../../src/node/app/local-server.js";
import { openingCommand } from "../../src/node/browser/open-browser.js";
import { APP_PORT, app } from "../../src/node/cli/app.js";
import { isFramed } from "../../src/web/app/own-window.js";
import { throwsCode } from "../support/throws-code.js";

const open: (Server | LocalServer)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Takes ports so that they are not free; returns the first. */
async function take(count: number): Promise<number> {
  for (let first = 21_000; ; first += 50) {
    try {
      for (let k = 0; k < count; k++) {
        const server = createServer();
        await new Promise<void>((resolve, reject) => {
          server.once("error", reject);
          server.listen(first + k, "127.0.0.1", resolve);
        });
        open.push(server);
      }
      return first;
    } catch {
      // somebody else has one of them
    }
  }
}

describe("homeground app", () => {
  it("takes the port 7357 of the contract", () => {
    expect(APP_PORT).toBe(7357);
  });

  it("takes the next port where the first ones are taken", async () => {
    const first = await take(2);
    const server = await onFreePort(first, 20, (port) => serveApp(new Map(), port));
    open.push(server);
    expect(Number(new URL(server.url).port)).toBeGreaterThanOrEqual(first + 2);
  });

  it("says so where none of them is free", async () => {
    const first = await take(2);
    await expect(onFreePort(first, 2, (port) => serveApp(new Map(), port))).rejects.toThrow(
      throwsCode("output/not-written"),
    );
  });

  it.each([
    ["at a terminal", true, true, 1],
    ["but not with --no-open", true, false, 0],
    ["nor without a terminal", false, true, 0],
  ])("opens the browser %s", async (_, live, wanted, times) => {
    const stop = new AbortController();
    const opened: string[] = [];
    const said: string[] = [];
    const io = {
      version: "0",
      signal: stop.signal,
      terminal: { live },
      err: (text: string) => {
        said.push(text);
        stop.abort();
      },
    } as unknown as Parameters<typeof app>[2];
    const done = await app(undefined, { port: 0, open: wanted }, io, (url) => opened.push(url));
    expect(opened).toHaveLength(times);
    const { url } = done.json as { readonly url: string };
    expect(opened.every((one) => one === url)).toBe(true);
    expect(said.join()).toContain(url);
  });

  it("opens a page that knows the token of the files it is started with", async () => {
    const stop = new AbortController();
    const io = {
      version: "0",
      signal: stop.signal,
      terminal: { live: false },
      err: () => stop.abort(),
    };
    const folder = await mkdtemp(join(tmpdir(), "homeground-opens-"));
    await writeFile(join(folder, "a.png"), "");
    const command = io as unknown as Parameters<typeof app>[2];
    const { json } = await app(folder, { port: 0, open: false }, command);
    expect(json).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?opened=[\w-]{32}$/),
    });
    const gone = app(folder, { port: 0, open: false, model: join(folder, "gone.onnx") }, command);
    await expect(gone).rejects.toThrow(throwsCode("input/not-found"));
    await rm(folder, { recursive: true });
  });

  it("opens it by the program of the system", () => {
    expect(openingCommand("darwin")).toEqual(["open"]);
    expect(openingCommand("linux")).toEqual(["xdg-open"]);
    expect(openingCommand("win32").slice(0, 3)).toEqual(["cmd", "/c", "start"]);
  });
});

describe("the app in a frame", () => {
  it("sees it", () => {
    const page = { top: null, self: null } as unknown as Window;
    expect(isFramed(page)).toBe(false);
    expect(isFramed({ ...page, top: {} as Window } as Window)).toBe(true);
  });
});
