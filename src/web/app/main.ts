/** The program of the app's page. */
import { mount } from "svelte";
import { startModuleWorker } from "../inference/start-worker.js";
import { startSession } from "../session/session-client.js";
import App from "./App.svelte";
import { createAppState } from "./app-state.svelte.js";
import { createNetworkState } from "./network.svelte.js";
import { openProjects } from "./open-projects.js";
import { openWith } from "./opened-record.svelte.js";

const base = new URL(".", location.href).href;
const version = document.documentElement.dataset["version"] ?? "";
const worker = startModuleWorker(new URL("session.js", base).href);
const session = startSession(worker, {
  ...{ base, version, scorer: new URL("scorer.js", base).href },
});
const target = document.getElementById("app");
if (target !== null) {
  const app = createAppState(session);
  const network = createNetworkState(worker, base);
  void openProjects(app, version).then((set) => {
    target.replaceChildren();
    mount(App, { target, props: { app, set, network, opened: openWith(location.href, app) } });
  });
}
