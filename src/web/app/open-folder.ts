import { formatOfName } from "../../images/image-format.js";
import {
  MODEL_FOLDER,
  OPENED_REQUEST_PATH,
  OPENED_TOKEN_HEADER,
  readFetchedModel,
} from "../../models/fetched-model.js";
import { areTheSame } from "../projects/ask-again.js";
import type { AppState } from "./app-types.js";
import { asked, otherServer, piecesOf } from "./model-fetch.svelte.js";
import type { Projects } from "./project-types.js";

type Work = Pick<
  AppState,
  "add" | "chooseLabels" | "chooseNoLabels" | "go" | "read" | "model" | "canSay"
>;

/**
 * Takes the files that `homeground app` was started with: into the project that has them already, so that labels made in it go on,
 * or into a new one, which begins with what the model says, or with the labels that were named.
 *
 * @param base folder of the page
 * @throws HomegroundError `network/…` where the server does not give them
 */
export async function openFolder(
  token: string,
  base: string,
  app: Work,
  projects: Projects,
  onProgress: (file: string, done: number, total: number | null) => void,
): Promise<void> {
  const files = await filesOf(token, base, onProgress);
  await projects.ready;
  const own = await projectWith(files, projects);
  if (own !== null) {
    if (projects.current?.id !== own) await projects.open(own);
    if (projects.asks !== null) await projects.give(files);
    return;
  }
  await projects.close();
  await app.add(files);
  if (app.model === null) return;
  const isLabels = (path: string) =>
    formatOfName(path) === null && !path.startsWith(`${MODEL_FOLDER}/`);
  const labels = [...files.keys()].find(isLabels);
  if (labels !== undefined) {
    app.chooseLabels(labels);
    await app.read();
    return;
  }
  // Folders may be sites or cameras: nobody said that they are labels.
  app.chooseNoLabels();
  if (app.canSay) app.go("says");
}

async function filesOf(
  token: string,
  base: string,
  onProgress: (file: string, done: number, total: number | null) => void,
): Promise<ReadonlyMap<string, Blob>> {
  const answer = await asked(new URL(OPENED_REQUEST_PATH, base), {
    method: "POST",
    headers: { [OPENED_TOKEN_HEADER]: token },
  });
  if (!answer.ok || answer.body === null) throw otherServer();
  const files = new Map<string, Blob>();
  await readFetchedModel(piecesOf(answer.body), onProgress, (path, pieces) => {
    files.set(path, new Blob([...pieces]));
  });
  return files;
}

/** The project that was made with these very files; null for none. */
async function projectWith(
  files: ReadonlyMap<string, Blob>,
  { list }: Projects,
): Promise<string | null> {
  for (const { id, drops } of list) if (await areTheSame(drops, files)) return id;
  return null;
}
