/** Pictures, or what is drawn over them, by their item: kept up to a number of bytes. */
export interface PictureCache<T> {
  /** The picture, null where there is none; undefined where it is not here yet. */
  get(item: number): T | null | undefined;
  /** What is on the screen: those that are not here are fetched, the last wanted first. */
  want(items: readonly number[]): void;
  clear(): void;
  readonly bytes: number;
}

/** Decoded side by side, so that what is scrolled past does not hold up what is seen. */
const AT_ONCE = 2;
/** What an entry takes beside its pixels. */
const ENTRY_BYTES = 64;

/**
 * @param load fetches a picture; null where there is none
 * @param onPicture called when one came
 * @param mostBytes beyond, the pictures that were not asked for longest go first
 * @param bytesOf what one takes
 */
export function createPictureCache<T>(
  load: (item: number) => Promise<T | null>,
  onPicture: () => void,
  mostBytes: number,
  bytesOf: (picture: T) => number,
): PictureCache<T> {
  const pictures = new Map<number, T | null>();
  let bytes = 0;
  let wanted: readonly number[] = [];
  const loading = new Set<number>();
  let generation = 0;

  const sizeOf = (picture: T | null): number =>
    ENTRY_BYTES + (picture === null ? 0 : bytesOf(picture));

  function keep(item: number, picture: T | null): void {
    pictures.set(item, picture);
    bytes += sizeOf(picture);
    for (const [old, dropped] of pictures) {
      if (bytes <= mostBytes || old === item) break;
      pictures.delete(old);
      bytes -= sizeOf(dropped);
    }
  }

  async function fetchOne(item: number): Promise<void> {
    const of = generation;
    loading.add(item);
    let picture: T | null = null;
    try {
      picture = await load(item);
    } catch {
      // The results went away while a picture of theirs was under way.
    }
    if (of !== generation) return;
    loading.delete(item);
    keep(item, picture);
    onPicture();
    fetchNext();
  }

  function fetchNext(): void {
    for (const item of wanted) {
      if (loading.size >= AT_ONCE) return;
      if (!pictures.has(item) && !loading.has(item)) void fetchOne(item);
    }
  }

  return {
    get(item) {
      const picture = pictures.get(item);
      if (picture === undefined) return undefined;
      // A map keeps the order of insertion: what was asked for last stands last.
      pictures.delete(item);
      pictures.set(item, picture);
      return picture;
    },
    want(items) {
      wanted = items;
      fetchNext();
    },
    clear() {
      generation++;
      pictures.clear();
      loading.clear();
      wanted = [];
      bytes = 0;
    },
    get bytes() {
      return bytes;
    },
  };
}
