import { NO_LABEL } from "../../../core/masks/label-mask.js";
import {
  createMaskEditor,
  type MaskEditor,
  type MaskPart,
  NOTHING,
  type PixelChange,
  type Rows,
} from "../../../labelling/masks/mask-editor.js";
import {
  brushRegion,
  fillRegion,
  type Place,
  polygonRegion,
  type Region,
  regionOfValue,
  type Size,
} from "../../../labelling/masks/mask-regions.js";
import { followStrokes, type MaskStroke, strokeOf } from "../../../labelling/masks/mask-strokes.js";
import { grouped, percent } from "../../../reports/numbers.js";
import { shown } from "../../../reports/text.js";
import { MASK_DRAWING } from "../../../reports/words/app/mask-drawing.js";

export const MASK_TOOLS = ["brush", "polygon", "fill"] as const;
export type MaskTool = (typeof MASK_TOOLS)[number];

/** What a press paints. */
export type MaskPaint =
  | { readonly kind: "label"; readonly label: string }
  | { readonly kind: "nothing" | "void" };

/** A part of which there are pixels. */
export interface PaintedPart extends MaskPart {
  readonly code: number;
  /** Share of the picture. */
  readonly share: number;
}

/** The mask of the picture on the screen, while somebody paints it. */
export interface MaskDrawing {
  readonly size: Size;
  readonly areObjects: boolean;
  readonly tool: MaskTool;
  readonly paint: MaskPaint;
  /** Name of the object that is painted on; null for the next one, and where there are none. */
  readonly object: string | null;
  readonly radiusPx: number;
  readonly isShown: boolean;
  /** Where keys paint; null until an arrow was pressed. */
  readonly cross: Place | null;
  /** Corners of the outline that is not closed yet. */
  readonly corners: readonly Place[];
  /** The corner that is held. */
  readonly heldCorner: number | null;
  readonly parts: readonly PaintedPart[];
  /** Share of the picture that is painted. */
  readonly painted: number;
  /** For those who listen. */
  readonly spoken: string;
  /** Whether strokes are on their way to the log: what stands there lacks them. */
  readonly isPending: boolean;
  /** Grows with each change of pixels. */
  readonly version: number;
  /** What is on each pixel, by the codes of the parts. */
  readonly codes: Int16Array;
  /** Rows that changed since this was asked last. */
  takeChanged(): Rows | null;
  partOf(code: number): MaskPart | null;
  /** A picture that nobody painted on yet. */
  begin(size: Size): void;
  /** Brings the mask to the strokes that are kept. */
  follow(strokes: readonly MaskStroke[]): void;
  use(tool: MaskTool): void;
  choose(paint: MaskPaint): void;
  select(object: string | null): void;
  /** @param factor above 1 for a larger brush */
  scaleBrush(factor: number): void;
  show(isShown: boolean): void;
  /** @param nearPx how far from a corner a press still takes it, in pixels of the picture */
  press(at: Place, nearPx: number): void;
  drag(to: Place): void;
  release(): void;
  /** What was begun since the press is let go. */
  cancel(): void;
  closeOutline(): void;
  removeCorner(): void;
  /** Paints nothing over a part, or over all. */
  erase(code: number | null): void;
  /** Paints what another mask says, of the same picture. @param codesOf what each pixel is, by place in `labels` */
  replace(labels: readonly string[], classes: Int16Array): void;
  undo(): void;
  redo(): void;
  /** @param nearPx as {@link press} @returns whether it was a key of painting */
  key(event: Pick<KeyboardEvent, "key" | "shiftKey" | "repeat">, nearPx: number): boolean;
  keyUp(key: string): void;
}

export interface MaskDrawingOptions {
  /** Labels that can be painted, in the order of their keys; that of the background is not painted. */
  readonly labels: () => readonly string[];
  readonly areObjects: () => boolean;
  /** Keeps a stroke; {@link MaskDrawing.follow} is told what stands then. Resolves once it is kept, or is not. */
  readonly keep: (stroke: MaskStroke) => Promise<void>;
  readonly undo: () => void;
  readonly canRedo: () => boolean;
  readonly redo: () => void;
}

const ARROWS = new Map<string, readonly [right: number, down: number]>([
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
  ["ArrowUp", [0, -1]],
  ["ArrowDown", [0, 1]],
]);
/** An arrow moves the cross by so much of the longer side. */
const STEP = 0.01;
/** At first the brush has so much of the longer side. */
const FIRST_RADIUS = 0.02;
const LARGEST_RADIUS = 0.25;
const SMALLEST_RADIUS_PX = 0.75;
const LARGER = 1.25;
const NO_SIZE: Size = { widthPx: 1, heightPx: 1 };

