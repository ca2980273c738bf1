import { openCamera } from "./camera";
import { filmLength, openMaker, pictureIsShown, startFilm, steps } from "./making";

/** Screenshots of failures, of steps that are out of date, and of a local model. */

const camera = await openCamera({ SILENT_AFTER: "10", SILENT_FACTOR: "1" });
const { app, browser, page, sandbox, shoot, inChinese } = camera;
const origin = new URL(app.url).origin;

const stranger = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false });
const linkPage = await stranger.newPage();
await linkPage.goto(app.signInUrl);
await shoot("sign-in-link", undefined, linkPage);
await stranger.close();
await page.goto(app.signInUrl);
await page.getByRole("heading", { level: 1 }).waitFor();

async function cancel(): Promise<void> {
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();
  await page.getByText("This job was cancelled").waitFor();
}

await startFilm(page, "The kettle begins to sing.");
await page.getByRole("link", { name: "Download" }).waitFor({ timeout: filmLength });
const film = new URL(page.url()).pathname.split("/").at(-1);
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

const { outputs } = await (await page.request.get(`/v1/jobs/${film}`)).json();
const still = await page.request.post("/v1/generate", {
  headers: { origin },
  data: { model: "thumbnail", input: [{ type: "video", url: outputs[0].url }], options: { time: 2 } },
});
await openMaker(page);
await shoot("make-models", async () => {
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Workflow" }).click();
});
const { id } = await still.json();
await page.goto(`/?from=${id}`);
await page.getByText("Uploaded").waitFor();
await shoot("make-local");
await page.goto(`/jobs/${id}`);
await page.getByRole("link", { name: "Download the picture" }).waitFor({ timeout: filmLength });
await shoot("job-local");

const lines = "1\n00:00:00,500 --> 00:00:02,000\nThe wind rises.\n";
await openMaker(page);
await page.getByRole("combobox", { name: "Workflow" }).click();
await page.getByRole("option").filter({ hasText: "Add subtitles" }).click();
const subtitles = page.getByLabel("Subtitles", { exact: true });
await shoot("make-file");
await subtitles.setInputFiles({ name: "lines.zip", mimeType: "application/zip", buffer: Buffer.from("PK") });
await shoot("make-file-refused");
const text = await page.request.post("/v1/uploads", { headers: { origin }, data: Buffer.from(lines) });
const input = [
  { type: "video", url: outputs[0].url },
  { type: "file", url: (await text.json()).url },
];
for (const [model, given] of [
  ["add-subtitles", input],
  ["gif", input.slice(0, 1)],
] as const) {
  const job = await page.request.post("/v1/generate", { headers: { origin }, data: { model, input: given } });
  await page.goto(`/jobs/${(await job.json()).id}`);
  await page.getByRole("link", { name: /^Download/ }).waitFor({ timeout: filmLength });
  await shoot(`job-${model}`);
}
await page.goto("/settings");
await page
  .getByText(/in the last hour/)
  .first()
  .waitFor();
await shoot("settings-health");
await inChinese("settings-health");

await camera.close();
