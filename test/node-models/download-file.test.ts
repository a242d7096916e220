import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DownloadOptions, downloadFile } from "../../src/node/models/download-file.js";
import { throwsCode } from "../support/throws-code.js";
import {
  type Handler,
  LOCAL_POLICY,
  type ModelServer,
  sendFile,
  startModelServer,
} from "./model-server.js";

/** Not text, and longer than a buffer of the network. */
const BYTES = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * i + (i >> 7)) & 255));
const SHA256 = createHash("sha256").update(BYTES).digest("hex");
const OPTIONS: DownloadOptions = {
  policy: LOCAL_POLICY,
  maxBytes: 1e6,
  sha256: null,
  pausesMs: [],
};

let folder = "";
let target = "";
let server: ModelServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-download-"));
  target = join(folder, "deep", "m.onnx");
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
async function serve(handler: Handler): Promise<string> {
  server = await startModelServer(handler);
  return `${server.base}/m.onnx`;
}

/** Breaks the connection once so many bytes have come. */
function breakAt(bytes: number): Pick<DownloadOptions, "onProgress"> {
  return {
    onProgress: (done) => {
      if (done === bytes) server.breakOff();
    },
  };
}

describe("downloadFile", () => {
  it("writes the file, its checksum and nothing else", async () => {
    const url = await serve((request, response) => sendFile(request, response, BYTES));
    const seen: number[] = [];
    const came = await downloadFile(url, target, {
      ...OPTIONS,
      sha256: SHA256,
      onProgress: (done, total) => {
        seen.push(done);
        expect(total).toBe(BYTES.length);
      },
    });
    expect(came).toEqual({
      sha256: SHA256,
      bytes: BYTES.length,
      etag: '"v1"',
      lastModified: null,
    });
    expect(await readFile(target)).toEqual(BYTES);
    expect(await readdir(join(folder, "deep"))).toEqual(["m.onnx"]);
    expect(seen.at(-1)).toBe(BYTES.length);
  });

  it("goes on where the connection broke, asking for the rest alone", async () => {
    const url = await serve((request, response) => {
      const isFirst = server.requests.length === 1;
      sendFile(request, response, BYTES, isFirst ? { stopAfter: 100_000 } : {});
    });
    const broken = downloadFile(url, target, { ...OPTIONS, ...breakAt(100_000) });
    await expect(broken).rejects.toThrow(throwsCode("network/unreachable"));
    const came = await downloadFile(url, target, OPTIONS);
    expect(came.sha256).toBe(SHA256);
    const { range, "if-range": version } = server.requests[1]!.headers;
    expect(range).toBe("bytes=100000-");
    expect(version).toBe('"v1"');
  });

  it("tries again by itself", async () => {
    const url = await serve((request, response) => {
      if (server.requests.length === 1) response.writeHead(503).end();
      else if (server.requests.length === 2) {
        sendFile(request, response, BYTES, { stopAfter: 50_000 });
      } else sendFile(request, response, BYTES);
    });
    const came = await downloadFile(url, target, {
      ...OPTIONS,
      ...breakAt(50_000),
      pausesMs: [1, 1],
    });
    expect(came.sha256).toBe(SHA256);
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([
      undefined,
      undefined,
      "bytes=50000-",
    ]);
  });

  it.each([
    ["that drips", { totalMs: 60_000, windowBytes: 1000, windowMs: 50 }, /bytes came in/],
    ["that takes too long in all", { totalMs: 60, windowBytes: 1, windowMs: 1e9 }, /longer than/],
  ])("gives up on a server %s, and keeps what came", async (_, patience, words) => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-length": BYTES.length, etag: '"v1"' });
      const drip = setInterval(() => response.write(BYTES.subarray(0, 8)), 10);
      response.on("close", () => clearInterval(drip));
    });
    const slow = downloadFile(url, target, { ...OPTIONS, patience, pausesMs: [1, 1] });
    await expect(slow).rejects.toThrow(throwsCode("network/too-slow"));
    await expect(slow).rejects.toThrow(words);
    expect(server.requests).toHaveLength(1); // a slow server is not asked again
    expect(await readdir(join(folder, "deep"))).toEqual(["m.onnx.part", "m.onnx.part.json"]);
  });

  it("starts again when the file has changed in between", async () => {
    const changed = Buffer.from(BYTES).reverse();
    const url = await serve((request, response) => {
      if (server.requests.length === 1) sendFile(request, response, BYTES, { stopAfter: 70_000 });
      else sendFile(request, response, changed, { etag: '"v2"' });
    });
    const came = await downloadFile(url, target, { ...OPTIONS, ...breakAt(70_000), pausesMs: [1] });
    expect(came.sha256).toBe(createHash("sha256").update(changed).digest("hex"));
    expect(await readFile(target)).toEqual(changed);
  });

  it("does not go on by a weak ETag, which does not promise equal bytes", async () => {
    const url = await serve((request, response) => {
      const isFirst = server.requests.length === 1;
      const etag = 'W/"v1"';
      sendFile(request, response, BYTES, isFirst ? { etag, stopAfter: 70_000 } : { etag });
    });
    await downloadFile(url, target, { ...OPTIONS, ...breakAt(70_000), pausesMs: [1] });
    expect(server.requests[1]?.headers.range).toBeUndefined();
  });

  it("starts again when a server goes on at another place than was asked", async () => {
    const url = await serve((request, response) => {
      if (server.requests.length === 1) sendFile(request, response, BYTES, { stopAfter: 70_000 });
      else if (request.headers.range !== undefined) {
        response.writeHead(206, { "content-range": "bytes 5-9/300000" }).end("12345");
      } else sendFile(request, response, BYTES);
    });
    const came = await downloadFile(url, target, {
      ...OPTIONS,
      ...breakAt(70_000),
      pausesMs: [1, 1],
    });
    expect(came.sha256).toBe(SHA256);
  });

  it("refuses a file that is too large, by its header or as it comes", async () => {
    const url = await serve((request, response) => {
      if (server.requests.length === 1) sendFile(request, response, BYTES);
      else response.writeHead(200).end(BYTES); // its length is not stated: chunked
    });
    const limited = { ...OPTIONS, maxBytes: 200_000 };
    for (let i = 0; i < 2; i++) {
      await expect(downloadFile(url, target, limited)).rejects.toThrow(
        throwsCode("model/too-large"),
      );
    }
  });

  it("refuses other bytes than the checksum's, and does not keep them", async () => {
    const url = await serve((request, response) => sendFile(request, response, BYTES));
    const asked = downloadFile(url, target, { ...OPTIONS, sha256: "0".repeat(64) });
    await expect(asked).rejects.toThrow(throwsCode("model/hash"));
    expect(await readdir(join(folder, "deep"))).toEqual([]);
  });

  it("says that an address gives a web page", async () => {
    const url = await serve((_, response) => response.end("<!doctype html><title>Sign in</title>"));
    const asked = downloadFile(url.replace("m.onnx", "blob/main/m.onnx"), target, OPTIONS);
    await expect(asked).rejects.toThrow(throwsCode("model/not-onnx"));
    await expect(asked).rejects.toThrow(/web page.*\/resolve\//s);
    expect(await readdir(join(folder, "deep"))).toEqual([]);
  });

  it.each([
    [404, "network/bad-answer"],
    [401, "network/bad-answer"],
    [403, "network/bad-answer"],
    [429, "network/unreachable"],
    [500, "network/unreachable"],
  ] as const)("answers status %i with %s", async (status, code) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    await expect(downloadFile(url, target, OPTIONS)).rejects.toThrow(throwsCode(code));
  });

  it("keeps what came when it is stopped, for the next time", async () => {
    const url = await serve((request, response) => {
      if (server.requests.length > 1) sendFile(request, response, BYTES);
      else {
        response.writeHead(200, { etag: '"v1"', "content-length": BYTES.length });
        response.write(BYTES.subarray(0, 100_000)); // and no more
      }
    });
    const stop = new AbortController();
    const asked = downloadFile(url, target, {
      ...OPTIONS,
      signal: stop.signal,
      onProgress: (done) => {
        if (done === 100_000) stop.abort();
      },
    });
    await expect(asked).rejects.toThrow(throwsCode("run/interrupted"));
    expect((await downloadFile(url, target, OPTIONS)).sha256).toBe(SHA256);
    expect(server.requests[1]?.headers.range).toBe("bytes=100000-");
  });
});
