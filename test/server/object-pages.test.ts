import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ServerClient } from "../../src/node/server/client.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { publishCase } from "../support/published.js";
import { addObject, contentsOf, startTestServer, type TestServer } from "../support/server-case.js";

let folder: string;
let server: TestServer;
let admin: ServerClient;
let workspace: string;
let browser: Browser;
let record: Record<string, Uint8Array>;
let page: Record<string, Uint8Array>;

/** In the browser's place: what a stranger gets. */
const ask = (path: string) => fetch(new URL(`pages/${path}`, server.url));

describeWithChromium("the page of a record at a server", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hg-pages-"));
    server = await startTestServer({ data: join(folder, "data") });
    admin = server.client(server.token);
    workspace = (await admin.call("whoAmI")).workspaces[0]!.id;
    const published = await publishCase(folder, "--images", "include");
    record = await contentsOf(published.made);
    page = await contentsOf(join(published.site, published.short));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("is nobody's until somebody shows it, counts its figure again, and is gone when it is hidden", async () => {
    const { id } = await addObject(admin, workspace, "record", "Deer or fox", record);
    const params = { workspace, object: id };
    expect((await ask(`${id}/`)).status).toBe(404);
    expect((await ask(`${id}/record/record.json`)).status).toBe(404);
    await admin.call("showObject", { params });
    const tab = await browser.newPage();
    const wrong: string[] = [];
    tab.on("pageerror", ({ message }) => wrong.push(message));
    tab.on("console", (message) => {
      if (message.type() === "error") wrong.push(message.text());
    });
    tab.on("request", (one) => {
      if (!one.url().startsWith(server.url) && !one.url().startsWith("blob:"))
        wrong.push(one.url());
    });
    await tab.goto(new URL(`pages/${id}/`, server.url).href);
    await tab.getByRole("button", { name: /count/i }).first().click();
    await tab.getByText(/equal/i).first().waitFor();
    expect(wrong).toEqual([]);
    await tab.close();
    await admin.call("hideObject", { params });
    expect((await ask(`${id}/`)).status).toBe(404);
    await admin.call("showObject", { params });
    expect((await ask(`${id}/`)).status).toBe(200);
    await admin.call("deleteObject", { params });
    expect((await ask(`${id}/`)).status).toBe(404);
  });

  it("is drawn here: nothing that was uploaded is shown as a page or runs", async () => {
    const hostile = Buffer.from("<!doctype html><script>document.title='mine'</script>");
    const files = { ...page, "index.html": hostile, "recount.js": Buffer.from("alert(1)") };
    const { id } = await addObject(admin, workspace, "preview", "A preview", files);
    await admin.call("showObject", { params: { workspace, object: id } });
    const answer = await ask(`${id}/`);
    const html = await answer.text();
    expect(answer.status, html).toBe(200);
    expect(html).not.toContain("document.title='mine'");
    expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(await (await ask(`${id}/recount.js`)).text()).not.toContain("alert(1)");
    const file = await ask(`${id}/record/record.json`);
    expect(file.headers.get("content-type")).toBe("application/octet-stream");
    expect(file.headers.get("content-disposition")).toBe("attachment");
    for (const path of [`${id}/record/..%2f..%2frecord.json`, `${id}/nothing`, "x/", "x"]) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });
});
