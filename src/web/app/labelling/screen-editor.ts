import type { Component } from "svelte";
import type { Zoom } from "../zoom.svelte.js";
import type { LabelScreenState } from "./label-screen.svelte.js";

/**
 * What the screen has for one way of labelling: an object for each `LabelEditorId`, listed in `editors.ts`. What
 * becomes of the labels is the object of the same id in `src/labelling/editors`.
 *
 * @typeParam E what is worked on while an image is on the screen
 */
export interface ScreenEditor<E extends Editing = Editing> {
  /** The heading over the image. */
  readonly question: string;
  /** As `LabelEditor.marks`: what the model found is shown once the person is done. */
  readonly marks: boolean;
  /** Answers that no label of the model is, offered beside "cannot tell". */
  readonly others: readonly ("empty" | "other")[];
  /** What the buttons of the labels do, as the name of their group; null where no label is chosen by a button. */
  readonly labels: string | null;
  /** What is said above those buttons; absent for nothing. */
  readonly hint?: string;
  /** Keys for what all images have, where editing takes those that are usual. */
  readonly keys?: { readonly skip: string; readonly zoom: string };
  /** Why no range is shown while images are labelled, where none can be and that is worth a word. */
  readonly noLook?: string;
  /** What is said of the task's main figure, where another one is looked at; absent for nothing. */
  readonly besides?: { readonly title: string; readonly text: string };
  /** The image with what is put on it. */
  readonly Stage: Component<StageProps<E>, object, "stage">;
  /** What stands above the buttons of the labels; null for nothing. */
  readonly Panel: Component<PanelProps<E>> | null;
  /** Begins, once for the screen; runs where effects may be created. */
  edit(screen: LabelScreenState): E;
}

export interface StageProps<E extends Editing> {
  readonly screen: LabelScreenState;
  readonly editing: E;
  readonly zoom: Zoom;
  readonly alt: string;
  stage?: HTMLElement | undefined;
}

export interface PanelProps<E extends Editing> {
  readonly screen: LabelScreenState;
  readonly editing: E;
}

/** What is worked on, and what keys and buttons do with it. */
export interface Editing {
  /** Labels that are pressed; null where pressing one is the answer. */
  readonly chosen: readonly string[] | null;
  /** A label was chosen, by its button, its key or its first letters. */
  press(label: string): void;
  /** The button of Enter; null where there is none. */
  readonly done: { readonly text: string; readonly isOpen: boolean } | null;
  /** Enter: the answer is whole, or what the model found was looked at. */
  goOn(): void;
  /** A key of its own, before those of all images. @returns whether it was one */
  key?(key: string, event: KeyboardEvent): boolean;
}

/** An editor among others: what it works on is its own. */
export function screenEditor<E extends Editing>(editor: ScreenEditor<E>): ScreenEditor {
  return editor as unknown as ScreenEditor;
}
