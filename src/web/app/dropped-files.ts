/** What came with a drop. */
export interface Dropped {
  /** By their path in what was dropped, folders opened. */
  readonly files: ReadonlyMap<string, Blob>;
  /** Folders and files that the browser gave and does not let the page read. */
  readonly unread: readonly string[];
}

/** The files of a drop; must be called in the event itself. */
export async function filesOfDrop(data: DataTransfer): Promise<Dropped> {
  // Everything must be asked for before the first await: the list is emptied after the event.
  const items = [...data.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: Gathered = { files: new Map(), unread: [] };
  for (const { entry, file } of items) {
    if (entry !== null && isFolder(entry)) await gather(entry, found);
    // A page that was opened from disk may read a dropped file, and not its entry.
    else if (file !== null) found.files.set(file.name, file);
    else if (entry !== null) await gather(entry, found);
  }
  return found;
}

/** The files of an input, with the path inside the folder that was chosen. */
export function filesOfInput({ files }: HTMLInputElement): ReadonlyMap<string, File> {
  return new Map([...(files ?? [])].map((file) => [file.webkitRelativePath || file.name, file]));
}

interface Gathered {
  readonly files: Map<string, Blob>;
  readonly unread: string[];
}

async function gather(entry: FileSystemEntry, found: Gathered): Promise<void> {
  const path = entry.fullPath.replace(/^\/+/, "");
  try {
    if (isFile(entry)) {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      found.files.set(path, file);
    } else if (isFolder(entry)) {
      for (const one of await entriesOf(entry)) await gather(one, found);
    }
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    found.unread.push(path);
  }
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
