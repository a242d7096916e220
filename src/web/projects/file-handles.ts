/**
 * What the browser gives for dropped files and folders to come by them again after a reload, where it
 * does (Chromium). Must be called in the event itself: the list is emptied after it.
 */
export async function handlesOfDrop(data: DataTransfer): Promise<readonly FileSystemHandle[]> {
  const asked = [...data.items].map((item) => {
    const { getAsFileSystemHandle } = item as ItemWithHandle;
    return item.kind === "file" ? getAsFileSystemHandle?.call(item) : undefined;
  });
  const handles = await Promise.all(asked.map((handle) => handle?.catch(() => null)));
  return handles.flatMap((handle) => handle ?? []);
}

/** Whether files can be read through these without asking. */
export async function areGranted(handles: readonly FileSystemHandle[]): Promise<boolean> {
  for (const handle of handles as readonly HandleWithRights[]) {
    if ((await handle.queryPermission?.({ mode: "read" })) !== "granted") return false;
  }
  return true;
}

/** Asks the person; must be called from a click. @returns whether all may be read */
export async function askForRights(handles: readonly FileSystemHandle[]): Promise<boolean> {
  for (const handle of handles as readonly HandleWithRights[]) {
    if ((await handle.requestPermission?.({ mode: "read" })) !== "granted") return false;
  }
  return true;
}

/** Every file behind the handles by its path, as a drop of them gives it. What went away is left out. */
export async function filesOfHandles(
  handles: readonly FileSystemHandle[],
): Promise<ReadonlyMap<string, Blob>> {
  const files = new Map<string, Blob>();
  for (const handle of handles) await gather(handle, handle.name, files);
  return files;
}

async function gather(
  handle: FileSystemHandle,
  path: string,
  files: Map<string, Blob>,
): Promise<void> {
  try {
    if (handle.kind === "file") {
      files.set(path, await (handle as FileSystemFileHandle).getFile());
      return;
    }
    for await (const [name, inside] of (handle as FileSystemDirectoryHandle).entries()) {
      await gather(inside, `${path}/${name}`, files);
    }
  } catch (cause) {
    // A file that moved is missing, and asked for by its name.
    if (!(cause instanceof DOMException)) throw cause;
  }
}

/** Of the File System Access draft, which the library of types does not have. */
interface HandleWithRights extends FileSystemHandle {
  queryPermission?(asked: { readonly mode: "read" }): Promise<PermissionState>;
  requestPermission?(asked: { readonly mode: "read" }): Promise<PermissionState>;
}

interface ItemWithHandle extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}
