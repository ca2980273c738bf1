import { readFile } from "node:fs/promises";
import { isAccessible } from "./accessible";
import { askJob, filmLength, pictureIsShown, startFilm, step, steps } from "./making";
import { expect, runningApp, test } from "./test-app";

test("cancel stops the job and keeps what was finished", async ({ page }) => {
  const id = await startFilm(page, "The bridge falls silent. [fault:wan-i2v:slow=60]");
  await pictureIsShown(page, "keyframe.1");

  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await isAccessible(page);
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();

  await expect(page.getByText("Cancelled").first()).toBeVisible();
  await expect(page.locator("#job-sentence")).toBeFocused();
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeHidden();
  await expect.poll(async () => (await askJob(page, id)).status).toBe("cancelled");
  await expect(steps(page, "waiting")).toHaveCount(0);
  await pictureIsShown(page, "keyframe.1");
  await isAccessible(page);
});

test("a dismissed cancel dialog changes nothing", async ({ page }) => {
  const id = await startFilm(page, "The dog waits. [fault:wan-i2v:slow=60]");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Keep going" }).click();
  expect(["queued", "running"]).toContain((await askJob(page, id)).status);
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
});

test("a reload half-way shows the same scenes and pictures, and the film is completed", async ({ page }) => {
  const id = await startFilm(page, "A lantern is lit in the window. [fault:wan-i2v:slow=4]");
  await pictureIsShown(page, "keyframe.1");
  const { steps: before } = await askJob(page, id);

  await page.reload();

  await pictureIsShown(page, "keyframe.1");
  const text = before.find((one) => one.key === "keyframe.1")?.prompt ?? "";
  await expect(page.getByText(text).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Download" })).toBeVisible({ timeout: filmLength });
  await expect(page.getByRole("region", { name: "The film" }).locator("video")).toBeVisible();
});

test("a failure shows the service's own message, and finished steps are kept", async ({ page }) => {
  await startFilm(page, "The engine coughs. [fault:wan-i2v:fail=the GPU is on fire@2]");

  await expect(page.getByRole("alert").filter({ hasText: "the GPU is on fire" })).toBeVisible({ timeout: filmLength });
  await expect(step(page, "clip.2")).toContainText("the GPU is on fire");
  await pictureIsShown(page, "keyframe.2");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await isAccessible(page);
});

test("an unknown job gets the not-found page", async ({ page }) => {
  await page.goto("/jobs/job_0190c6a0-0000-7000-8000-000000000000");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await isAccessible(page);
});

test("the webhook of a job is shown with its attempts", async ({ page }) => {
  const headers = { origin: runningApp().url };
  const sent = await page.request.post("/v1/uploads", {
    headers: { ...headers, "content-type": "image/jpeg" },
    data: await readFile("public/sample.jpg"),
  });
  const { id: picture } = await sent.json();
  const started = await page.request.post("/v1/generate", {
    headers,
    data: {
      model: "qwen-vl",
      input: [{ type: "image", url: `asset:${picture}` }],
      options: { prompt: "What is in this picture?" },
      webhookUrl: "https://receiver.invalid/done",
    },
  });
  await page.goto(`/jobs/${(await started.json()).id}`);
  const deliveries = page.getByRole("region", { name: "Webhooks and notifications" });
  // On a busy machine the second attempt may come before this check.
  await deliveries.getByText(/^\d+ attempts?$/).click({ timeout: filmLength });
  await expect(deliveries).toContainText("https://receiver.invalid/done");
  await isAccessible(page);
});