/** What a part is called: `leaf`, `leaf 2`. */
export function partText({ label, object }: MaskPart): string {
  const name = shown(label, 40);
  return object === null ? name : MASK_DRAWING.object({ label: name, at: shown(object, 20) });
}

export function createMaskDrawing(options: MaskDrawingOptions): MaskDrawing {
  let editor: MaskEditor = createMaskEditor(NO_SIZE);
  let known: readonly MaskStroke[] = [];
  let changed: Rows | null = null;
  let size = $state.raw(NO_SIZE);
  let version = $state(0);
  let tool = $state<MaskTool>("brush");
  let paint = $state.raw<MaskPaint>(firstPaint());
  let object = $state<string | null>(null);
  let radiusPx = $state(1);
  let isShown = $state(true);
  let cross = $state.raw<Place | null>(null);
  let corners = $state.raw<readonly Place[]>([]);
  let held = $state<number | null>(null);
  let spoken = $state("");
  /** Where the brush was last, while it is down. */
  let last: Place | null = null;
  let isPenDown = false;
  /** Strokes that are on their way to the log: what stands there lacks them. */
  let pending = $state(0);

  const parts = $derived.by((): readonly PaintedPart[] => {
    void version;
    return editor.parts.flatMap((part, k) => {
      const area = editor.areaOf(k + 1);
      return area === 0 ? [] : [{ ...part, code: k + 1, share: area / editor.codes.length }];
    });
  });
  const painted = $derived.by(() => {
    void version;
    return 1 - editor.areaOf(NOTHING) / editor.codes.length;
  });

  function firstPaint(): MaskPaint {
    const [label] = options.labels();
    return label === undefined ? { kind: "void" } : { kind: "label", label };
  }

  const note = (rows: Rows | null): void => {
    if (rows === null) return;
    changed = {
      top: Math.min(changed?.top ?? rows.top, rows.top),
      bottom: Math.max(changed?.bottom ?? rows.bottom, rows.bottom),
    };
    version++;
  };
  const newObject = (): string => {
    const taken = new Set(parts.map((part) => part.object));
    let n = 1;
    while (taken.has(`${n}`)) n++;
    return `${n}`;
  };
  const code = (): number => {
    if (paint.kind !== "label") return paint.kind === "void" ? NO_LABEL : NOTHING;
    if (options.areObjects()) object ??= newObject();
    return editor.codeOf({ label: paint.label, object: options.areObjects() ? object : null });
  };
  const whatText = (of: number): string => {
    if (of === NOTHING) return MASK_DRAWING.onNothing;
    if (of === NO_LABEL) return MASK_DRAWING.onVoid;
    return partText(editor.parts[of - 1]!);
  };
  const keep = (changes: readonly PixelChange[] | null): void => {
    if (changes === null) {
      spoken = MASK_DRAWING.unchanged;
      return;
    }
    const stroke = strokeOf(editor, changes);
    known = [...known, stroke];
    const of = changes.at(-1)!.code;
    spoken = MASK_DRAWING.painted({
      what: whatText(of),
      share: percent(editor.areaOf(of) / editor.codes.length, 1),
    });
    version++;
    pending++;
    void options.keep(stroke).finally(() => {
      pending--;
    });
  };
  const whole = (changes: readonly PixelChange[]): void => {
    note(editor.paint(changes));
    keep(editor.close());
  };
  const brush = (to: Place): void => {
    const region = brushRegion(last ?? to, to, radiusPx, editor);
    last = to;
    note(editor.paint([{ code: code(), region }]));
  };
  const inside = ({ x, y }: Place): Place => ({
    x: Math.min(size.widthPx, Math.max(0, x)),
    y: Math.min(size.heightPx, Math.max(0, y)),
  });
  const pixelAt = ({ x, y }: Place): readonly [column: number, row: number] => [
    Math.min(size.widthPx - 1, Math.floor(x)),
    Math.min(size.heightPx - 1, Math.floor(y)),
  ];
  const cornerNear = (at: Place, nearPx: number): number =>
    corners.findIndex(({ x, y }) => Math.hypot(x - at.x, y - at.y) <= nearPx);

  function closeOutline(): void {
    if (corners.length < 3) {
      spoken = MASK_DRAWING.fewCorners;
      return;
    }
    const region = polygonRegion(corners, editor);
    corners = [];
    held = null;
    whole([{ code: code(), region }]);
  }

  function press(at: Place, nearPx: number): void {
    const place = inside(at);
    if (tool === "brush") {
      last = null;
      brush(place);
    } else if (tool === "fill") {
      whole([{ code: code(), region: fillRegion(editor.codes, editor, ...pixelAt(place)) }]);
    } else {
      const near = cornerNear(place, nearPx);
      if (near === 0 && corners.length > 2) closeOutline();
      else if (near >= 0) held = near;
      else {
        corners = [...corners, place];
        held = corners.length - 1;
        spoken = MASK_DRAWING.corner({ count: grouped(corners.length) });
      }
    }
  }

  function drag(to: Place): void {
    const place = inside(to);
    if (tool === "brush" && last !== null) brush(place);
    else if (tool === "polygon" && held !== null) corners = corners.with(held, place);
  }

  function release(): void {
    if (tool === "brush" && last !== null) {
      last = null;
      keep(editor.close());
    }
    held = null;
  }

  function cancel(): void {
    if (last !== null) note(editor.undo());
    else if (held !== null && held === corners.length - 1) corners = corners.slice(0, -1);
    last = null;
    held = null;
  }

  function letOutlineGo(): void {
    if (corners.length > 0) spoken = MASK_DRAWING.cornersGone;
    corners = [];
    held = null;
  }

  function moveCross([right, down]: readonly [number, number], isFine: boolean): void {
    const { widthPx, heightPx } = size;
    // In the middle of a pixel: there the cross shows which one it is on.
    const from = cross ?? { x: Math.floor(widthPx / 2) + 0.5, y: Math.floor(heightPx / 2) + 0.5 };
    const step = isFine ? 1 : Math.max(1, Math.round(STEP * Math.max(widthPx, heightPx)));
    cross =
      cross === null
        ? from
        : {
            x: Math.min(widthPx - 0.5, Math.max(0.5, from.x + step * right)),
            y: Math.min(heightPx - 0.5, Math.max(0.5, from.y + step * down)),
          };
    if (isPenDown || (tool === "polygon" && held !== null)) drag(cross);
    const [column, row] = pixelAt(cross);
    spoken = MASK_DRAWING.at({
      x: percent(cross.x / widthPx, 0),
      y: percent(cross.y / heightPx, 0),
      what: whatText(editor.codes[row * widthPx + column]!),
    });
  }

  function pressCross(nearPx: number): void {
    if (cross === null) {
      moveCross([0, 0], false);
      return;
    }
    if (tool === "polygon") {
      if (held !== null) {
        held = null;
        spoken = MASK_DRAWING.moved;
        return;
      }
      const before = corners.length;
      press(cross, nearPx);
      // A new corner stays where it is; one that was there before is held until Space is pressed again.
      if (corners.length > before) held = null;
      else if (held !== null) spoken = MASK_DRAWING.held;
      return;
    }
    press(cross, nearPx);
    isPenDown = tool === "brush";
  }

  function penUp(): void {
    if (!isPenDown) return;
    isPenDown = false;
    release();
  }

  function choose(to: MaskPaint): void {
    penUp();
    paint = to;
    if (to.kind === "label") object = null;
    spoken = MASK_DRAWING.chosen({
      what:
        to.kind === "label"
          ? shown(to.label, 40)
          : to.kind === "void"
            ? MASK_DRAWING.void
            : MASK_DRAWING.nothing,
    });
  }

  function scaleBrush(factor: number): void {
    const most = LARGEST_RADIUS * Math.max(size.widthPx, size.heightPx);
    const wanted = radiusPx * factor;
    // By whole pixels where a factor would be less.
    const next = factor > 1 ? Math.max(radiusPx + 1, wanted) : Math.min(radiusPx - 1, wanted);
    radiusPx = Math.min(Math.max(1, most), Math.max(SMALLEST_RADIUS_PX, Math.round(next)));
    spoken = MASK_DRAWING.radiusText({ px: grouped(Math.max(1, Math.round(radiusPx))) });
  }

  function use(to: MaskTool): void {
    penUp();
    letOutlineGo();
    tool = to;
    spoken = MASK_DRAWING.tool[to];
  }

  function undo(): void {
    penUp();
    if (corners.length > 0) {
      removeCorner();
      return;
    }
    options.undo();
    spoken = MASK_DRAWING.takenBack;
  }

  function removeCorner(): void {
    corners = corners.slice(0, -1);
    held = null;
    spoken =
      corners.length === 0
        ? MASK_DRAWING.cornersGone
        : MASK_DRAWING.corner({ count: grouped(corners.length) });
  }

  return {
    get size() {
      return size;
    },
    get areObjects() {
      return options.areObjects();
    },
    get tool() {
      return tool;
    },
    get paint() {
      return paint;
    },
    get object() {
      return object;
    },
    get radiusPx() {
      return radiusPx;
    },
    get isShown() {
      return isShown;
    },
    get cross() {
      return cross;
    },
    get corners() {
      return corners;
    },
    get heldCorner() {
      return held;
    },
    get parts() {
      return parts;
    },
    get painted() {
      return painted;
    },
    get spoken() {
      return spoken;
    },
    get isPending() {
      return pending > 0;
    },
    get version() {
      return version;
    },
    get codes() {
      void version;
      return editor.codes;
    },
    takeChanged() {
      const rows = changed;
      changed = null;
      return rows;
    },
    partOf: (of) => editor.parts[of - 1] ?? null,
    begin(of) {
      editor = createMaskEditor(of);
      known = [];
      size = of;
      changed = { top: 0, bottom: of.heightPx };
      radiusPx = Math.max(1, Math.round(FIRST_RADIUS * Math.max(of.widthPx, of.heightPx)));
      if (paint.kind !== "label" || !options.labels().includes(paint.label)) paint = firstPaint();
      object = null;
      cross = null;
      corners = [];
      held = null;
      last = null;
      isPenDown = false;
      version++;
    },
    follow(strokes) {
      // What is drawn at this moment goes on above what stands.
      const place = last;
      if (place !== null) note(editor.undo());
      note(followStrokes(editor, known, strokes));
      known = strokes;
      version++;
    },
    use,
    choose,
    select(to) {
      object = to;
      const part = parts.find((one) => one.object === to);
      if (part !== undefined) paint = { kind: "label", label: part.label };
    },
    scaleBrush,
    show(to) {
      isShown = to;
    },
    press,
    drag,
    release,
    cancel,
    closeOutline,
    removeCorner,
    erase(of) {
      const region: Region =
        of === null ? Uint32Array.of(0, editor.codes.length) : regionOfValue(editor.codes, of);
      whole([{ code: NOTHING, region }]);
    },
    replace(labels, classes) {
      const values = new Set(classes);
      const changes = [...values].map((value): PixelChange => {
        const label = labels[value];
        const region = regionOfValue(classes, value);
        if (label === undefined || !options.labels().includes(label)) {
          return { code: NOTHING, region };
        }
        return { code: editor.codeOf({ label, object: null }), region };
      });
      whole(changes);
    },
    undo,
    redo() {
      penUp();
      if (!options.canRedo()) return;
      options.redo();
      spoken = MASK_DRAWING.givenBack;
    },
    key({ key, shiftKey, repeat }, nearPx) {
      const arrow = ARROWS.get(key);
      if (arrow !== undefined) {
        moveCross(arrow, shiftKey);
        return true;
      }
      if (/^[1-9]$/.test(key)) {
        const label = options.labels()[Number(key) - 1];
        if (label === undefined) return false;
        choose({ kind: "label", label });
        return true;
      }
      switch (key) {
        case " ":
          if (!repeat) pressCross(nearPx);
          return true;
        case "0":
          choose({ kind: "nothing" });
          return true;
        case "v":
          choose({ kind: "void" });
          return true;
        case "b":
          use("brush");
          return true;
        case "p":
          use("polygon");
          return true;
        case "f":
          use("fill");
          return true;
        case "n":
          if (!options.areObjects()) return false;
          object = null;
          spoken = MASK_DRAWING.newObject;
          return true;
        case "[":
          scaleBrush(1 / LARGER);
          return true;
        case "]":
          scaleBrush(LARGER);
          return true;
        case "o":
          isShown = !isShown;
          return true;
        case "z":
          undo();
          return true;
        case "Z":
          this.redo();
          return true;
        case "Backspace":
        case "Delete":
          if (corners.length === 0) return false;
          removeCorner();
          return true;
        case "Escape":
          if (corners.length === 0) return false;
          letOutlineGo();
          return true;
        case "Enter":
          if (corners.length === 0) return false;
          closeOutline();
          return true;
      }
      return false;
    },
    keyUp(key) {
      if (key === " ") penUp();
    },
  };
}
