import { basename, dirname, join, resolve } from "node:path";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { verifyRecord } from "../../records/evidence/verify-record.js";
import { shortId } from "../../records/kit/record-facts.js";
import { KIT_FILES, type KitFile } from "../../records/page/kit-file.js";
import { publishJson, publishText } from "../../records/page/publish-text.js";
import { recordPage } from "../../records/page/record-page.js";
import { versionsPage } from "../../records/page/versions-page.js";
import { recordError } from "../../records/record/read-record.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { createNodeDigest } from "../digest.js";
import { type FolderAccess, openFolder } from "../files/folder-access.js";
import { aloneInFolder } from "../files/place-lock.js";
import { writeTextFile } from "../files/write-file.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { createNodeSignatures } from "../signatures.js";
import type { CommandIo, CommandResult } from "./command.js";
import { warnOfPlaces } from "./image-places.js";
import { recordFile } from "./named-file.js";
import { APP_FOLDER, findApp, publishApp, refuseOtherApp } from "./publish-app.js";
import { checkWritten } from "./publish-check.js";
import { DATA_FILE, recordData } from "./publish-data.js";
import { openPublishFolder, writeIndex } from "./publish-folder.js";
import { publishedPlaces } from "./publish-places.js";
import {
  type PublishOptions,
  prepareVersion,
  type Source,
  type Verified,
} from "./publish-version.js";
import { imagesBeside, VERIFY_STAGES } from "./record-verify.js";
import { bytesBelow } from "./same-files.js";
import { createStageBars } from "./stage-bars.js";
import { terminalLook } from "./terminal-look.js";

const RECORD_PAGE_FILE = "index.html";
const KIT = Object.keys(KIT_FILES) as readonly KitFile[];

/** `homeground publish RECORD.json --out DIR [--url ADDRESS] [--draft] [--no-app] [--webgpu] [--no-check]`. */
export async function publish(
  path: string,
  options: PublishOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const base = options.url === undefined ? null : addressOf(options.url);
  // A copy of the repository without a build has none: said before the work, and before a folder is there.
  if (options.app !== false) findApp(options);
  const file = await recordFile(path);
  const access = await openFolder(dirname(file));
  const verification = await verifiedRecord(file, access, options, io);
  const places = await publishedPlaces(verification.record, options.ledger);
  if (options.singleFile === true) {
    const { publishSingleFile } = await import("./publish-single.js");
    const address = base === null ? null : `${base}${basename(options.out)}`;
    return publishSingleFile(verification, { file, access, address, places }, options, io);
  }
  if (options.app !== false) await refuseOtherApp(options.out);
  return aloneInFolder(options.out, options.out, () =>
    publishFolder(verification, { file, access, base, places }, options, io),
  );
}

/** Writes the version, the app and the list, each whole, in an order in which nothing leads nowhere. */
async function publishFolder(
  verification: Verified,
  { file, access, base, places }: Omit<Source, "address"> & { readonly base: string | null },
  options: PublishOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const { record } = verification;
  const hasApp = options.app !== false;
  const folder = await openPublishFolder(options.out, record);
  try {
    const address = base === null ? null : `${base}${shortId(record)}/`;
    const source = { file, access, address, places };
    const copied = await writeVersion(folder.staging, verification, source, hasApp, io);
    // The page leads to the app: it comes first.
    const app = hasApp ? await publishApp(options.out, options.webgpu === true) : null;
    const isThere = await folder.finish(places === null ? [] : [RECORD_PAGE_FILE]);
    const records = [record, ...folder.earlier];
    const { renderVersionsPage } = await import("../reports/record-page.js");
    const versions = versionsPage(records, io.version);
    await writeIndex(options.out, renderVersionsPage(versions));
    const check = await checkWritten(
      {
        root: resolve(options.out),
        list: "index.html",
        record: `${shortId(record)}/index.html`,
        app: hasApp ? `${shortId(record)}/${appHref(record)}` : null,
      },
      options,
      io,
    );
    const facts = { record, out: options.out, address, isThere, records, app, check, ...copied };
    return {
      text: publishText(facts, terminalLook(io.terminal)),
      json: publishJson(facts) as unknown as Json,
    };
  } finally {
    await folder.discard();
  }
}

