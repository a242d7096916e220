import type { SelectionPart } from "../../reports/selection-part.js";
import type { SelectionShares } from "../../session/part-members.js";
import {
  type GalleryFilter,
  type GalleryOrder,
  type GalleryQuestion,
  isSamePart,
  readSelection,
  selectionText,
} from "../../session/selection.js";
import type { OutlinesTold } from "../session/item-boxes.js";
import type { MasksTold } from "../session/item-masks.js";
import type { SessionClient } from "../session/session-client.js";
import type {
  ItemDetail,
  ItemTold,
  NeighboursTold,
  SelectedTold,
} from "../session/session-gallery.js";
import type { PictureTold } from "../session/thumbnails.js";
import { type BoxesState, createBoxesState } from "./boxes-state.svelte.js";
import type { TileSize } from "./grid-places.js";
import { createMasksState, type MasksState } from "./masks-state.svelte.js";
import { createPictureCache } from "./picture-cache.js";

/** What the gallery needs of a session. */
export type GallerySource = Pick<
  SessionClient,
  | "select"
  | "shares"
  | "items"
  | "item"
  | "neighbours"
  | "picture"
  | "thresholds"
  | "rightOne"
  | "masks"
  | "outlines"
>;

/** What lies over a picture and is asked for image by image; null what an image has not. */
export interface Overlay {
  readonly masks: MasksTold | null;
  readonly outlines: OutlinesTold | null;
}

/** Linked selection and the pictures behind it. */
export interface GalleryState {
  readonly parts: readonly SelectionPart[];
  /** From which score on the boxes of a detector are looked at. */
  readonly boxes: BoxesState;
  /** What is drawn of masks. */
  readonly masks: MasksState;
  readonly isOpen: boolean;
  readonly show: GalleryQuestion["show"];
  readonly order: GalleryOrder;
  /** Null before anything was chosen, and where the run that is shown is not at hand. */
  readonly selected: SelectedTold | null;
  /** Whether the run behind the results is at hand. */
  readonly isReady: boolean;
  /** Place in the selection of the image that is open; null for none. */
  readonly openAt: number | null;
  /** Whether every choice is added to the one before, as with Shift held: a phone has no such key. */
  readonly isAdding: boolean;
  setAdding(isAdding: boolean): void;
  /** Chooses what a mark stands for; `more` adds it, or takes it away again. */
  choose(part: SelectionPart, more: boolean): void;
  /** Chooses these and nothing else. */
  select(parts: readonly SelectionPart[]): void;
  clear(): void;
  /** Shows images again where choice or filter left none: the filter goes, or the choice that has none. */
  showSome(): void;
  open(isOpen: boolean): void;
  setShow(show: GalleryQuestion["show"]): void;
  setOrder(order: GalleryOrder): void;
  /** What all images that are shown have; empty where nothing is asked. */
  readonly filter: GalleryFilter;
  setFilter(filter: GalleryFilter): void;
  /** Of the tiles. */
  readonly size: TileSize;
  setSize(size: TileSize): void;
  openImage(at: number | null): void;
  /** Opens an image that need not be chosen: if it is not, the choice goes. */
  openItem(item: number): Promise<void>;
  /** The most telling images of all, whatever is chosen. @throws as the session does */
  telling(most: number): Promise<readonly ItemTold[]>;
  isChosen(part: SelectionPart): boolean;
  /** The share of what is chosen in each of many marks; null where nothing is, or another choice came. */
  shares(marks: readonly SelectionPart[]): Promise<SelectionShares | null>;
  /** Tile of a place in the selection; undefined until it is here. */
  tile(at: number): ItemTold | undefined;
  picture(at: number): PictureTold | null | undefined;
  /** Of a place that is seen, as large as its picture; undefined until it is here. */
  tileOverlay(at: number): Overlay | undefined;
  /** The places that are seen, in their order. */
  look(places: readonly number[]): void;
  detail(at: number): Promise<ItemDetail>;
  large(at: number, longestPx: number): Promise<PictureTold | null>;
  /** An image that is right about what the wrong one of a place was taken for; null for none. */
  rightOne(at: number): Promise<ItemTold | null>;
  /** What was taken just before and after the image of a place. */
  neighbours(at: number): Promise<NeighboursTold>;
  /** Of an item that need not be chosen. */
  overlayOf(tile: ItemTold, longestPx: number): Promise<Overlay>;
  /** As {@link large}, of an item that need not be chosen. */
  pictureOf(item: number, longestPx: number): Promise<PictureTold | null>;
  /** Files of the whole selection, for a list. */
  files(): Promise<readonly ItemTold[]>;
  /** Results are those of the run that just ended. */
  renew(): void;
  /** The results that are shown are not those of the last run: there are no pictures behind them. */
  forget(): void;
  /** Takes back what was done to the page: listeners. */
  end(): void;
}

