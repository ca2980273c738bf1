import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readmeFile } from "@/cli/commands/docs";
import { videoSeconds } from "@/cli/film/check-video";
import { root } from "@/cli/supervisor/spawn";
import { startApp, type TestApp } from "../app";
import { callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** Runs the README's three lines for a vendor's key; the sandbox of another app is the vendor. */

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "nextscene-readme-key-"));
const [, lines = ""] = /^```bash\n([\s\S]*?FAL_KEY[\s\S]*?)^```$/m.exec(readFileSync(readmeFile, "utf8")) ?? [];

let vendor: TestApp;
let app: TestApp | undefined;
beforeAll(async () => {
  vendor = await startApp({ SANDBOX_INSTANT: "1" });
}, 600_000);
afterAll(async () => {
  await app?.close();
  await vendor?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("with a vendor's key, three lines make a clip there", { timeout: 600_000 }, async () => {
  const [key = "", list = "", film = ""] = lines.trim().split("\n");
  const { SERVICE_API_KEY: vendorKey = "", SANDBOX_URL = "" } = vendor.app.settings;
  await run("bash", ["-euc", `${key}\n${list}`], { cwd: folder, env: { ...process.env, FAL_KEY: vendorKey } });
  const written = readFileSync(join(folder, ".env"), "utf8").trim().split("\n");
  const settings = Object.fromEntries(written.map((line) => line.split("=", 2)));
  expect(settings).toEqual({ FAL_KEY: vendorKey, IMAGE_TO_VIDEO: "fal:wan-2.5" });

  app = await startApp({ SANDBOX_INSTANT: "1", ...settings, FAL_URL: `${SANDBOX_URL}/fal` });
  const out = join(folder, "clip.mp4");
  const env = { ...process.env, NEXTSCENE_URL: app.api.url, NEXTSCENE_KEY: app.api.key };
  await run("bash", ["-euc", film.replace("clip.mp4", out)], { cwd: root, env });
  expect(await videoSeconds(out)).toBeGreaterThan(0);
  expect((await sandboxOf(vendor).submits()).map(({ service }) => service)).toEqual(["fal"]);

  const { data } = await (await callerOf(app, app.api.key).get("/v1/providers")).json();
  const fal = (data as { id: string }[]).find(({ id }) => id === "fal");
  expect(fal).toMatchObject({ status: "ok", configured: true, missing: [], lastWorkedAt: expect.any(String) });
});
