import { isHomegroundError } from "../../core/errors.js";
import type { ImageOnDisk } from "../../scoring/run-model.js";
import type { FolderAccess } from "../files/folder-access.js";
import { isOfServer } from "../files/spooled-access.js";

/** Where images are on disk. One that is gone since files were listed has the reason instead. */
export function locateImages(
  folder: Pick<FolderAccess, "diskPath">,
  images: readonly { readonly file: string; readonly path: string }[],
): Promise<readonly ImageOnDisk[]> {
  return Promise.all(
    images.map(async ({ file, path }): Promise<ImageOnDisk> => {
      try {
        return { file, path: await folder.diskPath(path) };
      } catch (error) {
        // That a server is away says nothing of an image: the result would be another one tomorrow.
        if (!isHomegroundError(error) || isOfServer(error)) throw error;
        return { file, path: null, problem: error };
      }
    }),
  );
}