/** Pictures of 160 px are 100 kB each: some six hundred; of 640 px forty. */
const MOST_PICTURE_BYTES = 64 * 2 ** 20;
const MOST_OVERLAY_BYTES = 32 * 2 ** 20;
const NO_OVERLAY: Overlay = { masks: null, outlines: null };
const PICTURE_PX = { S: 160, M: 320, L: 640 } as const satisfies Record<TileSize, number>;
/** Tiles are asked for and kept by so many. */
const BLOCK = 60;
const MOST_BLOCKS = 40;

export function createGalleryState(source: GallerySource): GalleryState {
  let parts = $state.raw<readonly SelectionPart[]>([]);
  let isOpen = $state(false);
  let openAt = $state<number | null>(null);
  let show = $state<GalleryQuestion["show"]>("all");
  let order = $state<GalleryOrder>("surest");
  let filter = $state.raw<GalleryFilter>({});
  let size = $state<TileSize>("S");
  let selected = $state.raw<SelectedTold | null>(null);
  let isAdding = $state(false);
  /** Counts up when tiles or pictures came, so that what shows them is drawn again. */
  let news = $state(0);
  let turn = 0;
  let isReady = false;
  const boxes = createBoxesState();
  const masks = createMasksState();
  const blocks = new Map<number, readonly ItemTold[] | null>();
  const cache = createPictureCache(
    (item) => source.picture(item, PICTURE_PX[size]),
    () => news++,
    MOST_PICTURE_BYTES,
    ({ rgba }) => rgba.byteLength,
  );
  const overlayAt = async (item: number, longestPx: number): Promise<Overlay> => {
    const [masks, outlines] = await Promise.all([
      source.masks(item, longestPx),
      source.outlines(item, longestPx),
    ]);
    return { masks, outlines };
  };
  const overlayCache = createPictureCache(
    (item) => overlayAt(item, PICTURE_PX[size]),
    () => news++,
    MOST_OVERLAY_BYTES,
    overlayBytes,
  );
  const clearPictures = (): void => {
    cache.clear();
    overlayCache.clear();
  };
  let seen: readonly number[] = [];

  const update = async (): Promise<void> => {
    const own = ++turn;
    if (!isReady) {
      selected = null;
      return;
    }
    try {
      const told = await source.select({
        parts: [...parts],
        show,
        order,
        seed: 1,
        ...(Object.keys(filter).length === 0 ? {} : { filter }),
      });
      if (own !== turn) return;
      blocks.clear();
      selected = told;
    } catch {
      // Results that were opened again, without the run behind them: the screen says so.
      if (own === turn) selected = null;
    }
  };
  /** Asked once for a run, when its pictures are wanted first; null before. */
  let asked: Promise<void> | null = null;
  const askThresholds = (): Promise<void> => {
    if (asked !== null || !isReady) return asked ?? Promise.resolve();
    const own = source.thresholds().then(
      (told) => {
        if (asked === own) boxes.set(told);
      },
      () => {},
    );
    asked = own;
    return own;
  };
  const fetchBlock = async (block: number, of: SelectedTold): Promise<void> => {
    blocks.set(block, null);
    const wanted = of.items.slice(block * BLOCK, (block + 1) * BLOCK);
    const told = await source.items(wanted).catch(() => null);
    if (selected !== of) return;
    if (told === null) {
      blocks.delete(block); // asked for again when its tiles are drawn again
      return;
    }
    blocks.set(block, told);
    for (const old of blocks.keys()) {
      if (blocks.size <= MOST_BLOCKS) break;
      blocks.delete(old);
    }
    news++;
  };

  /** As the address says it; other anchors of the page change nothing. @returns whether other images are chosen */
  const readAddress = (): boolean => {
    const { hash } = location;
    if (hash !== "" && !/^#(sel|view|image)=/.test(hash)) return false;
    const words = new URLSearchParams(hash.slice(1));
    const before = selectionText(parts);
    parts = readSelection(words.get("sel") ?? "");
    isOpen = words.get("view") === "gallery";
    const at = Number(words.get("image") ?? "");
    openAt = words.has("image") && Number.isInteger(at) && at >= 1 ? at - 1 : null;
    return selected === null || selectionText(parts) !== before;
  };
  const onpopstate = (): void => {
    if (readAddress()) void update();
  };
  const writeAddress = (isStep = true): void => {
    const words: string[] = [];
    if (parts.length > 0) words.push(`sel=${encodeURIComponent(selectionText(parts))}`);
    if (isOpen) words.push("view=gallery");
    if (openAt !== null) words.push(`image=${openAt + 1}`);
    const hash = words.length === 0 ? "" : `#${words.join("&")}`;
    const address = `${location.pathname}${location.search}${hash}`;
    if (isStep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  };
  const itemAt = (at: number): number => {
    const item = selected?.items[at];
    if (item === undefined) throw new RangeError(`no image at place ${at}`);
    return item;
  };
  addEventListener("popstate", onpopstate);

  return {
    boxes,
    masks,
    get parts() {
      return parts;
    },
    get isOpen() {
      return isOpen;
    },
    get show() {
      return show;
    },
    get order() {
      return order;
    },
    get filter() {
      return filter;
    },
    setFilter(to) {
      filter = to;
      void update();
    },
    get size() {
      return size;
    },
    setSize(to) {
      size = to;
      clearPictures();
    },
    get selected() {
      return selected;
    },
    get isReady() {
      return isReady;
    },
    get openAt() {
      return openAt;
    },
    get isAdding() {
      return isAdding;
    },
    setAdding(to) {
      isAdding = to;
    },
    choose(part, more) {
      const others = parts.filter((one) => !isSamePart(one, part));
      const isNew = others.length === parts.length;
      if (more || isAdding) this.select(isNew ? [...parts, part] : others);
      else this.select(isNew || parts.length > 1 ? [part] : []);
    },
    select(to) {
      parts = to;
      writeAddress();
      void update();
    },
    clear() {
      if (parts.length > 0) this.select([]);
    },
    showSome() {
      show = "all";
      filter = {};
      if (selected?.chosen === 0) this.clear();
      void update();
    },
    open(to) {
      isOpen = to;
      openAt = null;
      writeAddress();
    },
    setShow(to) {
      show = to;
      void update();
    },
    setOrder(to) {
      order = to;
      void update();
    },
    openImage(at) {
      // From image to image is one step back, however many were looked at.
      const isStep = openAt === null || at === null;
      openAt = at;
      writeAddress(isStep);
    },
    async openItem(item) {
      if (selected?.items.includes(item) !== true) {
        parts = [];
        show = "all";
        filter = {};
        await update();
      }
      const at = selected?.items.indexOf(item) ?? -1;
      if (at >= 0) this.openImage(at);
    },
    async telling(most) {
      if (!isReady) return [];
      await askThresholds();
      const { items } = await source.select({
        parts: [],
        show: "mistakes",
        order: "surest",
        seed: 1,
      });
      return source.items(items.slice(0, most));
    },
    isChosen: (part) => parts.some((one) => isSamePart(one, part)),
    async shares(marks) {
      const of = selected;
      if (of === null || parts.length === 0) return null;
      const shares = await source.shares([...parts], [...marks]);
      return selected === of ? shares : null;
    },
    tile(at) {
      void news;
      const block = Math.floor(at / BLOCK);
      const known = blocks.get(block);
      void askThresholds();
      if (known === undefined && selected !== null) void fetchBlock(block, selected);
      return known?.[at - block * BLOCK];
    },
    picture(at) {
      void news;
      const item = selected?.items[at];
      return item === undefined ? undefined : cache.get(item);
    },
    tileOverlay(at) {
      const tile = this.tile(at);
      if (tile === undefined) return undefined;
      if (!hasOverlay(tile)) return NO_OVERLAY;
      const told = overlayCache.get(tile.item);
      if (told === undefined && seen.includes(tile.item)) overlayCache.want(seen);
      return told ?? undefined;
    },
    look(places) {
      const { items } = selected ?? { items: new Int32Array(0) };
      seen = places.flatMap((at) => items[at] ?? []);
      cache.want(seen);
    },
    detail: (at) => source.item(itemAt(at)),
    neighbours: (at) => source.neighbours(itemAt(at)),
    rightOne: (at) => source.rightOne(itemAt(at)),
    overlayOf: async (tile, longestPx) =>
      hasOverlay(tile) ? overlayAt(tile.item, longestPx) : NO_OVERLAY,
    pictureOf: (item, longestPx) => source.picture(item, longestPx),
    large: (at, longestPx) => source.picture(itemAt(at), longestPx),
    async files() {
      return selected === null ? [] : source.items(selected.items);
    },
    renew() {
      isReady = true;
      asked = null;
      boxes.set(null);
      clearPictures();
      blocks.clear();
      readAddress();
      void update();
    },
    forget() {
      isReady = false;
      asked = null;
      boxes.set(null);
      clearPictures();
      blocks.clear();
      parts = [];
      isAdding = false;
      filter = {};
      isOpen = false;
      openAt = null;
      void update();
    },
    end() {
      removeEventListener("popstate", onpopstate);
    },
  };
}

function hasOverlay({ hasMasks, hasOutlines }: ItemTold): boolean {
  return hasMasks || hasOutlines;
}

function overlayBytes({ masks, outlines }: Overlay): number {
  const ofMasks = masks === null ? 0 : masks.truth.byteLength + masks.predicted.byteLength;
  const paths =
    outlines === null ? [] : [...outlines.truth.values(), ...outlines.detection.values()];
  return paths.reduce((sum, path) => sum + path.length, ofMasks);
}
