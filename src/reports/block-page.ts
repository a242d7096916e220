import type { DocumentBlock } from "./document-types.js";

/** A page that is a file of its own, made of blocks; `views/BlockPage.svelte` draws it. */
export interface BlockPage {
  readonly title: string;
  readonly eyebrow: string;
  readonly heading: string;
  readonly lead: string;
  readonly sections: readonly {
    readonly id: string;
    readonly title: string;
    readonly blocks: readonly DocumentBlock[];
  }[];
  readonly foot: string;
  readonly made: string;
}
