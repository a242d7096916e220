import { basename, join } from "node:path";
import { pickImages } from "../../records/evidence/pick-images.js";
import { FILE_ROLES, includedModel } from "../../records/evidence/verify-files.js";
import type { Verification } from "../../records/evidence/verify-record.js";
import { badgeSvg } from "../../records/kit/badge.js";
import { bibtex } from "../../records/kit/bibtex.js";
import { methodsParagraph } from "../../records/kit/methods-paragraph.js";
import { qrSvg } from "../../records/kit/qr.js";
import type { KitFile } from "../../records/page/kit-file.js";
import type { PlacesView } from "../../records/page/places-view.js";
import type { PublishedImages } from "../../records/page/record-page-input.js";
import type { BoundFile, TransparencyRecord } from "../../records/record/record-types.js";
import { type FolderAccess, openFolder } from "../files/folder-access.js";
import { type CopiedRecord, copyRecord } from "./publish-copy.js";
import { publishedImages } from "./publish-pictures.js";

/** The options of `homeground publish`, as the command line gives them. */
export interface PublishOptions {
  readonly out: string;
  readonly url?: string | undefined;
  /** Folder of a ledger, whose results stand on the page. */
  readonly ledger?: string | undefined;
  readonly draft?: true | undefined;
  /** False for the page alone; otherwise the app lies beside it. */
  readonly app?: boolean | undefined;
  /** Whether the app may offer the graphics processor: the engine for it is copied too. */
  readonly webgpu?: true | undefined;
  /** False where no browser shall open what was written. */
  readonly check?: boolean | undefined;
  /** One file that holds page, record and app; `out` names it. */
  readonly singleFile?: true | undefined;
  readonly quiet?: true | undefined;
}

/** A record that was verified, and nothing differs. */
export interface Verified extends Verification {
  readonly record: TransparencyRecord;
}

/** Where a record is published from, and where it will be found. */
export interface Source {
  readonly file: string;
  readonly access: FolderAccess;
  /** Of its page; null where none was given. */
  readonly address: string | null;
  /** Results of other places; null without a ledger. */
  readonly places: PlacesView | null;
}

/** A record, copied and held to its hashes, with what its page is made of. */
export interface PreparedVersion {
  readonly copied: CopiedRecord;
  /** Its files but the images; the model last, where it is included. */
  readonly bound: readonly BoundFile[];
  readonly model: BoundFile | null;
  /** The copy: it is what was hashed last. */
  readonly own: FolderAccess;
  readonly images: PublishedImages;
  /** Texts of the kit. */
  readonly kit: Readonly<Record<KitFile, string>>;
}

/** Images with a picture, and images in the list. */
const MOST_PICTURES = 36;
const MOST_LISTED = 500;

/**
 * Copies a record into a folder, with small pictures beside it.
 *
 * @param to folder; the record comes into `record`, pictures into `pictures`
 * @throws HomegroundError as `copyRecord`
 */
export async function prepareVersion(
  to: string,
  { record, evaluation }: Verified,
  { file, access, address }: Source,
  signal: AbortSignal,
): Promise<PreparedVersion> {
  const path = basename(file);
  const model = includedModel(record);
  const roles = FILE_ROLES.map((role) => record.files[role]);
  const bound = [...roles, model].filter((one) => one != null);
  const copied = await copyRecord(record, { access, path }, bound, join(to, "record"), signal);
  const own = await openFolder(join(to, "record"));
  const most = { spread: MOST_PICTURES, first: MOST_LISTED };
  const picked = await pickImages(record, own, evaluation, most);
  const images = await publishedImages(record, picked, own, to, signal);
  const kit = {
    badge: badgeSvg(record),
    qr: qrSvg(address ?? record.id),
    methods: `${methodsParagraph(record)}\n`,
    bibtex: bibtex(record, { url: address }),
  };
  return { copied, bound, model, own, images, kit };
}
