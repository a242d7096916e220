import { visibleLines } from "../../core/visible-text.js";
import { shown, visible } from "../../reports/text.js";
import { headlineInFull } from "../kit/record-facts.js";
import { CITE } from "../words/record-page.js";
import { KIT_FILES, type KitFile } from "./kit-file.js";
import type { RecordPageInput } from "./record-page-input.js";

/** How to cite a record: the kit's texts and pictures. */
export interface CiteView {
  readonly id: string;
  /** What the badge says, for those who cannot see it. */
  readonly badgeAlt: string;
  readonly methods: string;
  readonly bibtex: string;
  /** What the QR code leads to. */
  readonly qrText: string;
  readonly files: Readonly<Record<KitFile, CitedFile>>;
}

/** A file of the kit: its name, where it is, and whether a click saves it. */
export interface CitedFile {
  readonly name: string;
  readonly href: string;
  /** Name under which it is saved; null where the address leads to the file. */
  readonly download: string | null;
}

export function citeView(input: RecordPageInput): CiteView {
  const { record, address, methods, bibtex, inside = null } = input;
  const file = (kind: KitFile): CitedFile => {
    const name = KIT_FILES[kind];
    return inside === null
      ? { name, href: name, download: null }
      : { name, href: inside.kit[kind], download: name };
  };
  return {
    files: {
      badge: file("badge"),
      qr: file("qr"),
      methods: file("methods"),
      bibtex: file("bibtex"),
    },
    id: record.id,
    badgeAlt: shown(headlineInFull(record.claims[0]) ?? CITE.badgeAlt, 300),
    methods: visible(methods),
    bibtex: visibleLines(bibtex),
    qrText: address === null ? CITE.qrId : CITE.qrAddress({ address: shown(address, 300) }),
  };
}
