/** The files of a drop, folders opened, by their path in what was dropped. */
export async function filesOfDrop(data: DataTransfer): Promise<ReadonlyMap<string, File>> {
  // Entries must be asked for before the first await: the list is emptied after the event.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found = new Map<string, File>();
  for (const entry of entries) await gather(entry, found);
  return found;
}

/** The files of an input, with the path inside the folder that was chosen. */
export function filesOfInput({ files }: HTMLInputElement): ReadonlyMap<string, File> {
  return new Map([...(files ?? [])].map((file) => [file.webkitRelativePath || file.name, file]));
}

async function gather(entry: FileSystemEntry, found: Map<string, File>): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    found.set(entry.fullPath.replace(/^\/+/, ""), file);
    return;
  }
  if (!isFolder(entry)) return;
  const reader = entry.createReader();
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const one of some) await gather(one, found);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
