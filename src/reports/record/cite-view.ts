import { headlineInFull } from "../kit/record-facts.js";
import { shown, visible } from "../text.js";
import { CITE } from "../words/record-page.js";
import type { RecordPageInput } from "./record-page-input.js";

/** Files of the kit beside the page. */
export const KIT_FILES = {
  badge: "badge.svg",
  qr: "qr.svg",
  methods: "methods.txt",
  bibtex: "cite.bib",
} as const;

/** How to cite a record: the kit's texts and pictures. */
export interface CiteView {
  readonly id: string;
  /** What the badge says, for those who cannot see it. */
  readonly badgeAlt: string;
  readonly methods: string;
  readonly bibtex: string;
  /** What the QR code leads to. */
  readonly qrText: string;
}

export function citeView({ record, address, methods, bibtex }: RecordPageInput): CiteView {
  return {
    id: record.id,
    badgeAlt: shown(headlineInFull(record.claims[0]) ?? CITE.badgeAlt, 300),
    ...{ methods: visible(methods), bibtex: visibleLines(bibtex) },
    qrText: address === null ? CITE.qrId : CITE.qrAddress({ address: shown(address, 300) }),
  };
}

/** {@link visible} of each line. */
function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}
