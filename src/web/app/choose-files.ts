import { filesOfHandles } from "../projects/file-handles.js";

/** What somebody chose, and how the browser comes by it again after a reload. */
export interface Chosen {
  readonly files: ReadonlyMap<string, Blob>;
  readonly handles: readonly FileSystemHandle[];
}

/** Of the File System Access draft, which the library of types does not have. */
interface Pickers {
  showOpenFilePicker?(options: {
    readonly multiple: boolean;
  }): Promise<readonly FileSystemFileHandle[]>;
  showDirectoryPicker?(options: { readonly mode: "read" }): Promise<FileSystemDirectoryHandle>;
}

/**
 * Has somebody choose files or a folder by a window whose choice can be remembered (Chromium); from a
 * click.
 *
 * @returns null where the window was closed; `none` where the browser has no such window
 */
export async function chooseRemembered(what: "files" | "folder"): Promise<Chosen | "none" | null> {
  const pickers = globalThis as Pickers;
  try {
    const handles =
      what === "files"
        ? await pickers.showOpenFilePicker?.({ multiple: true })
        : await pickers.showDirectoryPicker?.({ mode: "read" }).then((folder) => [folder]);
    if (handles === undefined) return "none";
    return { files: await filesOfHandles(handles), handles };
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    // A page within another page may not open it, and has the plain one.
    return cause.name === "AbortError" ? null : "none";
  }
}
