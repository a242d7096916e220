interface PlaceOnScreen {
  readonly clientX: number;
  readonly clientY: number;
}

/** How a picture is enlarged and moved: by keys, wheel, drag and two fingers. */
export interface Zoom {
  /** 1 fits the window. */
  readonly scale: number;
  readonly transform: string;
  /** @param at place on the screen that stays where it is; the middle, if none is given */
  by(factor: number, at?: PlaceOnScreen): void;
  /** Moves what is seen, by shares of the window: 1 is its whole width or height. */
  pan(right: number, down: number): void;
  reset(): void;
  /** Enlarges or shrinks to a scale, the middle staying where it is. */
  to(scale: number): void;
  /** Between fitting and three times as large. */
  toggle(): void;
  /** Enlarges or shrinks by a turn of the wheel, in place of the page. */
  readonly wheel: (event: WheelEvent) => void;
  readonly down: (event: PointerEvent) => void;
  readonly move: (event: PointerEvent) => void;
  readonly up: (event: PointerEvent) => void;
}

const MOST = 16;
const CLOSE = 3;
/** By so much a turn of the wheel enlarges. */
const TURN = 1.15;

/**
 * @param stage the window that the picture fills at scale 1, once it is in the page
 * @param least the smallest scale: below 1 where a small picture is enlarged to fill its window
 */
export function createZoom(
  stage: () => HTMLElement | undefined,
  least: () => number = () => 1,
): Zoom {
  let scale = $state(1);
  let x = $state(0);
  let y = $state(0);
  const fingers = new Map<number, PlaceOnScreen>();

  /** No further than its edge: a picture out of sight is lost to whoever moved it. */
  const moveTo = (toX: number, toY: number): void => {
    const of = stage();
    const mostX = (Math.max(0, scale - 1) * (of?.clientWidth ?? 0)) / 2;
    const mostY = (Math.max(0, scale - 1) * (of?.clientHeight ?? 0)) / 2;
    x = Math.min(mostX, Math.max(-mostX, toX));
    y = Math.min(mostY, Math.max(-mostY, toY));
  };
  const by = (factor: number, at?: PlaceOnScreen): void => {
    const to = Math.min(MOST, Math.max(Math.min(1, least()), scale * factor));
    const box = at === undefined ? undefined : stage()?.getBoundingClientRect();
    const fromX = at && box ? at.clientX - (box.left + box.right) / 2 : 0;
    const fromY = at && box ? at.clientY - (box.top + box.bottom) / 2 : 0;
    const grows = to / scale;
    scale = to;
    moveTo(fromX - (fromX - x) * grows, fromY - (fromY - y) * grows);
  };
  const pan = (right: number, down: number): void => {
    const of = stage();
    moveTo(x - right * (of?.clientWidth ?? 0), y - down * (of?.clientHeight ?? 0));
  };
  const to = (wanted: number): void => by(wanted / scale);
  const reset = (): void => to(1);
  const spread = (): number => {
    const [a, b] = [...fingers.values()];
    return a === undefined || b === undefined
      ? 0
      : Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  };
  const middle = (): PlaceOnScreen => {
    const all = [...fingers.values()];
    const mean = (of: (one: PlaceOnScreen) => number): number =>
      all.reduce((sum, one) => sum + of(one), 0) / all.length;
    return { clientX: mean((one) => one.clientX), clientY: mean((one) => one.clientY) };
  };

  return {
    get scale() {
      return scale;
    },
    get transform() {
      return `translate(${x}px,${y}px) scale(${scale})`;
    },
    by,
    pan,
    reset,
    to,
    toggle: () => (scale > 1 ? reset() : by(CLOSE)),
    wheel(event) {
      event.preventDefault();
      by(event.deltaY < 0 ? TURN : 1 / TURN, event);
    },
    down({ pointerId, clientX, clientY, currentTarget }) {
      fingers.set(pointerId, { clientX, clientY });
      if (currentTarget instanceof Element) currentTarget.setPointerCapture(pointerId);
    },
    move({ pointerId, clientX, clientY }) {
      const from = fingers.get(pointerId);
      if (from === undefined) return;
      const before = spread();
      fingers.set(pointerId, { clientX, clientY });
      if (fingers.size === 1) moveTo(x + clientX - from.clientX, y + clientY - from.clientY);
      else if (fingers.size === 2 && before > 0) by(spread() / before, middle());
    },
    up({ pointerId }) {
      fingers.delete(pointerId);
    },
  };
}

/** Pixels of a picture in one of a window that it fills, at scale 1. */
export function pixelsInOne(
  [width, height]: readonly [number, number],
  widthPx: number,
  heightPx: number,
): number {
  return Math.max(width / Math.max(1, widthPx), height / Math.max(1, heightPx));
}
