import type { PositiveCount, Sha256 } from "../../core/json-values.js";
import { bytesText, counted } from "../../reports/numbers.js";
import { ascii, type TerminalOptions, wrapped } from "../../reports/terminal.js";
import { shown } from "../../reports/text.js";
import { PAGE_CHECK } from "../../reports/words/page-check.js";
import { shortId } from "../kit/record-facts.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { PUBLISHED } from "../words/record-page.js";
import { newestFirst } from "./versions-page.js";

/** What `homeground publish` did. */
export interface PublishFacts {
  readonly record: TransparencyRecord;
  readonly out: string;
  /** Of the record's page; null where none was given. */
  readonly address: string | null;
  /** Whether the same was there before, to the byte. */
  readonly isThere: boolean;
  /** Of the folder, this one among them. */
  readonly records: readonly TransparencyRecord[];
  /** Files of the record that were copied. */
  readonly files: number;
  readonly bytes: number;
  /** Of everything beside the record in its folder. */
  readonly pageBytes: number;
  /** The app beside the records; null where it was not wanted. */
  readonly app: PublishedSizes | null;
  readonly check: PageCheck;
  /** Of a page that is one file; null for a folder. */
  readonly single?: SingleFacts | null;
}

/** A page that is one file, in bytes, as it is written. */
export interface SingleFacts {
  readonly bytes: PositiveCount;
  /**
   * Those that are in it, in this order.
   * @minItems 1
   */
  readonly parts: readonly SinglePart[];
}

export interface SinglePart {
  readonly what: "page" | "record" | "images" | "model" | "app" | "engine";
  readonly bytes: PositiveCount;
}

/** Whether a browser has opened what was written, and found it as it should be. */
export type PageCheck =
  | {
      readonly state: "checked";
      /** Name and version. */
      readonly browser: string;
      /** That were opened. */
      readonly pages: PositiveCount;
      /** Whether the figure came out again; false where nothing can be counted again. */
      readonly counted: boolean;
    }
  | {
      readonly state: "not-checked";
      readonly why: "not-asked" | "no-browser" | "not-there" | "no-start";
      /** What was named or said; null where there is nothing more to say. */
      readonly detail: string | null;
    };

/** What the app is in bytes. */
export interface PublishedSizes {
  readonly files: PositiveCount;
  readonly bytes: PositiveCount;
  readonly engineBytes: PositiveCount;
}

/** What `homeground publish --json` prints; the JSON Schema is `schemas/publish.schema.json`. */
export interface PublishJson {
  readonly schema: "homeground.publish/1";
  readonly id: Sha256;
  readonly title: string;
  readonly state: "draft" | "published";
  /** Folder of the record's page, as the command line named what it is in; null for one file. */
  readonly folder: string | null;
  readonly page: string;
  readonly address: string | null;
  readonly alreadyThere: boolean;
  readonly files: PositiveCount;
  readonly bytes: PositiveCount;
  /** Of the page with its pictures, scripts and kit. */
  readonly pageBytes: PositiveCount;
  readonly app: (PublishedSizes & { readonly folder: string }) | null;
  readonly single: SingleFacts | null;
  readonly check: PageCheck;
  /**
   * Records of the folder, newest first.
   * @minItems 1
   */
  readonly versions: readonly {
    readonly id: Sha256;
    /** @pattern ^[0-9a-f]{12}$ */
    readonly folder: string;
    readonly version: PositiveCount;
    readonly state: "draft" | "published";
  }[];
}

const LABEL = 10;
const SIZE = 8;

export function publishJson({ record, out, address, isThere, ...rest }: PublishFacts): PublishJson {
  const { id, title, state } = record;
  const single = rest.single ?? null;
  const top = out.replace(/[/\\]+$/, "");
  const folder = single === null ? `${top}/${shortId(record)}` : null;
  return {
    schema: "homeground.publish/1",
    id,
    title,
    state,
    folder,
    page: folder === null ? out : `${folder}/index.html`,
    address,
    alreadyThere: isThere,
    files: rest.files,
    bytes: rest.bytes,
    pageBytes: rest.pageBytes,
    app: rest.app === null ? null : { folder: `${top}/app`, ...rest.app },
    single,
    check: rest.check,
    versions: newestFirst(rest.records).map((one) => ({
      id: one.id,
      folder: shortId(one),
      version: one.version,
      state: one.state,
    })),
  };
}

/** For a terminal, without a final line feed. */
export function publishText(facts: PublishFacts, options: TerminalOptions): string {
  const { record, address, isThere, records, files, bytes, pageBytes, app, single = null } = facts;
  const { page } = publishJson(facts);
  const row = (label: string, text: string): string[] =>
    wrapped(shown(text, 300), options.width - LABEL, "").map(
      (line, i) => (i === 0 ? label : "").padEnd(LABEL) + line,
    );
  const sized = (label: string, size: number, what: string): string[] =>
    row(label, `${bytesText(size).padStart(SIZE)}  ${what}`);
  const checkRows = (check: PageCheck): string[] =>
    check.state === "checked"
      ? row(
          PAGE_CHECK.label,
          PAGE_CHECK.checked({ ...check, pages: `${counted(check.pages, "page")}` }),
        )
      : wrapped(`${PAGE_CHECK.notLabel}: ${whyNot(check)}`, options.width, "");
  const folderSizes = (): string[] => [
    ...sized(PUBLISHED.sizes, bytes, PUBLISHED.size.record),
    ...sized("", pageBytes, PUBLISHED.size.page),
    ...(app === null
      ? row("", PUBLISHED.size.noApp)
      : sized("", app.bytes, PUBLISHED.size.app({ engine: bytesText(app.engineBytes) }))),
  ];
  const singleSizes = ({ bytes: all, parts }: SingleFacts): string[] => [
    ...sized(PUBLISHED.sizes, all, PUBLISHED.single.all),
    ...parts.flatMap(({ what, bytes: size }) => sized("", size, PUBLISHED.single[what])),
    ...(record.settings["images"] === "included" && !hasPart(parts, "images")
      ? row("", PUBLISHED.single.noImages)
      : []),
    ...(hasPart(parts, "app") ? [] : row("", PUBLISHED.size.noApp)),
  ];
  const lines = [
    ...row(PUBLISHED.page, isThere ? `${page}, ${PUBLISHED.there}` : page),
    ...(address === null ? [] : row(PUBLISHED.address, address)),
    ...row(PUBLISHED.id, record.id),
    ...(single === null
      ? [
          ...row(PUBLISHED.files, `${counted(files, "file")}, ${bytesText(bytes)}`),
          ...row(PUBLISHED.versions, counted(records.length, "record")),
        ]
      : []),
    ...(single === null ? folderSizes() : singleSizes(single)),
    ...(record.state === "draft" ? row("", PUBLISHED.draft) : []),
    ...checkRows(facts.check),
    "",
    ...wrapped(single === null ? PUBLISHED.next : PUBLISHED.nextSingle, options.width, ""),
  ];
  const text = lines.join("\n");
  return options.unicode ? text : ascii(text);
}

function hasPart(parts: readonly SinglePart[], part: SinglePart["what"]): boolean {
  return parts.some(({ what }) => what === part);
}

function whyNot({ why, detail }: Extract<PageCheck, { state: "not-checked" }>): string {
  return PAGE_CHECK.why[why](shown(detail ?? "", 200));
}
