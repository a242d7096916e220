/** How a picture is enlarged and moved: by keys, wheel, drag and two fingers. */
export interface Zoom {
  /** 1 fits the window. */
  readonly scale: number;
  readonly transform: string;
  by(factor: number): void;
  reset(): void;
  /** Between fitting and three times as large. */
  toggle(): void;
  readonly down: (event: PointerEvent) => void;
  readonly move: (event: PointerEvent) => void;
  readonly up: (event: PointerEvent) => void;
}

const MOST = 16;
const CLOSE = 3;

export function createZoom(): Zoom {
  let scale = $state(1);
  let x = $state(0);
  let y = $state(0);
  const fingers = new Map<number, { readonly x: number; readonly y: number }>();

  const by = (factor: number): void => {
    const to = Math.min(MOST, Math.max(1, scale * factor));
    // The middle of what is seen stays where it is.
    x *= to / scale;
    y *= to / scale;
    scale = to;
    if (scale === 1) {
      x = 0;
      y = 0;
    }
  };
  const reset = (): void => by(0);
  const spread = (): number => {
    const [a, b] = [...fingers.values()];
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
  };

  return {
    get scale() {
      return scale;
    },
    get transform() {
      return `translate(${x}px,${y}px) scale(${scale})`;
    },
    ...{ by, reset },
    toggle: () => (scale > 1 ? reset() : by(CLOSE)),
    down({ pointerId, clientX, clientY, currentTarget }) {
      fingers.set(pointerId, { x: clientX, y: clientY });
      if (currentTarget instanceof Element) currentTarget.setPointerCapture(pointerId);
    },
    move({ pointerId, clientX, clientY }) {
      const from = fingers.get(pointerId);
      if (from === undefined) return;
      const before = spread();
      fingers.set(pointerId, { x: clientX, y: clientY });
      if (fingers.size === 1 && scale > 1) {
        x += clientX - from.x;
        y += clientY - from.y;
      } else if (fingers.size === 2 && before > 0) by(spread() / before);
    },
    up({ pointerId }) {
      fingers.delete(pointerId);
    },
  };
}
