import type { PublishedPrediction } from "../../tasks/predictions.js";
import type { TransparencyRecord } from "../record/record-types.js";
import type { KitFile } from "./kit-file.js";
import type { PlacesView } from "./places-view.js";

/** What a record's page is made from. */
export interface RecordPageInput {
  readonly record: TransparencyRecord;
  /** Public keys whose signatures hold. */
  readonly signedBy: readonly string[];
  readonly images: PublishedImages;
  /** Address of the page; null where the author gives none. */
  readonly address: string | null;
  /** Texts of the publication kit. */
  readonly methods: string;
  readonly bibtex: string;
  /** Whether record-data.js holds the files once more, for pages that are opened from disk. */
  readonly hasData: boolean;
  /** Results of other places, where the page is published with a ledger. */
  readonly places?: PlacesView | null;
  /** What the page carries, where it is one file; null for a page in a folder. */
  readonly inside?: InsideRecord | null;
  /** Whether it is the only page of its host, with no list of records above it. */
  readonly isAlone?: boolean;
  /** Address of the app, told of this record; null where it does not lie beside. */
  readonly app?: string | null;
}

/** What a page of one file carries of its record. */
export interface InsideRecord {
  /** Whether it has a file of the record's folder. */
  readonly has: (path: string) => boolean;
  /** Addresses of the kit's files: the files themselves. */
  readonly kit: Readonly<Record<KitFile, string>>;
}

/** Images of a record as its page shows them. */
export interface PublishedImages {
  /** `inside` and `beside`: of a page of one file, which has them or leaves them with the record. */
  readonly where: "included" | "inside" | "beside" | "address" | "withheld";
  /** With a picture, evenly spread over the manifest. */
  readonly pictures: readonly PublishedImage[];
  /** The first of the scored images; empty where names are withheld. */
  readonly listed: readonly PublishedImage[];
}

export interface PublishedImage {
  readonly name: string;
  /** Relative addresses of the file and of its small copy; null where they are not there. */
  readonly href: string | null;
  readonly picture: {
    readonly src: string;
    readonly widthPx: number;
    readonly heightPx: number;
  } | null;
  /** Labels; [] = somebody looked and there is nothing, null = none is known. */
  readonly labels: readonly string[] | null;
  readonly answer: PublishedPrediction | null;
}
