import { HomegroundError, messageOf } from "../../core/errors.js";
import { formatOfName } from "../../images/image-format.js";
import type { KeptFiles } from "../projects/kept-files.js";
import type { Project } from "../projects/project.js";
import { newProjectId } from "../projects/project.js";
import type { AppState } from "./app-types.js";
import type { Projects } from "./project-types.js";

/** Saving projects as files, and opening them. */
export interface ProjectFiles {
  /** Asked before a project with its images here is written. */
  readonly offer: { readonly images: number; readonly sizeBytes: number } | null;
  readonly error: HomegroundError | null;
  save(id: string): Promise<void>;
  /** Answers {@link offer}. */
  write(withImages: boolean): Promise<void>;
  open(file: File): Promise<void>;
  dismiss(): void;
}

export function createProjectFiles(
  app: AppState,
  projects: Projects,
  kept: KeptFiles,
): ProjectFiles {
  let offered = $state.raw<Project | null>(null);
  let offer = $state.raw<ProjectFiles["offer"]>(null);
  let error = $state.raw<HomegroundError | null>(null);

  const filesHere = (): ReadonlyMap<string, Blob> =>
    new Map(app.drops.flatMap((drop) => [...drop]));
  const isPicture = (path: string): boolean => formatOfName(path) !== null || /\.zip$/i.test(path);

  const write = async (project: Project, withImages: boolean): Promise<void> => {
    const here = project.id === projects.current?.id ? filesHere() : new Map<string, Blob>();
    const files = new Map<string, Blob>();
    for (const { path, sha256 } of project.drops.flat()) {
      // A model may be large and belong to somebody else: it goes along where pictures do.
      if (!withImages && (isPicture(path) || /\.onnx$/i.test(path))) continue;
      const blob = here.get(path) ?? (sha256 === null ? null : await kept.take(sha256));
      if (blob !== null) files.set(path, blob);
    }
    const result = await projects.resultOf(project.id);
    const labels = await projects.labelsOf(project.id);
    const { projectArchive } = await import("../projects/project-archive.js");
    const archive = await projectArchive(project, result, files, labels);
    const name = project.name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^-+|-+$/g, "");
    download(archive, `${name || "project"}.homeground.zip`);
  };
  const trying = async (what: () => Promise<void>, where: string): Promise<void> => {
    error = null;
    try {
      await what();
    } catch (cause) {
      error = notAProject(cause, where);
    }
  };

  return {
    get offer() {
      return offer;
    },
    get error() {
      return error;
    },
    async save(id) {
      await trying(async () => {
        const isHere = id === projects.current?.id;
        if (isHere) await projects.flush();
        const project = isHere ? projects.current : projects.list.find((one) => one.id === id);
        if (project == null) return;
        const pictures = isHere ? [...filesHere()].filter(([path]) => isPicture(path)) : [];
        if (pictures.length === 0) {
          await write(project, false);
          return;
        }
        offered = project;
        offer = {
          images: app.files?.images ?? pictures.length,
          sizeBytes: pictures.reduce((sum, [, blob]) => sum + blob.size, 0),
        };
      }, "project");
    },
    async write(withImages) {
      const project = offered;
      offered = null;
      offer = null;
      if (project !== null) await trying(() => write(project, withImages), project.name);
    },
    async open(file) {
      await trying(async () => {
        const { openProjectArchive } = await import("../projects/project-archive.js");
        const { project, result, files, labels } = await openProjectArchive(file, newProjectId());
        for (const { path, sha256 } of project.drops.flat()) {
          const blob = files.get(path);
          if (blob !== undefined && sha256 !== null) await kept.keep(blob);
        }
        await projects.takeIn(project, result, files, labels);
      }, file.name);
    },
    dismiss() {
      error = null;
    },
  };
}

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** For errors of others, as the list shows them. */
function notAProject(cause: unknown, where: string): HomegroundError {
  if (cause instanceof HomegroundError) return cause;
  return new HomegroundError("archive/invalid", {
    what: messageOf(cause),
    where,
    fix: "Choose a file that “Save as a file” made",
    cause,
  });
}
