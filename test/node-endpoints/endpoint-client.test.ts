import { afterEach, describe, expect, it } from "vitest";
import { isCallOver } from "../../src/endpoints/gradio.js";
import {
  type ClientOptions,
  createEndpointClient,
  type EndpointClient,
} from "../../src/node/endpoints/endpoint-client.js";
import { LOCAL_POLICY } from "../node-models/model-server.js";
import { TLS_CERTIFICATE } from "../node-models/tls.js";
import { throwsCode } from "../support/throws-code.js";
import { type Answer, type EndpointServer, sendJson, startEndpoint } from "./endpoint-servers.js";

let server: EndpointServer | null = null;
let client: EndpointClient | null = null;
afterEach(async () => {
  client?.close();
  await server?.close();
  server = null;
});

/** A clock that runs while somebody waits, and at no other time. */
function clock() {
  const waits: number[] = [];
  let time = 0;
  return {
    waits,
    now: () => time,
    wait: async (ms: number, signal: AbortSignal) => {
      signal.throwIfAborted();
      waits.push(ms);
      time += ms;
    },
  };
}

async function asking(
  answer: Answer,
  options: Partial<ClientOptions> = {},
  isEnough?: (text: string) => boolean,
) {
  server = await startEndpoint(answer);
  const own = clock();
  const made = createEndpointClient({
    policy: LOCAL_POLICY,
    timeoutMs: 60_000,
    rate: null,
    concurrency: 4,
    secrets: [],
    ...{ wait: own.wait, now: own.now },
    ...options,
  });
  client = made;
  const url = new URL(`${server.base}/x`);
  const ask = (signal = new AbortController().signal) =>
    made.ask(
      {
        method: "POST",
        url,
        headers: {},
        body: Buffer.from("picture"),
        ...(isEnough === undefined ? {} : { isEnough }),
      },
      signal,
    );
  return { ask, waits: own.waits, sent: made.sent };
}

/** Answers in this order, the last one from then on. */
function inTurn(...answers: readonly Answer[]): Answer {
  let at = 0;
  return (...of) => answers[Math.min(at++, answers.length - 1)]!(...of);
}

const fine: Answer = (_request, response) => sendJson(response, { fine: true });
const status =
  (code: number, headers: Record<string, string> = {}, body: unknown = {}): Answer =>
  (_request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendJson(response, body, code);
  };

describe("a request that failed for a reason that may pass", () => {
  it.each([408, 425, 429, 500, 502, 503, 504])("is sent again: %i", async (code) => {
    const { ask, waits, sent } = await asking(inTurn(status(code), status(code), fine));
    expect(JSON.parse(Buffer.from((await ask()).bytes).toString())).toEqual({ fine: true });
    expect(server!.received.map(({ body }) => body.toString())).toEqual(Array(3).fill("picture"));
    // Half a second and one, half as much to half more.
    expect(waits[0]).toBeGreaterThanOrEqual(250);
    expect(waits[0]).toBeLessThan(750);
    expect(waits[1]).toBeGreaterThanOrEqual(500);
    expect(waits[1]).toBeLessThan(1500);
    expect(sent).toEqual({ requests: 3, bytes: 21 });
  });

  it("is sent again when the connection breaks", async () => {
    const { ask } = await asking(inTurn((_request, response) => void response.destroy(), fine));
    expect((await ask()).bytes).not.toHaveLength(0);
  });

  it("is given up after four times", async () => {
    const { ask, sent } = await asking(status(500, {}, { error: "out of memory" }));
    await expect(ask()).rejects.toThrow(throwsCode("network/unreachable"));
    expect(sent.requests).toBe(4);
    await expect(ask()).rejects.toThrow(/out of memory/);
  });

  it("waits as long as the server asks, and so does everybody", async () => {
    const { ask, waits } = await asking(inTurn(status(429, { "retry-after": "7" }), fine));
    await ask();
    expect(waits).toEqual([7000]);
  });

  it("goes on where a server takes few requests, and all come to their answer", async () => {
    // Every second request comes too soon.
    let n = 0;
    const { ask, sent } = await asking((...of) =>
      n++ % 2 === 0 ? status(429, { "retry-after": "0" })(...of) : fine(...of),
    );
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask()));
    expect(answers).toHaveLength(12);
    expect(sent.requests).toBe(24);
  });

  it("waits between requests once a server said that they come too soon", async () => {
    const { ask, waits } = await asking(inTurn(status(429, { "retry-after": "0" }), fine));
    await ask();
    await ask();
    // A quarter of a second after the first refusal, then a little less.
    expect(waits).toEqual([0, 250]);
  });

  it("is given up where every one comes too soon", async () => {
    const { ask, sent } = await asking(status(429, { "retry-after": "0" }));
    await expect(ask()).rejects.toThrow(throwsCode("endpoint/busy"));
    expect(sent.requests).toBe(10);
  });

  it("waits until the moment that the server names", async () => {
    const past = new Date(0).toUTCString();
    const { ask, waits } = await asking(inTurn(status(503, { "retry-after": past }), fine));
    await ask();
    expect(waits).toEqual([0]);
  });

  it("does not wait for an hour", async () => {
    const { ask, waits } = await asking(status(429, { "retry-after": "3600" }));
    await expect(ask()).rejects.toThrow(throwsCode("endpoint/busy"));
    expect(waits).toEqual([]);
  });
});

