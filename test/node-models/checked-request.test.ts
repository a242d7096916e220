import { afterEach, describe, expect, it } from "vitest";
import { get, type NetworkPolicy, readBody } from "../../src/node/models/checked-request.js";
import { throwsCode } from "../support/throws-code.js";
import { type Handler, LOCAL_POLICY, type ModelServer, startModelServer } from "./model-server.js";
import { TLS_CERTIFICATE } from "./tls.js";

const servers: ModelServer[] = [];
async function serve(handler: Handler, tls = false): Promise<ModelServer> {
  const server = await startModelServer(handler, tls);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const PUBLIC: NetworkPolicy = { ...LOCAL_POLICY, allowPrivate: false };

/** https with names that only this resolver knows; addresses of this machine pass. */
function named(policy: Partial<NetworkPolicy> = {}): NetworkPolicy {
  return {
    ...PUBLIC,
    ca: TLS_CERTIFICATE,
    whyRefused: () => null,
    resolve: async () => [{ address: "127.0.0.1", family: 4 }],
    ...policy,
  };
}

async function bodyOf(url: string, policy: NetworkPolicy): Promise<string> {
  return new TextDecoder().decode(await readBody(await get(url, {}, policy), 1000));
}

describe("get", () => {
  it("refuses http, and other protocols, without a request", async () => {
    const server = await serve((_, response) => response.end("x"));
    await expect(get(`${server.base}/`, {}, PUBLIC)).rejects.toThrow(throwsCode("network/blocked"));
    await expect(get("file:///etc/passwd", {}, LOCAL_POLICY)).rejects.toThrow(
      throwsCode("network/blocked"),
    );
    expect(server.requests).toHaveLength(0);
  });

  it.each(["127.0.0.1", "[::1]", "0x7f.1", "2130706433", "169.254.169.254", "[::ffff:10.0.0.1]"])(
    "refuses https://%s/, an address of no public network",
    async (host) => {
      const url = `https://${host}/m.onnx`;
      await expect(get(url, {}, PUBLIC)).rejects.toThrow(throwsCode("network/blocked"));
    },
  );

  it("refuses a name when one of its addresses is private", async () => {
    const server = await serve((_, response) => response.end("x"), true);
    const policy = named({
      whyRefused: (address) => (address === "10.0.0.1" ? "private" : null),
      resolve: async () => [
        { address: "127.0.0.1", family: 4 },
        { address: "10.0.0.1", family: 4 },
      ],
    });
    const asked = get(`https://models.test:${server.port}/`, {}, policy);
    await expect(asked).rejects.toThrow(throwsCode("network/blocked"));
    expect(server.requests).toHaveLength(0);
  });

  it("connects to the address that was checked, asking for it once", async () => {
    const server = await serve((_, response) => response.end("hello"), true);
    let asked = 0;
    const policy = named({
      // A name that changes its mind: public at first, then this machine.
      resolve: async () => [{ address: asked++ === 0 ? "127.0.0.1" : "10.0.0.1", family: 4 }],
    });
    expect(await bodyOf(`https://models.test:${server.port}/`, policy)).toBe("hello");
    expect(asked).toBe(1);
    expect(server.requests[0]?.headers.host).toBe(`models.test:${server.port}`);
  });

  it("refuses a certificate for another name", async () => {
    const server = await serve((_, response) => response.end("x"), true);
    const asked = get(`https://wrong.test:${server.port}/`, {}, named());
    await expect(asked).rejects.toThrow(throwsCode("network/unreachable"));
  });

  it("checks the address behind every redirect", async () => {
    const inner = await serve((_, response) => response.end("secret"));
    const outer = await serve((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.2:${inner.port}/` }).end();
    });
    const policy: NetworkPolicy = {
      ...LOCAL_POLICY,
      whyRefused: (address) => (address === "127.0.0.1" ? null : "private"),
    };
    await expect(get(`${outer.base}/`, {}, policy)).rejects.toThrow(throwsCode("network/blocked"));
    expect(inner.requests).toHaveLength(0);
  });

  it("does not follow a redirect from https to http", async () => {
    const inner = await serve((_, response) => response.end("x"));
    const outer = await serve((_, response) => {
      response.writeHead(301, { location: `${inner.base}/` }).end();
    }, true);
    const asked = get(`https://models.test:${outer.port}/`, {}, named());
    await expect(asked).rejects.toThrow(throwsCode("network/blocked"));
    expect(inner.requests).toHaveLength(0);
  });

  it("follows five redirects and not six", async () => {
    const server = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end("there");
      else response.writeHead(307, { location: `/${left - 1}` }).end();
    });
    expect(await bodyOf(`${server.base}/5`, LOCAL_POLICY)).toBe("there");
    await expect(get(`${server.base}/6`, {}, LOCAL_POLICY)).rejects.toThrow(
      throwsCode("network/bad-answer"),
    );
  });

  it("sends the token to its own host alone, and never again after a redirect away", async () => {
    let back = "";
    const elsewhere = await serve((_, response) => {
      response.writeHead(302, { location: back }).end();
    }, true);
    const own = await serve((request, response) => {
      const location = `https://elsewhere.test:${elsewhere.port}/x`;
      if (request.url === "/away") response.writeHead(302, { location }).end();
      else response.end("file");
    }, true);
    const origin = `https://models.test:${own.port}`;
    back = `${origin}/back`;
    const policy = named({ token: { origin, value: "hf_secret" } });
    expect(await bodyOf(`${origin}/away`, policy)).toBe("file");
    const sent = (server: ModelServer) =>
      server.requests.map(({ headers }) => headers.authorization);
    expect(sent(own)).toEqual(["Bearer hf_secret", undefined]);
    expect(sent(elsewhere)).toEqual([undefined]);
  });

  it("does not send the token over http", async () => {
    const server = await serve((_, response) => response.end("x"));
    await bodyOf(`${server.base}/`, {
      ...LOCAL_POLICY,
      token: { origin: server.base, value: "hf_secret" },
    });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("gives up when no answer begins in time", async () => {
    const server = await serve(() => {});
    const asked = get(`${server.base}/`, {}, { ...LOCAL_POLICY, answerTimeoutMs: 100 });
    await expect(asked).rejects.toThrow(throwsCode("network/unreachable"));
  });

  it("gives up when a body falls silent", async () => {
    const server = await serve((_, response) => response.write("begins"));
    const answer = await get(`${server.base}/`, {}, { ...LOCAL_POLICY, silenceTimeoutMs: 200 });
    await expect(readBody(answer, 1000)).rejects.toThrow(throwsCode("network/unreachable"));
  });

  it("says what is wrong where nobody listens", async () => {
    const server = await startModelServer(() => {});
    await server.close();
    await expect(get(`${server.base}/`, {}, LOCAL_POLICY)).rejects.toThrow(
      throwsCode("network/unreachable"),
    );
  });

  it("stops when it is told to", async () => {
    const server = await serve(() => {});
    const stop = new AbortController();
    const asked = get(`${server.base}/`, {}, LOCAL_POLICY, stop.signal);
    setTimeout(() => stop.abort(), 50);
    await expect(asked).rejects.toThrow(throwsCode("run/interrupted"));
  });

  it("leaves out of messages what follows the question mark", async () => {
    const server = await serve((_, response) => response.end("x".repeat(2000)));
    const answer = await get(`${server.base}/m?key=secret`, {}, LOCAL_POLICY);
    const read = readBody(answer, 1000);
    await expect(read).rejects.toThrow(throwsCode("network/bad-answer"));
    await expect(read).rejects.not.toThrow(/secret/);
  });
});
