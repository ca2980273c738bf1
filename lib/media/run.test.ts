import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { places } from "./decoder-slots";
import { runTool } from "./run";
import { resolveTools } from "./tools";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "run-"));
});
afterAll(() => rm(dir, { recursive: true }));

const shell = (script: string, limits = {}) => runTool("/bin/sh", ["-c", script], limits);

describe("a tool that is run", () => {
  it("returns its output", async () => {
    const { output, errors } = await shell("echo out; echo err >&2");
    expect([output.toString(), errors]).toEqual(["out\n", "err\n"]);
  });

  it("fails with its own message", async () => {
    await expect(shell("echo no such stream >&2; exit 3")).rejects.toMatchObject({
      ...{ code: "tool_failed", message: "sh failed: no such stream" },
    });
  });

  it("does not get the app's environment", async () => {
    process.env.RUN_TEST_SECRET = "secret";
    expect((await shell("env")).output.toString()).not.toContain("secret");
    delete process.env.RUN_TEST_SECRET;
  });

  it("is stopped with everything it started, when its time is up", async () => {
    // It ends only when no process holds its output any longer, and the sleeper does.
    const run = shell("sleep 1000 & wait", { timeoutMs: 300 });
    await expect(run).rejects.toMatchObject({ code: "timeout" });
  });

  it("is stopped when it writes too much", async () => {
    await expect(shell("yes", { maxOutputBytes: 100_000 })).rejects.toMatchObject({ code: "tool_failed" });
  });

  it("is stopped when it is aborted", async () => {
    const caller = new AbortController();
    const run = shell("sleep 1000", { signal: caller.signal });
    caller.abort(new Error("cancelled"));
    await expect(run).rejects.toThrow("cancelled");
    await expect(shell("true", { signal: caller.signal })).rejects.toThrow("cancelled");
  });

  it("is not at fault when another process kills it, but is when it crashes", async () => {
    await expect(shell("kill -KILL $$")).rejects.toMatchObject({ code: "tool_killed" });
    await expect(shell("kill -SEGV $$")).rejects.toMatchObject({ code: "tool_failed" });
  });

  it("waits for a slot: no more run at once than there are slots, and all of them run", async () => {
    const log = join(dir, "turns");
    const times = 3 * places;
    await Promise.all(Array.from({ length: times }, () => shell(`echo + >> ${log}; sleep 0.1; echo - >> ${log}`)));
    let running = 0;
    const seen = (await readFile(log, "utf8"))
      .trim()
      .split("\n")
      .map((sign) => (running += sign === "+" ? 1 : -1));
    expect([seen.length, Math.max(...seen), running]).toEqual([2 * times, places, 0]);
  });

  it("is reported as missing", async () => {
    await expect(runTool(join(dir, "nothing"), [])).rejects.toMatchObject({ code: "tool_missing" });
  });
});

describe("ffmpeg and ffprobe", () => {
  it("are found", async () => {
    const { ffmpeg, ffprobe } = resolveTools();
    expect((await runTool(ffmpeg, ["-version"])).output.toString()).toContain("ffmpeg version");
    expect((await runTool(ffprobe, ["-version"])).output.toString()).toContain("ffprobe version");
  });

  it("are the configured ones if configured", async () => {
    const own = join(dir, "own");
    await writeFile(own, "#!/bin/sh\n");
    await chmod(own, 0o755);
    expect(resolveTools({ ffmpegPath: own })).toMatchObject({ ffmpeg: own });
  });

  it("are named with their setting when they cannot be run", () => {
    expect(() => resolveTools({ ffmpegPath: join(dir, "nothing") })).toThrow("FFMPEG_PATH");
    expect(() => resolveTools({ ffprobePath: join(dir, "nothing") })).toThrow("FFPROBE_PATH");
  });
});
