import { openKeptFiles } from "../projects/kept-files.js";
import { openLabelStore } from "../projects/label-store.js";
import { createTabs } from "../projects/project-lock.js";
import { openProjectStore } from "../projects/project-store.js";
import type { AppState } from "./app-types.js";
import { createProjectFiles, type ProjectFiles } from "./project-files.svelte.js";
import type { Projects } from "./project-types.js";
import { createProjects } from "./projects.svelte.js";

/** The projects of a page, and their files. */
export interface ProjectSet {
  readonly projects: Projects;
  readonly files: ProjectFiles;
}

/** Opens what this browser keeps for the page. @param version of Homeground */
export async function openProjects(app: AppState, version: string): Promise<ProjectSet> {
  const [store, labels, kept] = await Promise.all([
    openProjectStore(),
    openLabelStore(),
    openKeptFiles(),
  ]);
  const tabs = createTabs();
  const projects = createProjects({ app, store, labels, files: kept, tabs, version });
  return { projects, files: createProjectFiles(app, projects, kept) };
}
