import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ServerClient } from "../../src/node/server/client.js";
import type { Role } from "../../src/registry/route.js";
import { withPlainChooser } from "../support/app-page.js";
import { axe } from "../support/axe.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { choose, goToResults } from "../support/published-app.js";
import { cells, labelled, makeModelRecord } from "../support/published-model.js";
import { addObject, contentsOf, startTestServer, type TestServer } from "../support/server-case.js";

const PASSWORD = "a long enough password";
/** A name that would be a script if it were put into a page as it is. */
const HOSTILE = '<img src=x onerror="document.title=1">';
/** Thirty images of another place; ten are called otherwise than they look. */
const OWN = cells(30, 3, 40);

let folder: string;
let server: TestServer;
let admin: ServerClient;
let workspace: string;
let record: string;
let set: string;
let model: string;
let browser: Browser;
let url: string;
const complaints: string[] = [];

/** A browser in which somebody is a member, or, without a role, nobody. */
async function signedIn(name: string, role: Role | null): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    bypassCSP: true,
  });
  await withPlainChooser(context);
  context.on("weberror", (error) => complaints.push(error.error().message));
  context.on("console", (message) => {
    // A request that the server refuses is told by the browser as well.
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  if (role !== null) {
    const { invitation } = await admin.call("invite", { params: { workspace }, body: { role } });
    const page = await context.newPage();
    await page.goto(`${url}#/join/${invitation}`);
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByRole("heading", { name: "Registry" }).waitFor();
    await page.close();
  }
  return context;
}

async function openApp(context: BrowserContext, ...objects: readonly string[]): Promise<Page> {
  const page = await context.newPage();
  const named = objects.map((id) => `registry=${workspace}/${id}`).join("&");
  await page.goto(`${url}app/${named === "" ? "" : `?${named}`}`);
  return page;
}
const checked = (page: Page) =>
  page.getByText("Its model is here. Checked: the file is the one the record names.").waitFor();
const unfold = (page: Page, name: string) => page.locator("summary", { hasText: name }).click();

describeWithChromium("the app of a registry", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hg-app-"));
    server = await startTestServer({ data: join(folder, "data") });
    url = server.url.replace("127.0.0.1", "localhost");
    admin = server.client(server.token);
    workspace = (await admin.call("whoAmI")).workspaces[0]!.id;
    const files = await contentsOf(await makeModelRecord(folder));
    record = (await addObject(admin, workspace, "record", "Red or green", files)).id;
    model = (
      await addObject(admin, workspace, "model", HOSTILE, {
        "model.onnx": await readFile(join(folder, "model.onnx")),
        "model.json": await readFile(join(folder, "model.json")),
      })
    ).id;
    const images = Object.fromEntries(labelled(OWN));
    set = (await addObject(admin, workspace, "evaluation-set", "Station 4", images)).id;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("opens a record from its page, and sends the result back once somebody presses", async () => {
    const context = await signedIn("Ann", "contributor");
    const page = await context.newPage();
    await page.goto(`${url}#/object/${workspace}/${record}`);
    await page.getByRole("link", { name: "Open in the app" }).click();
    await checked(page);
    await page.getByText("“Red or green” is here: its figure is the claim").waitFor();
    await choose(page, OWN);
    await goToResults(page);
    expect(await page.locator("main h1").textContent()).toContain("30 labelled, 20 right");
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(request.url());
    });
    await unfold(page, "Send it to the registry");
    await page.getByText("Nothing is sent before you press.").waitFor();
    const name = page.getByLabel("Name in the registry");
    await name.fill("Station 4, first look");
    expect(sent).toEqual([]);
    expect(await axe(page)).toEqual([]);
    await name.press("Enter");
    await page.getByText("It is in the registry.").waitFor();
    const { objects } = await admin.call("listObjects", {
      params: { workspace },
      query: { kind: "result" },
    });
    expect(objects.map((one) => one.name)).toEqual(["Station 4, first look"]);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save result.json" }).click();
    const saved = await readFile(await (await download).path(), "utf8");
    const params = { workspace, object: objects[0]!.id, path: "result.json" };
    expect(await (await admin.call("readFile", { params })).text()).toBe(saved);
    const shown = context.waitForEvent("page");
    await page.getByRole("link", { name: "See it there" }).click();
    await (await shown).getByRole("heading", { name: "Station 4, first look" }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("takes models and labelled images from its lists, whatever they are called", async () => {
    const context = await signedIn("Bea", "reader");
    const page = await openApp(context);
    await unfold(page, "From the registry");
    await page.getByRole("button", { name: `Use here ${HOSTILE}` }).click();
    await page.getByText("model.onnx").first().waitFor();
    await page.getByLabel("Kind").selectOption("evaluation-set");
    expect(await axe(page)).toEqual([]);
    await page.getByRole("button", { name: "Use here Station 4" }).click();
    await page.getByText("30 images").first().waitFor();
    await goToResults(page);
    expect(await page.locator("main h1").textContent()).toContain(
      "On your 30 images it is right 66.7%",
    );
    // Who only reads there can send nothing.
    await unfold(page, "Send it to the registry");
    await page.getByText("In none of your workspaces you may add anything").waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("opens a model together with images by one address", async () => {
    const context = await signedIn("Cleo", "reader");
    const page = await openApp(context, model, set);
    await page.getByText("The evaluation set “Station 4” is here.").waitFor();
    await page.getByText(`The model “${HOSTILE}” is here.`).waitFor();
    await goToResults(page);
    expect(await page.locator("main h1").textContent()).toContain(
      "On your 30 images it is right 66.7%",
    );
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("says to sign in where nobody is, and goes on after it", async () => {
    const context = await signedIn("", null);
    const page = await openApp(context, record);
    const alert = page.getByRole("alert");
    await alert.getByText("server/unauthenticated").waitFor();
    const link = page.getByTestId("opened").getByRole("link", { name: "Sign in to the registry" });
    expect(await link.getAttribute("href")).toBe("../");
    await unfold(page, "From the registry");
    await page.getByText("Nobody is signed in to the registry in this browser.").waitFor();
    const other = context.waitForEvent("page");
    await page.getByRole("link", { name: "Sign in to the registry" }).last().click();
    const signIn = await other;
    const { invitation } = await admin.call("invite", {
      params: { workspace },
      body: { role: "reader" },
    });
    await signIn.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn.close();
    const joining = await context.newPage();
    await joining.goto(`${url}#/join/${invitation}`);
    await joining.getByLabel("Name").fill("Dora");
    await joining.getByLabel("Password").fill(PASSWORD);
    await joining.getByRole("button", { name: "Accept" }).click();
    await joining.getByRole("heading", { name: "Registry" }).waitFor();
    await page.getByRole("button", { name: "I have signed in" }).click();
    await page.getByRole("button", { name: `Use here ${HOSTILE}` }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it.each(["?registry=../../v1/me", "?registry=", `?registry=${"0".repeat(8)}`])(
    "takes no other address: %s",
    async (search) => {
      const context = await signedIn("", null);
      const page = await context.newPage();
      await page.goto(`${url}app/${search}`);
      await page.getByRole("alert").getByText("usage/bad-option").waitFor();
      await context.close();
    },
  );

  it("tells a member of another workspace that there is nothing", async () => {
    const other = (await admin.call("createWorkspace", { body: { name: "other" } })).id;
    const context = await signedIn("Eve", "reader");
    const page = await context.newPage();
    await page.goto(`${url}app/?registry=${other}/${record}`);
    await page.getByRole("alert").getByText("server/not-found").waitFor();
    await context.close();
  });
});
