import type { Editing } from "./screen-editor.js";

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A point on the picture. */
export interface Dot extends Place {
  /** By which it is pressed and moved; null for one of the model. */
  readonly key: string | null;
  /** `hidden`: behind something; `seen`: taken over from the model. */
  readonly look: "own" | "seen" | "hidden" | "model";
  readonly isOn: boolean;
  /** Written beside it; empty for nothing. */
  readonly text: string;
}

/** What is worked on by points on a picture. */
export interface Dots extends Editing {
  /** Size of the picture in the pixels that points are in. */
  readonly frame: readonly [width: number, height: number];
  readonly dots: readonly Dot[];
  readonly lines: readonly {
    readonly from: Place;
    readonly to: Place;
    readonly isModel: boolean;
  }[];
  /** A press on the picture, or on a point. */
  tap(at: Place, key: string | null): void;
  /** Shows a point where it is dragged to. */
  hold(key: string, at: Place): void;
  /** Keeps where a point was dragged to, or lets it go. */
  drop(isKept: boolean): void;
}
