import type { Page } from "@playwright/test";
import type { Job } from "@/lib/schemas/job";
import { expect } from "./test-app";

/** The actions of a person who makes a film, by the labels of the page. */

export const picker = (page: Page) => page.getByLabel("Picture", { exact: true });
export const prompt = (page: Page) => page.getByLabel("What happens next", { exact: true });
export const startButton = (page: Page) => page.getByRole("button", { name: "Start" });
export const filmLength = 180_000;

/** The step cards, all or those with a status. */
export const steps = (page: Page, status?: Job["steps"][number]["status"]) =>
  page.locator(status ? `[data-step][data-status=${status}]` : "[data-step]");
export const step = (page: Page, name: string) => page.locator(`[data-step="${name}"]`);

/** Opens the form without a draft. */
export async function openMaker(page: Page): Promise<void> {
  if (page.url().startsWith("http")) await page.evaluate(() => sessionStorage.clear());
  await page.goto("/");
  await expect(startButton(page)).toBeEnabled();
}

/** Chooses a model in the list, which has all of them. */
export async function chooseModel(page: Page, title: string): Promise<void> {
  await page.getByRole("combobox", { name: "Workflow" }).click();
  await page.getByRole("listbox", { name: "Workflow" }).getByRole("option", { name: title }).click();
}

/** Goes to the search of the page with its key, as soon as the page's scripts run. */
export async function focusSearch(page: Page, name: string): Promise<void> {
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox", { name })).toBeFocused({ timeout: 1_000 });
  }).toPass();
}

/**
 * Fills in the form with the sample picture and starts; resolves on the job's page with the job's id. The film is small:
 * one of the usual size takes the processor three times as long.
 */
export async function startFilm(page: Page, sentence: string): Promise<string> {
  await openMaker(page);
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await prompt(page).fill(sentence);
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("spinbutton", { name: "Width" }).fill("160");
  await page.getByRole("spinbutton", { name: "Height" }).fill("90");
  await startButton(page).click();
  return jobIdOf(page);
}

export async function jobIdOf(page: Page): Promise<string> {
  await page.waitForURL("**/jobs/*").catch(async (error: unknown) => {
    const said = await page
      .getByRole("alert")
      .or(page.getByRole("status"))
      .or(page.getByRole("button"))
      .allInnerTexts();
    throw new Error(`The page of the job does not come. This page says: ${said.filter(Boolean).join(" | ")}`, {
      cause: error,
    });
  });
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** Holds the requests to an address back until the returned function is called. */
export async function holdRequests(page: Page, url: string): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(url, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** The job in the public API, with this browser's session. */
export async function askJob(page: Page, id: string): Promise<Job> {
  const response = await page.request.get(`/v1/jobs/${id}`);
  expect(response.ok()).toBe(true);
  return response.json();
}

/** The ids of the jobs that this page starts from now on, without those of other tests. */
export function startedBy(page: Page): string[] {
  const started: string[] = [];
  page.on("response", (answer) => {
    if (new URL(answer.url()).pathname === "/v1/generate" && answer.status() === 202) started.push(answer.url());
  });
  return started;
}

/** Checks that the browser has decoded the picture. */
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
