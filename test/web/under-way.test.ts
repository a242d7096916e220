import { describe, expect, it } from "vitest";
import { createUnderWay } from "../../src/web/app/under-way.svelte.js";

/** Something that ends when a test says so. */
function late() {
  let resolve: () => void = () => {};
  let reject: (cause: unknown) => void = () => {};
  const promise = new Promise<void>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

describe("what needs files", () => {
  it("waits for those of a project that was opened again, and is done with them", async () => {
    const work = createUnderWay();
    work.hasFiles = false;
    const arrival = late();
    work.expectFiles(arrival.promise);
    const done: string[] = [];
    const asked = work.doing(async () => {
      done.push("asked");
    });
    expect(work.busy).toBe(true);
    // Bringing them is no thing that waits for them; its end does not unlock the buttons.
    expect(
      await work.doingWithout(async () => {
        done.push("brought");
        work.hasFiles = true;
      }),
    ).toBe(true);
    expect(work.busy).toBe(true);
    arrival.resolve();
    expect(await asked).toBe(true);
    expect(done).toEqual(["brought", "asked"]);
    expect([work.busy, work.error]).toEqual([false, null]);
  });

  it("says that they are missing, where they have to be chosen again", async () => {
    for (const end of ["resolve", "reject"] as const) {
      const work = createUnderWay();
      work.hasFiles = false;
      const arrival = late();
      work.expectFiles(arrival.promise);
      const asked = work.doing(async () => {
        throw new Error("never done");
      });
      if (end === "resolve") arrival.resolve();
      else arrival.reject(new Error("a disk that went away"));
      expect(await asked).toBe(false);
      expect(work.error?.code).toBe("input/not-found");
      expect(work.busy).toBe(false);
    }
  });

  it("waits for the newest of several arrivals alone", async () => {
    const work = createUnderWay();
    const [first, second] = [late(), late()];
    work.expectFiles(first.promise);
    work.expectFiles(second.promise);
    first.resolve();
    let isDone = false;
    const asked = work.doing(async () => {
      isDone = true;
    });
    await first.promise;
    await new Promise((resolve) => setTimeout(resolve));
    expect(isDone).toBe(false);
    second.resolve();
    expect(await asked).toBe(true);
    expect(isDone).toBe(true);
  });
});

describe("nothing being done", () => {
  it("is told when the last of several things ended, however it ended", async () => {
    const work = createUnderWay();
    await work.idle();
    const [one, other] = [late(), late()];
    const all = [work.keepBusy(() => one.promise), work.doingWithout(() => other.promise)];
    let isIdle = false;
    const idle = work.idle().then(() => {
      isIdle = true;
    });
    one.resolve();
    await all[0];
    await new Promise((resolve) => setTimeout(resolve));
    expect([isIdle, work.busy]).toEqual([false, true]);
    other.reject(new Error("failed"));
    await idle;
    expect([work.busy, work.error?.code]).toEqual([false, "internal/bug"]);
  });
});
