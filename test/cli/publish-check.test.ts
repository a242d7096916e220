import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openBrowser } from "../../src/node/browser/browser-pipe.js";
import { findBrowser } from "../../src/node/browser/find-browser.js";
import { checkPages, type WrittenPages } from "../../src/node/cli/publish-check.js";
import { CHROMIUM_OPTIONS, describeWithChromium } from "../support/chromium.js";
import { type Published, publishMade } from "../support/published.js";
import { makeModelRecord } from "../support/published-model.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

let folder: string;
let published: Published;
/** Files of this process share its temporary folders: those that were there before. */
let before: ReadonlySet<string>;

beforeAll(async () => {
  before = new Set(await temporaryFolders());
  folder = await mkdtemp(join(tmpdir(), "homeground-publish-check-"));
  published = await publishMade(await makeModelRecord(folder), join(folder, "site"));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const pagesOf = (root: string): WrittenPages => ({
  root,
  list: "index.html",
  record: `${published.short}/index.html`,
  app: `${published.short}/../app/index.html?record=../${published.short}/`,
});

/** A copy of the folder in which something is other than it was written. */
async function altered(name: string, change: (root: string) => Promise<unknown>): Promise<string> {
  const root = join(folder, name);
  await cp(published.site, root, { recursive: true });
  await change(root);
  return root;
}

async function edit(path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path, "utf8");
  expect(text).toMatch(from);
  await writeFile(path, text.replace(from, to));
}

async function temporaryFolders(): Promise<string[]> {
  const own = new RegExp(`^homeground-files-[0-9a-f]{8}-${process.pid}-`);
  return (await readdir(tmpdir())).filter((name) => own.test(name));
}

/** Profiles that a check has left among the temporary files. */
const profiles = async (): Promise<string[]> =>
  (await temporaryFolders()).filter((name) => !before.has(name));

describeWithChromium("publish, with a browser", () => {
  const check = (root: string, signal = new AbortController().signal) =>
    checkPages(pagesOf(root), signal);

  it("opens each page: the figure comes out again, the app starts with the record", async () => {
    vi.stubEnv("CHROMIUM", CHROMIUM_OPTIONS.executablePath);
    const site = join(folder, "checked");
    const words = ["publish", published.made, "--out", site, "--quiet"];
    const { out, status } = await runHere([...words, "--json", "-"]);
    const told = JSON.parse(out);
    expect(status, out).toBe(0);
    expect(violationsOf("publish", told)).toEqual([]);
    expect(told.check).toEqual({
      state: "checked",
      pages: 3,
      counted: true,
      browser: expect.stringMatching(/^(Chromium|Microsoft Edge) \d+$/),
    });
    const alone = join(folder, "checked-alone");
    const again = await runHere(["publish", published.made, "--out", alone, "--no-app", "--quiet"]);
    expect(again.out.replace(/\s+/g, " ")).toMatch(
      /Checked 2 pages opened in \w+ \d+; the figure came out again; nothing points outside/,
    );
    expect(await profiles()).toEqual([]);
  });

  it.each([
    [
      "answers that were changed",
      /^Not the same\./,
      (root: string) =>
        edit(join(root, published.short, "record/predictions.csv"), "000.png,red", "000.png,green"),
    ],
    [
      "a program that is missing",
      /could not be counted here/,
      (root: string) => rm(join(root, published.short, "recount.js")),
    ],
    [
      "a part of the app that is missing",
      /404|could not be loaded/,
      (root: string) => rm(join(root, "app/session.js")),
    ],
    [
      "an engine that is missing",
      /Not everything is loaded|is not the file of this version/,
      (root: string) => rm(join(root, "app/ort/ort-wasm-simd-threaded.wasm")),
    ],
    [
      "a picture of another place",
      /asks for http:\/\/127\.0\.0\.1:\d+\/elsewhere\.png, outside its folder/,
      async (root: string) => {
        const path = join(root, published.short, "index.html");
        await edit(path, /<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
        await edit(path, "<h1>", '<img src="/elsewhere.png" alt=""><h1>');
      },
    ],
    [
      "a script that the policy does not know",
      /Content Security Policy/,
      (root: string) => edit(join(root, "index.html"), "<h1>", "<script>1</script><h1>"),
    ],
  ])("finds %s", async (name, what, change) => {
    const root = await altered(name.replace(/ /g, "-"), change);
    await expect(check(root)).rejects.toMatchObject({
      code: "output/check-failed",
      what: expect.stringMatching(what),
    });
  });

  it("ends the command with the error, and leaves what it wrote", async () => {
    // No page opens in a browser whose way to every host is closed.
    const path = join(folder, "closed.sh");
    const closed = "--proxy-server=127.0.0.1:1 '--proxy-bypass-list=<-loopback>'";
    await writeFile(path, `#!/bin/sh\nexec ${CHROMIUM_OPTIONS.executablePath} ${closed} "$@"\n`);
    await chmod(path, 0o755);
    vi.stubEnv("CHROMIUM", path);
    const site = join(folder, "left");
    const words = ["publish", published.made, "--out", site, "--quiet", "--json", "-"];
    const { status, out } = await runHere(words);
    expect(status).toBe(1);
    expect(JSON.parse(out).error).toMatchObject({
      code: "output/check-failed",
      where: "index.html",
      what: expect.stringContaining("ERR_PROXY_CONNECTION_FAILED"),
    });
    expect((await readdir(site)).sort()).toEqual([published.short, "app", "index.html"].sort());
  });

  it("is stopped at once, with nothing left of the browser", async () => {
    vi.stubEnv("CHROMIUM", CHROMIUM_OPTIONS.executablePath);
    const stop = new AbortController();
    const checking = check(published.site, stop.signal);
    await expect.poll(profiles).toHaveLength(1);
    stop.abort(new Error("stopped from outside"));
    await expect(checking).rejects.toThrow("stopped from outside");
    expect(await profiles()).toEqual([]);
  });
});

describe("publish, without a browser", () => {
  it("says so, says how to name one, and is done", async () => {
    const nowhere = join(folder, "no-such-program");
    vi.stubEnv("CHROMIUM", nowhere);
    const words = ["publish", published.made, "--out", published.site, "--quiet"];
    const ran = await runHere([...words, "--json", "-"]);
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.out).check).toEqual({
      state: "not-checked",
      why: "not-there",
      detail: nowhere,
    });
    expect((await runHere(words)).out).toContain("Not checked: ");
    expect((await runHere([...words, "--no-check"])).out).toContain("Not checked: --no-check");
  });

  it("looks at what the environment names, the path, and the usual places", async () => {
    const program = join(folder, "chromium");
    await writeFile(program, "");
    const at = (env: Record<string, string>, platform: NodeJS.Platform = "linux") =>
      findBrowser({ env, platform });
    expect(await at({ CHROME_PATH: program })).toEqual({ path: program });
    expect(await at({ CHROMIUM: program, CHROME_PATH: "/nowhere" })).toEqual({ path: program });
    expect(await at({ PATH: `/nowhere:${folder}` })).toEqual({ path: program });
    const shell = join(folder, "shell", "chromium-headless-shell");
    await mkdir(join(folder, "shell"));
    await writeFile(shell, "");
    expect(await at({ PATH: join(folder, "shell") })).toEqual({ path: shell });
    expect(await at({ PATH: "/nowhere", CHROMIUM: "" })).toEqual({ path: null, named: null });
    expect(await at({ CHROMIUM: folder })).toEqual({ path: null, named: folder });
    const windows = await at({ PROGRAMFILES: "C:\\nowhere", PATH: folder }, "win32");
    expect(windows).toEqual({ path: null, named: null });
  });

  it.each([
    ["ends", "#!/bin/sh\necho 'error: no display' >&2\nexit 3\n", /no display/],
    ["says nothing", "#!/bin/sh\nexec sleep 600\n", /has not answered in 2 seconds/],
  ])("gives up a program that %s", async (name, text, words) => {
    const program = join(folder, `${name.replace(" ", "-")}.sh`);
    await writeFile(program, text);
    await chmod(program, 0o755);
    await expect(openBrowser(program, 2000)).rejects.toThrow(words);
    expect(await profiles()).toEqual([]);
  });
});
