import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeShot } from "@/lib/media/matting/testing/footage";
import { filmLength } from "../making";
import type { Part } from "./camera";

/** The choice of one of several pictures, and the comparison of a film with the video it was made of. */
export const part: Part = {
  async shoot({ page, signIn, shoot, inChinese, start, upload }) {
    await signIn();
    const folder = await mkdtemp(join(tmpdir(), "nextscene-footage-"));
    const { video } = await makeShot(folder, "head", { width: 180, height: 320, seconds: 2, fps: 8 });
    const url = `asset:${await upload(await readFile(video), "video/mp4")}`;
    await rm(folder, { recursive: true });
    const id = await start({
      ...{ model: "talking-head", input: [{ type: "video", url }], review: true },
      options: { title: "Start small", resolution: "360p", fps: 8, matting: "fast", social: ["square"] },
    });
    await page.goto(`/jobs/${id}`);
    await page
      .getByRole("button", { name: /^Use this one/ })
      .first()
      .waitFor({ timeout: 2 * filmLength });
    await shoot("candidates");
    await inChinese("candidates");
    await page.getByRole("button", { name: "Approve and continue" }).click();
    await page.getByRole("link", { name: "Download", exact: true }).waitFor({ timeout: 2 * filmLength });
    await shoot("compare");
    await inChinese("compare");
  },
};
