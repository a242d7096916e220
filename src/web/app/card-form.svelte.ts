import {
  bestNameOrder,
  compareWays,
  countRight,
  type TriedWays,
} from "../../models/card/named-outputs.js";
import type { CardAsked, CardFormTold, CardSize, CardTriedTold } from "../session/session-card.js";
import type { SessionClient } from "../session/session-client.js";
import type { ReadLabels } from "../session/session-types.js";

/** The form about a model of which nothing says how it reads images. */
export interface CardFormState {
  /** Null while it is closed. */
  readonly told: CardFormTold | null;
  /** What each output stands for, as it was put; then what is left over. */
  readonly names: readonly string[];
  readonly size: CardSize;
  /** Place of the scaling that was chosen. */
  readonly scaling: number;
  /** Images that were tried, and what is counted on them: themselves, or their objects. Null before. */
  readonly images: number | null;
  readonly things: number | null;
  /** How the scalings did, with the names as they stand; null before anything was tried. */
  readonly ways: TriedWays | null;
  /** The figure of each scaling, with the names as they stood; null before, and where right ones are counted. */
  readonly figures: readonly (number | null)[] | null;
  /** An order of the names that gets more of the images right, by some scaling; null for none. */
  readonly better: { readonly names: readonly string[]; readonly right: number } | null;
  /** How far trying is; null while nothing is tried. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly canUndo: boolean;
  /** @throws HomegroundError as the session does */
  open(path: string, labels: ReadLabels | null, asked: Partial<CardAsked>): Promise<void>;
  close(): void;
  /** Tries every scaling on so many images and chooses the best. @throws HomegroundError as the session does */
  try(labels: ReadLabels, images: number): Promise<void>;
  stop(): void;
  choose(scaling: number): void;
  /** Moves a name before or after its neighbour. */
  move(from: number, to: number): void;
  /** Takes {@link CardFormState.better}, and the scaling that is best with it. */
  takeBetter(): void;
  /** Takes the last order back. */
  undo(): void;
  resize(size: CardSize): void;
  /** What the form says, as a card. */
  text(): Promise<string>;
}

/** Place of the greatest, the first of equal ones. */
function bestOf(figures: readonly (number | null)[]): number {
  const values = figures.map((value) => value ?? -1);
  return values.indexOf(Math.max(...values));
}

const NO_SIZE: CardSize = { widthPx: 0, heightPx: 0 };

export function createCardForm(
  session: Pick<SessionClient, "openCardForm" | "tryCard" | "cardText">,
): CardFormState {
  let told = $state.raw<CardFormTold | null>(null);
  let names = $state.raw<readonly string[]>([]);
  let before = $state.raw<readonly (readonly string[])[]>([]);
  let size = $state.raw<CardSize>(NO_SIZE);
  let scaling = $state(0);
  let tried = $state.raw<CardTriedTold | null>(null);
  let progress = $state.raw<CardFormState["progress"]>(null);
  let stopping = new AbortController();
  const ways = $derived(
    tried === null || tried.figures !== null
      ? null
      : compareWays(tried.highest, tried.truth, names.slice(0, told?.outputs), tried.image),
  );
  const better = $derived.by(() => {
    if (tried === null || ways === null) return null;
    const { truth } = tried;
    let [most, best] = [ways.right[scaling] ?? 0, names];
    for (const highest of tried.highest) {
      const order = bestNameOrder({ highest, truth }, names);
      const right = countRight({ highest, truth }, order);
      if (right > most) [most, best] = [right, order];
    }
    return best === names ? null : { names: best, right: most };
  });
  /** What was tried does not hold of anything else. */
  const forget = (): void => {
    stopping.abort();
    tried = null;
    progress = null;
  };
  const order = (to: readonly string[]): void => {
    before = [...before, names];
    names = to;
    // A figure is of the names that it was made with.
    if (tried !== null && tried.figures !== null) forget();
  };

  return {
    get told() {
      return told;
    },
    get names() {
      return names;
    },
    get size() {
      return size;
    },
    get scaling() {
      return scaling;
    },
    get images() {
      return tried?.images ?? null;
    },
    get things() {
      return tried?.truth.length ?? null;
    },
    get ways() {
      return ways;
    },
    get figures() {
      return tried?.figures ?? null;
    },
    get better() {
      return better;
    },
    get progress() {
      return progress;
    },
    get canUndo() {
      return before.length > 0;
    },
    async open(path, labels, asked) {
      const { isSeveral = null, isOutlined = null } = asked;
      const found = await session.openCardForm(path, labels, { isSeveral, isOutlined });
      forget();
      told = found;
      ({ names, size } = found);
      before = [];
      scaling = 0;
    },
    close() {
      forget();
      told = null;
    },
    async try(labels, images) {
      forget();
      const own = new AbortController();
      stopping = own;
      progress = { done: 0, total: 0 };
      try {
        const found = await session.tryCard(
          labels,
          { names, size },
          {
            images,
            signal: own.signal,
            onProgress: (done, total) => {
              if (own === stopping && !own.signal.aborted) progress = { done, total };
            },
          },
        );
        if (own.signal.aborted) return;
        tried = found;
        if (ways !== null) scaling = ways.best;
        if (found.figures !== null) scaling = bestOf(found.figures);
      } catch (cause) {
        if (!own.signal.aborted) throw cause;
      } finally {
        if (own === stopping) progress = null;
      }
    },
    stop: forget,
    choose(to) {
      scaling = to;
    },
    move(from, to) {
      if (to < 0 || to >= names.length) return;
      const moved = [...names];
      moved.splice(to, 0, ...moved.splice(from, 1));
      order(moved);
    },
    takeBetter() {
      if (better === null) return;
      order(better.names);
      scaling = ways?.best ?? scaling;
    },
    undo() {
      names = before.at(-1) ?? names;
      before = before.slice(0, -1);
      if (tried !== null && tried.figures !== null) forget();
    },
    resize(to) {
      size = to;
      forget();
    },
    text: () => session.cardText({ names, size }, scaling, ways?.right[scaling] ?? null),
  };
}
