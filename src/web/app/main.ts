/** The program of the app's page. */
import { mount } from "svelte";
import { startProgram } from "../inference/start-worker.js";
import { insideParts } from "../inside/inside-parts.js";
import { startSession } from "../session/session-client.js";
import App from "./App.svelte";
import { createAppState } from "./app-state.svelte.js";
import { createModelFetch } from "./model-fetch.svelte.js";
import { createNetworkState } from "./network.svelte.js";
import { openProjects } from "./open-projects.js";
import { openWith } from "./opened-record.svelte.js";
import { isFramed, offerOwnWindow } from "./own-window.js";
import { type PageParts, partsBeside, partsInside } from "./page-parts.js";

const { version = "", record = "" } = document.documentElement.dataset;
const target = document.getElementById("app");
const inside = insideParts();
if (isFramed()) offerOwnWindow(target);
else if (inside === null) start(partsBeside(location.href, version));
else void partsInside(inside, location.href, version, record).then(start);

function start(parts: PageParts): void {
  const worker = startProgram(parts.session);
  const session = startSession(worker, parts.places);
  if (target === null) return;
  const app = createAppState(session);
  const network = createNetworkState(worker, parts);
  const models = createModelFetch(app, network, parts);
  void openProjects(app, version).then((set) => {
    target.replaceChildren();
    const opened = openWith(parts, app, set.projects);
    mount(App, { target, props: { app, set, network, models, opened } });
  });
}
