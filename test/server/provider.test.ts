import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ServerClient } from "../../src/node/server/client.js";
import { DEFAULT_SETTINGS } from "../../src/node/server/state.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { CLIENT, type OidcProvider, startOidcProvider } from "../support/oidc-provider.js";
import { restoredServer, startTestServer, type TestServer } from "../support/server-case.js";

describeWithChromium("an organisation that signs people in", () => {
  let folder: string;
  let provider: OidcProvider;
  let server: TestServer;
  let admin: ServerClient;
  let workspace: string;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hg-oidc-"));
    provider = await startOidcProvider();
    server = await startTestServer({
      data: join(folder, "data"),
      settings: { ...DEFAULT_SETTINGS, provider: { issuer: provider.issuer, ...CLIENT } },
    });
    url = server.url.replace("127.0.0.1", "localhost");
    admin = server.client(server.token);
    workspace = (await admin.call("whoAmI")).workspaces[0]!.id;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await provider?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const invited = async (email?: string) =>
    (
      await admin.call("invite", {
        params: { workspace },
        body: { role: "reader", ...(email === undefined ? {} : { email }) },
      })
    ).invitation;
  const open = async (path = "") => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}${path}`);
    return page;
  };
  const press = (page: Page) =>
    page.getByRole("button", { name: "Sign in with localhost" }).click();
  const isIn = (page: Page) => page.getByRole("heading", { name: "Registry" }).waitFor();
  const isRefused = async (page: Page) => {
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").getAttribute("data-code")).toBe("server/unauthenticated");
  };
  async function joined(name: string, email: string): Promise<Page> {
    const page = await open(`#/join/${await invited(email)}`);
    await page.getByLabel("Name").fill(name);
    await press(page);
    return page;
  }

  it("brings in who was invited by the address that it verified, and knows them afterwards", async () => {
    provider.claims = { sub: "ann-1", email: "Ann@Lab.example.org", email_verified: true };
    const page = await joined("Ann", "ann@lab.example.org");
    await isIn(page);
    // Nothing of the way there stays in the address.
    expect(new URL(page.url()).search).toBe("");
    expect(new URL(page.url()).pathname).toBe("/");
    const asked = provider.asked.at(-1)!;
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("state")!.length).toBeGreaterThan(20);
    expect(asked.get("nonce")!.length).toBeGreaterThan(20);
    // Known by what never changes, whatever the address is now, and without an invitation.
    provider.claims = { sub: "ann-1", email: "other@else.example", email_verified: false };
    const again = await open();
    await press(again);
    await isIn(again);
    const { members } = await admin.call("listMembers", { params: { workspace } });
    expect(members.filter(({ name }) => name === "Ann")).toHaveLength(1);
    // There is no password that could be guessed at.
    const byPassword = await fetch(`${server.url}v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Ann", password: "null" }),
    });
    expect(byPassword.status).toBe(401);
  });

  it("is known to a server that was restored from a backup", async () => {
    provider.claims = { sub: "hal-1", email: "hal@lab.example.org", email_verified: true };
    await isIn(await joined("Hal", "hal@lab.example.org"));
    provider.claims = { sub: "hal-1", email: "other@else.example", email_verified: false };
    const settings = { ...DEFAULT_SETTINGS, provider: { issuer: provider.issuer, ...CLIENT } };
    const restored = await restoredServer(folder, { settings });
    const page = await (await browser.newContext()).newPage();
    await page.goto(restored.url.replace("127.0.0.1", "localhost"));
    await press(page);
    await isIn(page);
    await restored.close();
  });

  it.each([
    [
      "nobody invited",
      "eve@lab.example.org",
      { email: "mallory@lab.example.org", email_verified: true },
    ],
    [
      "an address that is not verified",
      "bea@lab.example.org",
      { email: "bea@lab.example.org", email_verified: false },
    ],
    [
      "an address of which nothing is said",
      "cleo@lab.example.org",
      { email: "cleo@lab.example.org" },
    ],
    ["no address", "dora@lab.example.org", {}],
    [
      "a word for yes",
      "finn@lab.example.org",
      { email: "finn@lab.example.org", email_verified: "true" },
    ],
  ])("brings in nobody by %s", async (_name, email, claims) => {
    provider.claims = { sub: `sub of ${email}`, ...claims };
    const before = await admin.call("listMembers", { params: { workspace } });
    await isRefused(await joined("Somebody", email));
    expect(await admin.call("listMembers", { params: { workspace } })).toEqual(before);
  });

  it("brings in nobody without an invitation, or by one that names no address", async () => {
    provider.claims = { sub: "gil", email: "gil@lab.example.org", email_verified: true };
    const alone = await open();
    await press(alone);
    await isRefused(alone);
    const page = await open(`#/join/${await invited()}`);
    await press(page);
    await isRefused(page);
  });

  it.each(["nonce", "audience", "signature", "issuer", "expired"] as const)(
    "is not believed with another %s",
    async (fault) => {
      provider.claims = { sub: "ann-1" };
      provider.fault = fault;
      const page = await open();
      await press(page);
      await isRefused(page);
      expect(await page.context().cookies()).not.toContainEqual(
        expect.objectContaining({ name: "homeground-session" }),
      );
    },
  );

  it("answers one browser, once", async () => {
    provider.claims = { sub: "ann-1" };
    /** Where somebody is sent back to, before they get there. */
    const caught = async (page: Page): Promise<string> => {
      const address = new Promise<string>((resolve) => {
        void page.route("**/authorize?*", async (route) => {
          const response = await route.fetch({ maxRedirects: 0 });
          resolve(new URL(response.headers()["location"]!).search);
          // No page: who asked stays where they are.
          await route.fulfill({ status: 204 });
        });
      });
      await press(page);
      return address;
    };
    const send = (page: Page, search: string) =>
      page.evaluate(async (search) => {
        const response = await fetch("/v1/sessions/provider", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ search }),
        });
        return response.status;
      }, search);
    const mine = await open();
    const search = await caught(mine);
    // Put into another's browser, so that they would work in an account that is not theirs.
    const victim = await open();
    await victim.getByRole("button", { name: "Sign in with localhost" }).waitFor();
    expect(await send(victim, search)).toBe(401);
    await caught(victim);
    await victim.goto(url);
    expect(await send(victim, search)).toBe(401);
    await mine.goto(url);
    // Another state than this browser was given.
    expect(await send(mine, search.replace(/state=[^&]+/, "state=other"))).toBe(401);
    // And with that the question was answered.
    expect(await send(mine, search)).toBe(401);
    const next = await open();
    const good = await caught(next);
    await next.goto(url);
    expect(await send(next, good)).toBe(201);
    expect(await send(next, good)).toBe(401);
    expect(provider.refused).not.toContain("pkce");
  });

  it("puts its secrets into no log", async () => {
    expect(JSON.stringify(server.log)).not.toMatch(/code=|state=|lab\.example\.org|a secret/);
  });
});
