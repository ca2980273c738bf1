import type { Page } from "@playwright/test";
import type { Job } from "@/lib/schemas/job";
import { expect } from "./house";

/** What a person does to make a film, in the words of the page. */

export const picker = (page: Page) => page.getByLabel("Picture", { exact: true });
export const prompt = (page: Page) => page.getByLabel("What happens next", { exact: true });
export const startButton = (page: Page) => page.getByRole("button", { name: "Start" });
export const filmLength = 180_000;

/** The step cards, all or those in a status. */
export const steps = (page: Page, status?: Job["steps"][number]["status"]) =>
  page.locator(status ? `[data-step][data-status=${status}]` : "[data-step]");
export const step = (page: Page, name: string) => page.locator(`[data-step="${name}"]`);

export async function openMaker(page: Page): Promise<void> {
  await page.goto("/");
  await expect(startButton(page)).toBeVisible();
}

/** Fills in and starts with the sample picture; resolves on the job's page with the job's id. */
export async function startFilm(page: Page, sentence: string): Promise<string> {
  await openMaker(page);
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await prompt(page).fill(sentence);
  await startButton(page).click();
  return jobIdOf(page);
}

export async function jobIdOf(page: Page): Promise<string> {
  await page.waitForURL("**/jobs/*");
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** The job as the public API tells it to this browser. */
export async function askJob(page: Page, id: string): Promise<Job> {
  const response = await page.request.get(`/v1/jobs/${id}`);
  expect(response.ok()).toBe(true);
  return response.json();
}

/** The jobs that this page starts from now on; those of other tests are not counted. */
export function startedBy(page: Page): string[] {
  const started: string[] = [];
  page.on("response", (answer) => {
    if (new URL(answer.url()).pathname === "/v1/generate" && answer.status() === 202) started.push(answer.url());
  });
  return started;
}

/** Has the browser decoded it? */
export const pictureIsShown = (page: Page, name: string) =>
  expect
    .poll(
      () =>
        step(page, name)
          .locator("img")
          .evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth),
      { timeout: filmLength },
    )
    .toBeGreaterThan(0);

export const clipIsLoaded = (page: Page, name: string) =>
  expect
    .poll(
      () =>
        step(page, name)
          .locator("video")
          .evaluate((video: HTMLVideoElement) => video.readyState),
      { timeout: filmLength },
    )
    .toBeGreaterThan(0);
