import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, freemem, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { messageOf } from "../../core/errors.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import { bytesText, counted } from "../../reports/numbers.js";
import { type TerminalOptions, wrapped } from "../../reports/terminal.js";
import { browserFiles } from "../browser/find-browser.js";
import { dataFolder } from "../data-folder.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { describeRuntimes } from "../inference/runtimes.js";
import { installation } from "../installation.js";
import type { CommandIo, CommandResult } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { terminalLook } from "./terminal-look.js";

/** What a part of the machine is like; tests pass their own. */
export interface DoctorHost {
  readonly nodeVersion: string;
  /** Of the package: the least version of Node, such as `>=20.19.0`. */
  readonly nodeWanted: string;
  /** `linux-x64`. */
  readonly platform: string;
  readonly processors: number;
  readonly totalBytes: number;
  /** That a new program can have without others being swapped out. */
  readonly freeBytes: number;
  /** Of LC_ALL, LC_CTYPE or LANG; empty where none is set. */
  readonly locale: string;
  readonly dataDir: string;
  /** Programs that could be a browser of the Chromium family, the likeliest first. */
  readonly browsers: readonly string[];
  readonly decoder: () => PixelDecoder;
  readonly engine: () => Promise<{ readonly engine: string; readonly kind: "native" | "wasm" }>;
}

/** One thing that was looked at. */
export interface DoctorCheck {
  readonly name: string;
  /** `attention`: it works, and could work better. `broken`: nothing can be evaluated. */
  readonly state: "ok" | "attention" | "broken";
  readonly what: string;
  /** What to do, or empty. */
  readonly fix: string;
}

/** What `homeground doctor --json` prints; the JSON Schema is `schemas/doctor.schema.json`. */
export interface DoctorJson {
  readonly schema: "homeground.doctor/1";
  readonly version: string;
  readonly checks: readonly DoctorCheck[];
}

/** `homeground doctor`: what works on this machine and how to get what does not. */
export async function doctor(io: CommandIo, host?: DoctorHost): Promise<CommandResult> {
  const checks = await examine(host ?? (await thisHost()));
  const broken = checks.filter(({ state }) => state === "broken").length;
  return {
    text: checksText(checks, io.version, terminalLook(io.terminal)),
    json: {
      schema: "homeground.doctor/1",
      version: io.version,
      checks: checks.map((check) => ({ ...check })),
    } satisfies DoctorJson,
    status: broken > 0 ? EXIT.error : EXIT.done,
  };
}

/** Looks at everything; throws nothing. */
async function examine(host: DoctorHost): Promise<readonly DoctorCheck[]> {
  return [
    nodeCheck(host),
    await engineCheck(host),
    ...(await codecChecks(host)),
    await dataFolderCheck(host),
    memoryCheck(host),
    processorCheck(host),
    localeCheck(host),
    await browserCheck(host),
  ];
}

function nodeCheck({ nodeVersion, nodeWanted, platform }: DoctorHost): DoctorCheck {
  const name = "Node.js";
  const what = `version ${nodeVersion} on ${platform}`;
  if (isAtLeast(nodeVersion, nodeWanted.replace(/^[^\d]*/, ""))) {
    return { name, state: "ok", what, fix: "" };
  }
  const fix = `Install Node.js ${nodeWanted} from nodejs.org`;
  return { name, state: "broken", what: `${what}; ${nodeWanted} is needed`, fix };
}

/** Versions as three numbers; what comes behind them is not looked at. */
function isAtLeast(version: string, wanted: string): boolean {
  const parts = (text: string): number[] =>
    text.split(".").map((part) => Number.parseInt(part, 10));
  const have = parts(version);
  for (const [i, least] of parts(wanted).entries()) {
    const mine = have[i] ?? 0;
    if (mine !== least) return mine > least;
  }
  return true;
}

async function engineCheck(host: DoctorHost): Promise<DoctorCheck> {
  const name = "Engine";
  try {
    const { engine, kind } = await host.engine();
    if (kind === "native") return { name, state: "ok", what: engine, fix: "" };
    const what = `${engine}, built in; the native one is several times faster`;
    return { name, state: "attention", what, fix: "Run homeground runtime add native" };
  } catch (cause) {
    const fix = "Install homeground again: its own engine cannot be loaded";
    return { name, state: "broken", what: messageOf(cause), fix };
  }
}

/** Eight by eight pixels of {@link COLOUR}, written by Pillow 11.1. */
const PICTURES = {
  JPEG: "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIAAgDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAHCP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ACA9SD//2Q==",
  PNG: "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGM8kWLEgA0wYRUdtBIAFmEBbiBAe9oAAAAASUVORK5CYII=",
  WebP: "UklGRh4AAABXRUJQVlA4TBEAAAAvB8ABAAdQsiJXpv+BiOh/AAA=",
} as const;
const COLOUR = [200, 100, 50] as const;