describe("a model that is being loaded", () => {
  const loading = (seconds: number) =>
    status(503, {}, { error: "loading", estimated_time: seconds });

  it("is waited for as long as it is said, in steps", async () => {
    const { ask, waits } = await asking(inTurn(loading(20), loading(90), fine));
    await ask();
    expect(waits).toEqual([20_000, 30_000]);
  });

  it("is not waited for without end", async () => {
    const { ask, waits } = await asking(loading(0));
    await expect(ask()).rejects.toThrow(throwsCode("network/unreachable"));
    expect(waits.length).toBeLessThan(1300);
  });
});

describe("a request that must not be sent again", () => {
  it.each([
    [400, "endpoint/refused-image"],
    [401, "endpoint/no-access"],
    [403, "endpoint/no-access"],
    [404, "endpoint/not-found"],
    [413, "endpoint/refused-image"],
    [422, "endpoint/refused-image"],
  ] as const)("is not: %i", async (code, expected) => {
    const { ask, sent } = await asking(status(code));
    await expect(ask()).rejects.toThrow(throwsCode(expected));
    expect(sent.requests).toBe(1);
  });

  it("a redirect leads nowhere", async () => {
    const { ask, sent } = await asking(
      status(308, { location: "https://elsewhere.example/x?key=1" }),
    );
    await expect(ask()).rejects.toThrow(/elsewhere\.example\/x\?…/);
    expect(sent.requests).toBe(1);
  });
});

describe("an answer of a hostile server", () => {
  it("that never begins ends in time, after two tries", async () => {
    const { ask, sent } = await asking(() => {}, { timeoutMs: 30 });
    await expect(ask()).rejects.toThrow(throwsCode("model/timeout"));
    expect(sent.requests).toBe(2);
  });

  it("that never ends, a byte at a time, ends in time", async () => {
    const { ask } = await asking(
      (_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(" "), 1);
        response.on("close", () => clearInterval(timer));
      },
      { timeoutMs: 50 },
    );
    await expect(ask()).rejects.toThrow(throwsCode("model/timeout"));
  });

  it("that is longer than any prediction is cut off", async () => {
    const piece = Buffer.alloc(1 << 20, " ");
    const { ask } = await asking((_request, response) => {
      response.writeHead(200);
      const write = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once("drain", write);
      };
      write();
    });
    await expect(ask()).rejects.toThrow(throwsCode("endpoint/too-long"));
  });

  it("that says a token again shows it to nobody, nor what a terminal would obey", async () => {
    const body = { error: "bad key s3cr3t-value \u001b[2J" };
    const { ask } = await asking(status(400, {}, body), { secrets: ["s3cr3t-value"] });
    const error = await ask().then(
      () => null,
      (cause: unknown) => cause as Error,
    );
    expect(error?.message).toMatch(/bad key … /);
    expect(error?.message).not.toMatch(/s3cr3t|\p{Cc}/u);
  });

  it("that is a prediction with a token in it has it no more", async () => {
    const { ask } = await asking(status(200, {}, [{ label: "s3cr3t-value", score: 1 }]), {
      secrets: ["s3cr3t-value"],
    });
    expect(JSON.parse(Buffer.from((await ask()).bytes).toString())).toEqual([
      { label: "...", score: 1 },
    ]);
  });

  it("that goes on after its last event is not waited for", async () => {
    const { ask } = await asking(
      (_request, response) => {
        response.writeHead(200).write("event: complete\ndata: []\n\n");
      },
      {},
      isCallOver,
    );
    expect(Buffer.from((await ask()).bytes).toString()).toContain("complete");
  });
});

describe("requests", () => {
  it("begin no more often than they may", async () => {
    const { ask, waits } = await asking(fine, { rate: 4 });
    await Promise.all(Array.from({ length: 5 }, () => ask()));
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(1000);
  });

  it("end when somebody stops", async () => {
    const stop = new AbortController();
    const { ask } = await asking(() => stop.abort());
    await expect(ask(stop.signal)).rejects.toThrow(throwsCode("run/interrupted"));
  });

  it("go to no name that leads into this network, and not on a connection that is kept", async () => {
    let isInside = false;
    const resolving = {
      ...LOCAL_POLICY,
      allowPrivate: false,
      ca: TLS_CERTIFICATE,
      whyRefused: (address: string) => (address === "127.0.0.1" ? null : "private"),
      resolve: async () => [{ address: isInside ? "10.0.0.1" : "127.0.0.1", family: 4 }],
    };
    server = await startEndpoint(fine, true);
    const made = createEndpointClient({
      ...{ policy: resolving, timeoutMs: 60_000, rate: null, concurrency: 1, secrets: [] },
    });
    client = made;
    const signal = new AbortController().signal;
    const ask = (host: string) => {
      const url = new URL(`https://${host}:${server!.port}/x`);
      return made.ask({ method: "POST", url, headers: {}, body: Buffer.from("picture") }, signal);
    };
    await ask("models.test");
    isInside = true;
    await expect(ask("elsewhere.test")).rejects.toThrow(throwsCode("network/blocked"));
    expect(server.received).toHaveLength(1);
  });

  it("go to no address that must not be asked", async () => {
    const refusing = { ...LOCAL_POLICY, allowPrivate: false };
    const { ask } = await asking(fine, { policy: refusing });
    await expect(ask()).rejects.toThrow(throwsCode("network/blocked"));
    expect(server!.requests).toHaveLength(0);
  });
});