/** @throws HomegroundError `record/…` for the first difference, which names the codes of all */
export async function verifiedRecord(
  file: string,
  access: FolderAccess,
  options: Pick<PublishOptions, "draft" | "quiet">,
  io: CommandIo,
): Promise<Verified> {
  const bars = createStageBars(VERIFY_STAGES, io, options.quiet === true);
  const found = await verifyRecord({
    access,
    path: basename(file),
    source: file,
    images: await imagesBeside(dirname(file)),
    model: null,
    expect: null,
    secret: null,
    signatures: createNodeSignatures(),
    createDigest: createNodeDigest,
    decoder: createNodePixelDecoder,
    signal: io.signal,
    onProgress: bars.update,
  }).finally(bars.finish);
  const errors = found.problems.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const { record } = found;
  if (first !== undefined || record === null) {
    const codes = [...new Set(errors.map(({ code }) => code))].join(", ");
    const what = first === undefined ? "it is no record" : first.what;
    const more = errors.length > 1 ? `; ${errors.length} differences in all: ${codes}` : "";
    throw recordError({
      code: first?.code ?? "record/bad-shape",
      severity: "error",
      what: `${what}${more}`,
      where: first?.where ?? file,
    });
  }
  if (record.state === "draft" && options.draft !== true) {
    throw new HomegroundError("usage/bad-option", {
      what: "the record is a draft",
      where: file,
      fix: "Make it again with record create --publish, or take --draft for a preview with a banner",
    });
  }
  for (const { code, what, where } of found.problems) io.err(`warning ${code}: ${what} — ${where}`);
  return { ...found, record };
}

/** Writes everything of a version into a folder of its own. */
async function writeVersion(
  to: string,
  verified: Verified,
  source: Source,
  hasApp: boolean,
  io: CommandIo,
) {
  const { record, signedBy } = verified;
  const { copied, own, images, kit } = await prepareVersion(to, verified, source, io.signal);
  if (record.settings["images"] === "included") await warnOfPlaces(own, own.list("images"), io);
  const data = await recordData(record, own, "record.json");
  const { renderRecordPage } = await import("../reports/record-page.js");
  const { RECOUNT_SCRIPT } = await import("virtual:record-scripts");
  const page = recordPage({
    record,
    signedBy,
    images,
    address: source.address,
    places: source.places,
    methods: kit.methods.trimEnd(),
    bibtex: kit.bibtex,
    hasData: data !== null,
    app: hasApp ? appHref(record) : null,
  });
  const texts: readonly (readonly [string, string | null])[] = [
    [RECORD_PAGE_FILE, renderRecordPage(page)],
    ["recount.js", page.recount.bytes === null ? null : `${RECOUNT_SCRIPT}\n`],
    [DATA_FILE, data],
    ...KIT.map((kind) => [KIT_FILES[kind], kit[kind]] as const),
  ];
  for (const [name, text] of texts) if (text !== null) await writeTextFile(join(to, name), text);
  return { ...copied, pageBytes: (await bytesBelow(to)) - copied.bytes };
}

/** The app, told of a record; relative, as everything that a page names. */
function appHref(record: TransparencyRecord): string {
  return `../${APP_FOLDER}/index.html?record=../${shortId(record)}/`;
}

/** The address of a folder, with a slash at its end. @throws HomegroundError `usage/bad-option` */
function addressOf(text: string): string {
  const address = URL.canParse(text) ? new URL(text) : null;
  const isWeb = address?.protocol === "https:" || address?.protocol === "http:";
  if (address === null || !isWeb || address.search !== "" || address.hash !== "") {
    throw new HomegroundError("usage/bad-option", {
      what: `${JSON.stringify(text)} is no address of a folder on the web`,
      where: "--url",
      fix: "Write it as https://example.org/records/",
    });
  }
  return address.href.endsWith("/") ? address.href : `${address.href}/`;
}
