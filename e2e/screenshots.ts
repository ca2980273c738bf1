import { createApiKey } from "@/cli/supervisor/database";
import { openCamera } from "./camera";
import { chooseModel, filmLength, openMaker, pictureIsShown, prompt, startFilm, steps } from "./making";

/** Screenshots of every page in every state, for people: `npm run screenshots` writes them to `screenshots/`. */

const camera = await openCamera();
const { app, context, page, sandbox, shoot } = camera;
const { url: baseURL, signInUrl } = app;
const { key } = await createApiKey(app.settings, "Ada, who makes films");

const firstJob = async () => (await (await page.request.get("/v1/jobs?limit=1&status=completed")).json()).data[0];
const filmIsThere = () => page.getByRole("link", { name: "Download" }).waitFor({ timeout: filmLength });

await page.goto("/");
await shoot("sign-in");
for (const reason of ["wrong", "many", "used", "over"]) {
  await page.goto(`/sign-in-needed?reason=${reason}`);
  await shoot(`sign-in-${reason}`);
}
await page.goto("/sign-in-needed?next=/settings");
await page.getByLabel("API key").fill(key);
await page.keyboard.press("Enter");
await page
  .getByText(/in the last hour/)
  .first()
  .waitFor();
await shoot("settings-user");
await page.getByRole("button", { name: "Sign out" }).click();
await page.waitForURL("**/sign-in-needed");

await page.goto(signInUrl);
await openMaker(page);
await shoot("make-empty");
await page.goto("/jobs");
await page.getByRole("heading", { level: 2 }).or(page.getByRole("listitem")).first().waitFor();
await shoot("jobs-empty");

await openMaker(page);
await page.getByRole("button", { name: "Start" }).click();
await page.getByRole("button", { name: "More options" }).click();
await shoot("make-refused");
await openMaker(page);
await shoot("make-workflows", async () => {
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Workflow" }).click();
});

await openMaker(page);
await page.getByRole("button", { name: "Use the sample picture" }).click();
await prompt(page).fill("The wind rises, the seeds let go, and a child runs after them into the evening light.");
await page.getByText("Uploaded").waitFor();
await shoot("make-filled");

// Slow enough for six screenshots of running work.
await sandbox.fault({ service: "wan-i2v", fault: "slow", value: 20 });
await startFilm(page, "The wind rises, the seeds let go, and a child runs after them into the evening light.");
await steps(page).first().waitFor();
await shoot("job-begun");
await pictureIsShown(page, "keyframe.2");
await shoot("job-busy");
await sandbox.fault();
await page.getByRole("button", { name: /^Queue/ }).click();
await shoot("queue", async () => {});
await page.keyboard.press("Escape");
await filmIsThere();
await page.reload();
await filmIsThere();
await shoot("job-finished");
await page.getByRole("button", { name: "Look at Scene 1" }).click();
await shoot("step-details", async () => {});
await page.keyboard.press("Escape");
await page.getByRole("button", { name: "Re-take Scene 1" }).click();
await shoot("retake", async () => {});
await page.getByRole("button", { name: "Make it again" }).click();
await page.getByRole("button", { name: "Cancel", exact: true }).waitFor();
await filmIsThere();
await page.getByRole("button", { name: "Re-take Scene 1" }).click();
await shoot("takes", async () => {});
await page.keyboard.press("Escape");
await page.getByRole("link", { name: "Make another" }).click();
await page.getByText("Uploaded").waitFor();
await page.getByLabel("Let me review the scenes and the keyframes first").check();
await page.getByText(/^about /).waitFor();
await shoot("make-from");
await page.getByRole("button", { name: "Start" }).click();
await page.getByLabel("Scene 1: Text").waitFor({ timeout: filmLength });
await shoot("job-scenes");
await page.getByRole("button", { name: "Approve and continue" }).click();
await page.getByRole("region", { name: "Review the keyframes" }).waitFor({ timeout: filmLength });
await shoot("job-review");
await page.getByRole("button", { name: "Cancel" }).click();
await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();
await page.getByText("This job was cancelled").waitFor();
await shoot("job-cancelled");

const told = await page.request.post("/v1/generate", {
  headers: { origin: new URL(baseURL).origin },
  data: {
    model: "qwen-vl",
    input: [{ type: "image", url: (await firstJob()).inputs[0].url }],
    options: { prompt: "What is in this picture?" },
    webhookUrl: "https://receiver.invalid/done",
  },
});
await page.goto(`/jobs/${(await told.json()).id}`);
await page.getByText(/attempt/).waitFor({ timeout: filmLength });
await page.getByText(/attempt/).click();
await shoot("job-webhook");

await page.goto("/settings");
await page.getByRole("textbox", { name: "Name of the new key" }).fill("The shop");
await page.getByRole("button", { name: "Create a key" }).click();
await page.getByText("Copy the key now").waitFor();
await shoot("settings");
await page.getByRole("button", { name: "Limits of The shop" }).click();
await page.getByLabel(/Budget/).fill("20");
await shoot("settings-limits", async () => {});
await page.getByRole("button", { name: "Save" }).click();
await page.goto("/reference");
await page.getByRole("heading", { name: "Start a job" }).waitFor();
await shoot("reference", async () => {});

await openMaker(page);
await chooseModel(page, "Edit a picture");
await page.getByRole("button", { name: "Use the sample picture" }).click();
await page.getByRole("textbox", { name: "Prompt" }).first().fill("By night, under stars.");
await page.getByRole("button", { name: "More options" }).click();
await page.getByRole("spinbutton", { name: "Pictures" }).fill("4");
await page.getByRole("button", { name: "Start" }).click();
await page.getByRole("link", { name: "Download all 4" }).waitFor({ timeout: filmLength });
await shoot("job-pictures");

await startFilm(page, "Night falls over the meadow. [fault:wan-i2v:slow=60]");
await pictureIsShown(page, "keyframe.1");
await page.getByRole("button", { name: "Cancel" }).click();
await shoot("job-cancel", async () => {});
await page.keyboard.press("Escape");
await page.goto("/jobs");
await page.getByText("Running").first().waitFor();
await shoot("jobs-busy");
await page.goto("/");
await page.getByText("Running").first().waitFor();
await shoot("make-recent");
await page.goto("/jobs?status=awaiting_review");
await page.getByText("No jobs match these filters").waitFor();
await shoot("jobs-none");
await page.keyboard.press("?");
await shoot("shortcuts", async () => {});
await page.goto("/jobs/nothing");
await shoot("not-found");

await context.addCookies([{ name: "nextscene_language", value: "zh", url: baseURL }]);
for (const [name, path] of [
  ["make", "/"],
  ["jobs", "/jobs"],
  ["settings", "/settings"],
  ["job", new URL((await firstJob()).urls.web).pathname],
] as const) {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("load");
  await shoot(`${name}-zh`);
}

await camera.close();
await import("./screenshots-troubles");
await import("./screenshots-providers");
await import("./screenshots-storyboard");
await import("./screenshots-cut");
