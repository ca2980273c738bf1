import { filmLength, pictureIsShown, startFilm, steps } from "../making";
import type { Part } from "./camera";

/** Failures, silence, and steps that are out of date. */
export const part: Part = {
  settings: { SILENT_AFTER: "10", SILENT_FACTOR: "1" },
  async shoot({ page, sandbox, signIn, shoot, inChinese, fold }) {
    await signIn();
    await fold({ steps: true });
    const cancel = async () => {
      await page.getByRole("button", { name: "Cancel", exact: true }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();
      await page.getByText("This job was cancelled").waitFor();
    };

    await startFilm(page, "The kettle begins to sing.");
    await page.getByRole("link", { name: "Download" }).waitFor({ timeout: filmLength });
    await page.getByRole("button", { name: "Re-take Scene 1: keyframe" }).click();
    await page.getByRole("dialog").getByLabel("Prompt").fill("The kettle from above, steam against the window.");
    await shoot("retake-keyframe", async () => {});
    await page.getByRole("button", { name: "Make it again" }).click();
    await page.getByRole("button", { name: "Make them again" }).waitFor({ timeout: filmLength });
    await pictureIsShown(page, "keyframe.1");
    await page
      .getByText(/to make again/)
      .first()
      .waitFor();
    await shoot("job-out-of-date");
    await shoot("job-out-of-date-bar", async () => {});
    await inChinese("job-out-of-date");

    await startFilm(page, "The ferry turns back. [fault:wan-i2v:no-webhook@1]");
    await page.getByRole("region", { name: /has not responded/ }).waitFor({ timeout: filmLength });
    await shoot("job-silent");
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByText(/Checked at/).waitFor();
    await shoot("job-silent-checked");
    await inChinese("job-silent");
    await page.getByRole("button", { name: "Submit again" }).click();
    await shoot("job-silent-submit", async () => {});
    await page.keyboard.press("Escape");
    await cancel();

    const before = new Date().toISOString();
    await startFilm(page, "Night falls over the meadow. [fault:wan-i2v:slow=300]");
    await pictureIsShown(page, "keyframe.3");
    const clips = async () =>
      (await sandbox.submits()).filter(({ service, time }) => service === "wan-i2v" && time > before);
    while ((await clips()).length < 3) await page.waitForTimeout(200);
    const report = async (progress: number, message: string) => {
      for (const { webhookUrl, id } of await clips()) {
        const data = { id, status: "processing", progress, message };
        await page.request.post(webhookUrl, { data });
      }
    };
    await report(0.42, "Denoising, step 8 of 20");
    await page.getByText("Denoising, step 8 of 20").first().waitFor();
    await shoot("job-progress");
    await page.getByText("longer than usual").first().waitFor();
    await report(0.47, "Denoising, step 9 of 20");
    await page.getByText("Denoising, step 9 of 20").first().waitFor();
    await shoot("job-late");
    await page.getByRole("button", { name: "Details of Scene 1: clip" }).click();
    await shoot("step-details-late", async () => {});
    await page.keyboard.press("Escape");
    await cancel();

    await startFilm(page, "The line is busy. [fault:wan-i2v:submit-503=9]");
    await steps(page, "retrying").first().waitFor({ timeout: filmLength });
    await shoot("job-retrying");
    await cancel();

    await startFilm(page, "The ferry turns back. [fault:wan-i2v:submit-reset@1]");
    await steps(page, "unconfirmed").first().waitFor({ timeout: filmLength });
    await shoot("job-unconfirmed");
    await inChinese("job-unconfirmed");
    await cancel();

    await startFilm(page, "黄昏的风吹过草地，蒲公英的种子飘向远方。 [fault:wan-i2v:fail@2]");
    await page.getByRole("button", { name: "Try again" }).waitFor({ timeout: filmLength });
    await page
      .getByText(/^about /)
      .first()
      .waitFor();
    await shoot("job-failed");
    await inChinese("job-failed");

    await page.goto("/settings");
    await page.getByRole("region", { name: "Services" }).getByText("Ready").first().waitFor();
    await shoot("settings-health");
  },
};
