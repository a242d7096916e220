import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ServerClient } from "../../src/node/server/client.js";
import type { Role } from "../../src/registry/route.js";
import { axe } from "../support/axe.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { addObject, startTestServer, type TestServer } from "../support/server-case.js";

const PASSWORD = "a long enough password";
/** A name that would be a script if it were put into a page as it is. */
const HOSTILE = '<img src=x onerror="document.title=1">';

describeWithChromium("the pages of a server", () => {
  let folder: string;
  let server: TestServer;
  let admin: ServerClient;
  let workspace: string;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hg-pages-"));
    server = await startTestServer({ data: join(folder, "data") });
    url = server.url.replace("127.0.0.1", "localhost");
    admin = server.client(server.token);
    workspace = (await admin.call("whoAmI")).workspaces[0]!.id;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Everything a page complains of; looked at when it is closed. */
  const complaints: string[] = [];
  async function open(path = "", context?: BrowserContext): Promise<Page> {
    const page = await (context ?? (await browser.newContext())).newPage();
    page.on("console", (message) => {
      // A request that the server refuses is told by the browser as well.
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
        complaints.push(message.text());
      }
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${url}${path}`);
    return page;
  }
  const linkFor = async (role: Role) =>
    `#/join/${(await admin.call("invite", { params: { workspace }, body: { role } })).invitation}`;
  async function join_(name: string, role: Role): Promise<Page> {
    const page = await open(await linkFor(role));
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByRole("heading", { name: "Registry" }).waitFor();
    return page;
  }
  const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });
  const go = (page: Page, name: string) =>
    page.getByRole("navigation").getByRole("link", { name, exact: true }).click();

  it("bring somebody in by an invitation, out, and in again", async () => {
    const link = await linkFor("contributor");
    const page = await open(link);
    // The secret is out of the address as soon as it is read.
    await page.waitForURL((at) => at.hash === "#/join");
    await page.getByLabel("Name").fill("Ann");
    await page.getByLabel("Password").fill("too short");
    await page.getByRole("button", { name: "Accept" }).click();
    expect(
      await page.getByLabel("Password").evaluate((e: HTMLInputElement) => e.validity.valid),
    ).toBe(false);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await heading(page, "Registry").waitFor();
    // Loaded again, the page finds its session.
    await page.reload();
    await heading(page, "Registry").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await heading(page, "Sign in").waitFor();
    await page.getByLabel("Name").fill("ann");
    await page.getByLabel("Password").fill("not the password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").getAttribute("data-code")).toBe("server/unauthenticated");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await heading(page, "Registry").waitFor();
    // Used up.
    const again = await open(link);
    await again.getByLabel("Name").fill("Bea");
    await again.getByLabel("Password").fill(PASSWORD);
    await again.keyboard.press("Enter");
    await again.getByRole("alert").waitFor();
    expect(complaints).toEqual([]);
  });

  it("take files in, find them, tell what they say, and delete them", async () => {
    const page = await join_("Cleo", "contributor");
    await page.getByTestId("empty").waitFor();
    const add = page.locator("section", {
      has: page.getByRole("heading", { name: "Add something" }),
    });
    await add.getByLabel("Kind").selectOption("evaluation-set");
    await add.getByLabel("Name").fill(HOSTILE);
    await add.getByLabel("Files").setInputFiles({
      name: "labels.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("file,label\na.jpg,fox\nb.jpg,badger\n"),
    });
    await page.getByRole("button", { name: "Upload" }).click();
    await heading(page, HOSTILE).waitFor();
    expect(await page.locator("dl.kv").textContent()).toMatch(/images2/);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "labels.csv" }).click();
    expect((await download).suggestedFilename()).toBe("labels.csv");
    await go(page, "Registry");
    await page.getByRole("link", { name: HOSTILE }).waitFor();
    await page.getByLabel("Name holds").fill("no such thing");
    await page.keyboard.press("Enter");
    await page.getByTestId("empty").waitFor();
    await page.getByLabel("Name holds").fill("ONERROR");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: HOSTILE }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete for good" }).click();
    await page.getByTestId("empty").waitFor();
    expect((await admin.call("listObjects", { params: { workspace } })).objects).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("tell what was refused, and stay usable", async () => {
    const page = await join_("Dora", "contributor");
    const add = page.locator("section", {
      has: page.getByRole("heading", { name: "Add something" }),
    });
    await add.getByLabel("Name").fill("no result");
    await add.getByLabel("Files").setInputFiles({
      name: "result.json",
      mimeType: "application/json",
      buffer: Buffer.from("{}"),
    });
    await page.getByRole("button", { name: "Upload" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").getAttribute("data-code")).toBe("server/refused-object");
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
  });

  it("show a list piece by piece", async () => {
    for (let i = 0; i < 23; i++) {
      await addObject(admin, workspace, "evaluation-set", `set ${i}`, {
        "l.csv": `file,label\n${i}.jpg,b\n`,
      });
    }
    const page = await join_("Eve", "reader");
    await page.locator("tbody tr").nth(19).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(20);
    await page.getByRole("button", { name: "Show more" }).click();
    await page.locator("tbody tr").nth(22).waitFor();
    await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
    // A reader adds and deletes nothing.
    expect(await page.getByRole("heading", { name: "Add something" }).count()).toBe(0);
  });

  it("make a token of one's own, show it once, and end it", async () => {
    const page = await join_("Fay", "contributor");
    await go(page, "Tokens");
    await page.getByLabel("What it is for").fill("my script");
    expect(await page.getByLabel("What it may do").locator("option").count()).toBe(2);
    await page.getByLabel("What it may do").selectOption("contributor");
    await page.getByRole("button", { name: "Make a token" }).click();
    const token = (await page.locator(".secret").textContent()) ?? "";
    const script = server.client(token);
    expect(await script.call("whoAmI")).toMatchObject({
      name: "token:my script",
      workspaces: [{ role: "contributor" }],
    });
    await page.reload();
    await page.getByRole("rowheader", { name: "my script" }).waitFor();
    expect(await page.content()).not.toContain(token);
    // What the person may do, and no more, is what it may.
    const { members } = await admin.call("listMembers", { params: { workspace } });
    const person = members.find(({ name }) => name === "Fay")!.id;
    await admin.call("changeMember", { params: { workspace, person }, body: { role: "reader" } });
    expect(await script.call("whoAmI")).toMatchObject({ workspaces: [{ role: "reader" }] });
    await admin.call("removeMember", { params: { workspace, person } });
    await expect(script.call("whoAmI")).rejects.toThrow();
    await admin
      .call("changeMember", { params: { workspace, person }, body: { role: "reader" } })
      .catch(() => {});
  });

  it("let who runs a workspace invite, change roles, remove, and read the log", async () => {
    const page = await join_("Gil", "admin");
    await go(page, "People");
    await page.getByRole("button", { name: "Make an invitation" }).click();
    const link = (await page.locator(".secret").textContent()) ?? "";
    const context = await browser.newContext();
    const other = await open(link.slice(url.length), context);
    await other.getByLabel("Name").fill("Hal");
    await other.getByLabel("Password").fill(PASSWORD);
    await other.keyboard.press("Enter");
    await heading(other, "Registry").waitFor();
    await page.reload();
    await page.getByLabel("Role of Hal").selectOption("reader");
    await expect
      .poll(
        async () =>
          (await admin.call("listMembers", { params: { workspace } })).members.find(
            ({ name }) => name === "Hal",
          )?.role,
      )
      .toBe("reader");
    const row = page.getByRole("row", { name: /Hal/ });
    await row.getByRole("button", { name: "Remove" }).click();
    await row.getByRole("button", { name: "Remove" }).click();
    await row.waitFor({ state: "detached" });
    await other.reload();
    await heading(other, "You belong to no workspace yet").waitFor();
    await go(page, "Log");
    await page.getByRole("cell", { name: "remove member" }).first().waitFor();
    expect(complaints).toEqual([]);
  });

  it("change a password, and delete who asks for it", async () => {
    const page = await join_("Ida", "reader");
    await go(page, "You");
    await page.getByLabel("The one you have").fill(PASSWORD);
    await page.getByLabel("The new one").fill("another long password");
    await page.getByRole("button", { name: "Change it" }).click();
    await page.locator("form").getByText("every other session has ended").waitFor();
    // The page goes on with the session that it was given.
    await page.getByRole("button", { name: "Delete your account" }).click();
    await page.getByRole("button", { name: "Delete my account" }).click();
    await heading(page, "Sign in").waitFor();
    const { members } = await admin.call("listMembers", { params: { workspace } });
    expect(members.some(({ name }) => name === "Ida")).toBe(false);
  });

  it("are well made and as strict as the others", async () => {
    const page = await join_("Joe", "admin");
    await addObject(admin, workspace, "evaluation-set", HOSTILE.repeat(4), {
      "l.csv": "file,label\nz.jpg,b\n",
    });
    for (const name of ["Registry", "Jobs", "Tokens", "People", "Log", "You"]) {
      await go(page, name);
      await page.locator("#main h1").waitFor();
      await page.getByRole("status").filter({ hasText: "Loading" }).waitFor({ state: "detached" });
      expect(await axe(page), name).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth),
        name,
      ).toBeLessThanOrEqual(390);
      await page.setViewportSize({ width: 1280, height: 800 });
    }
    await go(page, "Registry");
    await page.getByRole("link", { name: HOSTILE }).first().click();
    await page.locator("dl.kv").waitFor();
    expect(await axe(page)).toEqual([]);
    for (const path of ["", "lab/lab.js", "app/"]) {
      const { headers } = await fetch(`${server.url}${path}`);
      const policy = headers.get("content-security-policy")!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:/);
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
    }
    expect(complaints).toEqual([]);
  });

  it("lead nowhere else, whatever the address says", async () => {
    const context = await browser.newContext();
    await context.route(
      (at) => at.hostname !== "localhost",
      (route) => route.abort(),
    );
    for (const path of [
      "?next=https://evil.test/",
      "#//evil.test",
      "#/https://evil.test",
      "?next=//evil.test#/join",
    ]) {
      const page = await open(path, context);
      const { invitation } = await admin.call("invite", {
        params: { workspace },
        body: { role: "reader" },
      });
      await page.goto(`${url}${path.split("#")[0]}#/join/${invitation}`);
      await page.reload();
      expect(new URL(page.url()).hostname).toBe("localhost");
      await page.close();
    }
    for (const path of [
      "lab/../../../package.json",
      "lab/%2e%2e%2f%2e%2e/package.json",
      "app/../lab/lab.js/..",
      "app/%2e%2e/%2e%2e/package.json",
      "lab/",
    ]) {
      expect((await fetch(`${server.url}${path}`)).status, path).not.toBe(200);
    }
  });

  it("tell the log nothing that opens a door", async () => {
    const text = JSON.stringify(server.log);
    expect(text).not.toMatch(/hg_[0-9a-z]{10}_|join\/[\w-]{43}|homeground-session/);
    expect(text).not.toContain(PASSWORD);
  });
});
