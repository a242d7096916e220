import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { dataFolder } from "../../src/node/data-folder.js";
import { addNativeRuntime, runtimeFolder } from "../../src/node/inference/add-native.js";
import { findNative } from "../../src/node/inference/find-native.js";
import { chooseRuntime, describeRuntimes, openRuntime } from "../../src/node/inference/runtimes.js";
import { developmentFile } from "../../src/node/installation.js";
import { throwsCode } from "../support/throws-code.js";

const ROOT = mkdtempSync(join(tmpdir(), "homeground-runtime-"));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(ROOT, "case-"));
});

/** A package of that name and version below a folder, whose code runs when it is loaded. */
function plant(below: string, version: string, code = "module.exports = {};"): void {
  const place = join(below, "node_modules/onnxruntime-node");
  mkdirSync(place, { recursive: true });
  const manifest = { name: "onnxruntime-node", version, main: "index.js" };
  writeFileSync(join(place, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(place, "index.js"), code);
}

function ask(below: string): void {
  const manifest = { dependencies: { "onnxruntime-node": "^1.30.0" } };
  writeFileSync(join(below, "package.json"), JSON.stringify(manifest));
}

describe("findNative", () => {
  it("finds a version that is recent enough", () => {
    plant(folder, "1.31.2");
    const found = findNative({ kind: "data-folder", folder });
    expect(found).toMatchObject({ isFound: true, version: "1.31.2" });
  });

  it.each(["1.29.9", "2.0.0", "0.30.0"])("passes over version %s", (version) => {
    plant(folder, version);
    expect(findNative({ kind: "data-folder", folder })).toMatchObject({ isFound: false });
  });

  it("runs nothing in a folder of pictures whose project does not ask for it", () => {
    plant(folder, "1.30.0");
    expect(findNative({ kind: "project", folder })).toMatchObject({ isFound: false });
    ask(folder);
    expect(findNative({ kind: "project", folder })).toMatchObject({ isFound: true });
  });

  it("says that it is not there", () => {
    const found = findNative({ kind: "data-folder", folder });
    expect(found).toMatchObject({ isFound: false, problem: "not installed there" });
  });
});

describe("chooseRuntime", () => {
  it("takes the native engine where it is, and the built-in one when asked to", async () => {
    const native = await describeRuntimes({ cwd: folder, dataDir: folder });
    expect(native.choice).toMatchObject({ kind: "native", version: "1.30.0" });
    expect(native.engine).toBe("onnxruntime-node 1.30.0 (cpu)");
    const builtIn = await describeRuntimes({ prefer: "wasm", cwd: folder, dataDir: folder });
    expect(builtIn.choice.kind).toBe("wasm");
    expect(builtIn.engine).toBe("onnxruntime-web 1.30.0 (wasm)");
  });

  it("opens what it chose", async () => {
    for (const prefer of ["native", "wasm"] as const) {
      const choice = await chooseRuntime({ prefer, cwd: folder, dataDir: folder });
      expect((await openRuntime(choice)).engine).toMatch(prefer === "wasm" ? /wasm/ : /cpu/);
    }
  });

  it("tells an engine that does not load from one that is not there", async () => {
    plant(folder, "1.30.0", "throw new Error('no such library')");
    const found = findNative({ kind: "data-folder", folder });
    if (!found.isFound) throw new Error("not planted");
    const opening = openRuntime({ kind: "native", file: found.file, version: "1.30.0", why: "" });
    await expect(opening).rejects.toThrow(throwsCode("runtime/not-available"));
    await expect(opening).rejects.toThrow(/no such library/);
  });
});

describe("addNativeRuntime", () => {
  const npm = (code: string): string => {
    const file = join(folder, "npm");
    writeFileSync(file, `#!/bin/sh\n${code}\n`);
    chmodSync(file, 0o755);
    return file;
  };

  it("has npm install the pinned version into the data folder, without scripts", async () => {
    const installed = dirname(dirname(developmentFile("onnxruntime-node")));
    const script = `pwd > "${folder}/args"; echo "$@" >> "${folder}/args"; mkdir node_modules; ln -s "${installed}" node_modules/onnxruntime-node`;
    const dataDir = join(folder, "data dir");
    const added = await addNativeRuntime({ dataDir, npm: npm(script) });
    expect(added.version).toBe("1.30.0");
    const [cwd, args] = readFileSync(join(folder, "args"), "utf8").split("\n");
    expect(cwd).toBe(runtimeFolder(dataDir));
    expect(args).toContain("install --prefix . --ignore-scripts --no-save");
    expect(args).toMatch(/ onnxruntime-node@1\.30\.0$/);
    const { native } = await describeRuntimes({ cwd: folder, dataDir });
    expect(native.find(({ place }) => place.kind === "data-folder")?.isFound).toBe(true);
  });

  it("passes on what npm said when it fails", async () => {
    const adding = addNativeRuntime({ dataDir: folder, npm: npm("echo no network >&2; exit 1") });
    await expect(adding).rejects.toThrow(throwsCode("runtime/not-installed"));
    await expect(adding).rejects.toThrow(/status 1: no network/);
  });

  it("fails when npm is not there, or installs nothing", async () => {
    const missing = addNativeRuntime({ dataDir: folder, npm: join(folder, "nowhere") });
    await expect(missing).rejects.toThrow(throwsCode("runtime/not-installed"));
    const nothing = addNativeRuntime({ dataDir: folder, npm: npm("exit 0") });
    await expect(nothing).rejects.toThrow(throwsCode("runtime/not-installed"));
  });

  it("stops at a signal", async () => {
    const signal = AbortSignal.timeout(100);
    const adding = addNativeRuntime({ dataDir: folder, npm: npm("exec sleep 30"), signal });
    await expect(adding).rejects.toThrow(throwsCode("run/interrupted"));
  });
});

describe("dataFolder", () => {
  const host = { platform: "linux", home: "/home/ann", env: {} };
  it.each([
    [host, "/home/ann/.local/share/homeground"],
    [{ ...host, env: { XDG_DATA_HOME: "/data" } }, "/data/homeground"],
    [{ ...host, env: { XDG_DATA_HOME: "relative" } }, "/home/ann/.local/share/homeground"],
    [{ ...host, env: { HOMEGROUND_DATA_DIR: "/mine", XDG_DATA_HOME: "/data" } }, "/mine"],
    [{ ...host, platform: "darwin" }, "/home/ann/Library/Application Support/homeground"],
    [
      { ...host, platform: "win32", env: { LOCALAPPDATA: "/c/ann/Local" } },
      "/c/ann/Local/homeground",
    ],
    [{ ...host, platform: "win32" }, "/home/ann/AppData/Local/homeground"],
  ])("of %j is %s", (given, expected) => {
    expect(dataFolder(given)).toBe(expected);
  });
});