async function codecChecks(host: DoctorHost): Promise<DoctorCheck[]> {
  const decoder = host.decoder();
  const checks: DoctorCheck[] = [];
  for (const [format, text] of Object.entries(PICTURES)) {
    const name = `${format} images`;
    const fix = "Install homeground again: this decoder does not work here";
    try {
      const bytes = Uint8Array.from(Buffer.from(text, "base64"));
      const { pixels } = await decoder.decode(bytes, { maxPixels: DEFAULT_MAX_PIXELS });
      const first = [...pixels.data.subarray(0, 3)];
      const isRight = COLOUR.every((value, i) => first[i] === value);
      checks.push(
        isRight
          ? { name, state: "ok", what: "decoded to the right colour", fix: "" }
          : { name, state: "broken", what: `decoded to ${first}, not ${COLOUR}`, fix },
      );
    } catch (cause) {
      checks.push({ name, state: "broken", what: messageOf(cause), fix });
    }
  }
  return checks;
}

async function dataFolderCheck({ dataDir }: DoctorHost): Promise<DoctorCheck> {
  const name = "Own folder";
  const file = join(dataDir, `.doctor-${randomUUID()}`);
  try {
    await mkdir(dataDir, { recursive: true });
    await writeFile(file, "");
    await rm(file);
    return { name, state: "ok", what: `${dataDir} can be written to`, fix: "" };
  } catch (cause) {
    const fix = "Set HOMEGROUND_DATA_DIR to a folder that you may write to";
    return { name, state: "attention", what: messageOf(cause), fix };
  }
}

/** A model, its pictures and a browser of results fit into this. */
const ENOUGH_BYTES = 2e9;

function memoryCheck({ totalBytes, freeBytes }: DoctorHost): DoctorCheck {
  const name = "Memory";
  const what = `${bytesText(freeBytes)} free of ${bytesText(totalBytes)}`;
  if (freeBytes >= ENOUGH_BYTES) return { name, state: "ok", what, fix: "" };
  const fix = "Close other programs, or score with fewer processes: --threads 1";
  return { name, state: "attention", what, fix };
}

function processorCheck({ processors }: DoctorHost): DoctorCheck {
  return { name: "Processors", state: "ok", what: counted(processors, "core"), fix: "" };
}

function localeCheck({ locale, platform }: DoctorHost): DoctorCheck {
  const name = "Letters";
  if (/utf-?8/i.test(locale) || platform.startsWith("win32")) {
    return { name, state: "ok", what: locale === "" ? "Unicode" : locale, fix: "" };
  }
  const what = `${locale === "" ? "no locale is set" : locale}: plain signs are printed`;
  return { name, state: "attention", what, fix: "Set LANG to a UTF-8 locale, such as C.UTF-8" };
}

async function browserCheck({ browsers }: DoctorHost): Promise<DoctorCheck> {
  const name = "Browser";
  for (const file of browsers) {
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return { name, state: "ok", what: file, fix: "" };
  }
  const what = "no Chromium or Chrome was found; reports open in any browser";
  return { name, state: "ok", what, fix: "" };
}

async function thisHost(): Promise<DoctorHost> {
  const { env, platform, arch, versions } = process;
  return {
    nodeVersion: versions.node,
    nodeWanted: await nodeWanted(),
    platform: `${platform}-${arch}`,
    processors: availableParallelism(),
    totalBytes: totalmem(),
    freeBytes: freemem(),
    locale: env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "",
    dataDir: dataFolder(),
    browsers: browserFiles({ env, platform }),
    decoder: createNodePixelDecoder,
    engine: async () => {
      const { engine, choice } = await describeRuntimes({ cwd: process.cwd() });
      return { engine, kind: choice.kind };
    },
  };
}

async function nodeWanted(): Promise<string> {
  const text = await readFile(join(installation().root, "package.json"), "utf8");
  const { engines } = JSON.parse(text) as { engines: { node: string } }; // our own file
  return engines.node;
}

const MARKS = { ok: "ok", attention: "look", broken: "BROKEN" } as const;
const LABEL = 14;
const MARK = 8;

function checksText(
  checks: readonly DoctorCheck[],
  version: string,
  { width }: TerminalOptions,
): string {
  const lines = [`Homeground ${version}`, ""];
  for (const { name, state, what, fix } of checks) {
    const start = name.padEnd(LABEL) + MARKS[state].padEnd(MARK);
    const indent = " ".repeat(start.length);
    const [first = "", ...more] = wrapped(what, width - start.length, "");
    lines.push(start + first, ...more.map((line) => indent + line));
    if (fix !== "") lines.push(...wrapped(fix, width, indent));
  }
  const count = (wanted: DoctorCheck["state"]): number =>
    checks.filter(({ state }) => state === wanted).length;
  lines.push("");
  if (count("broken") > 0)
    lines.push(`${counted(count("broken"), "part")} broken: mend that first.`);
  else if (count("attention") > 0) lines.push("Everything needed works.");
  else lines.push("Everything works.");
  return lines.join("\n");
}
