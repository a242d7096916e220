import { expect, it } from "vitest";
import { describePublished } from "../support/published-app.js";
import { openStaticSite, type StaticSite } from "../support/static-site.js";

/** Ways to tell another host something, tried in a page. @returns names of those that were begun */
async function tryInPage(host: string): Promise<string[]> {
  const begun: string[] = [];
  const attempt = async (name: string, what: () => unknown): Promise<void> => {
    begun.push(name);
    try {
      await what();
    } catch {
      // Refused: that is wanted.
    }
  };
  await attempt("fetch", () => fetch(`${host}fetch`, { mode: "no-cors" }));
  await attempt("request", () => {
    const request = new XMLHttpRequest();
    request.open("GET", `${host}request`);
    request.send();
  });
  await attempt("image", () => {
    new Image().src = `${host}image`;
  });
  await attempt("socket", () => new WebSocket(`${host.replace("http", "ws")}socket`));
  await attempt("beacon", () => navigator.sendBeacon(`${host}beacon`, "x"));
  await attempt("events", () => new EventSource(`${host}events`));
  await attempt("worker", () => new Worker(`${host}worker`));
  for (const [name, tag, key] of [
    ["script", "script", "src"],
    ["frame", "iframe", "src"],
    ["object", "object", "data"],
    ["video", "video", "src"],
  ] as const) {
    await attempt(name, () => {
      const element = document.createElement(tag);
      element.setAttribute(key, `${host}${name}`);
      document.body.append(element);
    });
  }
  await attempt("style", () => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = `${host}style`;
    document.head.append(link);
  });
  await attempt("form", () => {
    const frame = document.createElement("iframe");
    frame.name = "away";
    const form = document.createElement("form");
    form.action = `${host}form`;
    form.target = "away";
    document.body.append(frame, form);
    form.submit();
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return begun;
}

/** The same in a worker, and in one that it starts itself as the session starts those that score. */
async function tryInWorker(host: string): Promise<string[]> {
  const program = `
    const begun = [];
    const attempt = async (name, what) => { begun.push(name); try { await what(); } catch {} };
    const run = async (host, from) => {
      await attempt(from + "fetch", () => fetch(host + from + "fetch", { mode: "no-cors" }));
      await attempt(from + "request", () => { const r = new XMLHttpRequest(); r.open("GET", host + from + "request"); r.send(); });
      await attempt(from + "socket", () => new WebSocket(host.replace("http", "ws") + from + "socket"));
      await attempt(from + "events", () => new EventSource(host + from + "events"));
      await attempt(from + "module", () => import(host + from + "module"));
      await attempt(from + "worker", () => new Worker(host + from + "worker"));
      await new Promise((done) => setTimeout(done, 1000));
      return begun;
    };`;
  const address = URL.createObjectURL(
    new Blob([`${program} run(${JSON.stringify(host)}, "inner-").then((b) => postMessage(b));`], {
      type: "text/javascript",
    }),
  );
  const inner = new Worker(address, { type: "module" });
  const begunInside = await new Promise<string[]>((resolve) => {
    inner.addEventListener("message", ({ data }) => resolve(data));
  });
  const begun: string[] = [];
  const attempt = async (name: string, what: () => unknown): Promise<void> => {
    begun.push(name);
    try {
      await what();
    } catch {
      // Refused: that is wanted.
    }
  };
  await attempt("worker-fetch", () => fetch(`${host}worker-fetch`, { mode: "no-cors" }));
  await attempt("worker-request", () => {
    const request = new XMLHttpRequest();
    request.open("GET", `${host}worker-request`);
    request.send();
  });
  await attempt("worker-socket", () => new WebSocket(`${host.replace("http", "ws")}worker-socket`));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return [...begun, ...begunInside];
}

/** What a host was asked for, without the icons that browsers look for by themselves. */
const hitsOf = (site: StaticSite): string[] =>
  site.requests.filter((path) => path !== "/favicon.ico");

describePublished("the policy of the published app", (at) => {
  it("lets nothing of the page or its workers reach another host", async () => {
    const other = await openStaticSite(new Map([["x", ""]]));
    const { context } = await at.context();
    const site = await at.serve(at.published.site);
    const page = await context.newPage();
    await page.goto(at.address(site));
    await page.getByText("Checked: the file is the one the record names.").first().waitFor();
    expect(await page.evaluate(tryInPage, other.url)).toHaveLength(13);
    const [session] = page.workers();
    if (session === undefined) throw new Error("the session has no worker");
    expect(await session.evaluate(tryInWorker, other.url)).toHaveLength(9);
    expect(hitsOf(other)).toEqual([]);
    await other.close();
  });

  it("is what stops them: without it, the same attempts arrive", async () => {
    const other = await openStaticSite(new Map([["x", ""]]));
    const bare = await openStaticSite(
      new Map([["index.html", "<!doctype html><title>bare</title><body></body>"]]),
    );
    const { context } = await at.context();
    const page = await context.newPage();
    await page.goto(bare.url);
    const begun = await page.evaluate(tryInPage, other.url);
    // A worker of another host is refused by every browser, with or without a policy.
    const expected = begun.filter((name) => name !== "worker");
    expect(expected.filter((name) => !hitsOf(other).includes(name))).toEqual([]);
    const started = page.waitForEvent("worker");
    await page.evaluate(() => {
      const program = new Blob(["addEventListener('message', () => {})"], {
        type: "text/javascript",
      });
      const worker = new Worker(URL.createObjectURL(program), { type: "module" });
      Object.assign(globalThis, { worker }); // what nothing holds may end
    });
    const inWorker = await (await started).evaluate(tryInWorker, other.url);
    const arrived = inWorker.filter((name) => !name.endsWith("inner-worker"));
    expect(arrived.filter((name) => !hitsOf(other).includes(name))).toEqual([]);
    await bare.close();
    await other.close();
  });
});
