import type { Page } from "@playwright/test";
import { isAccessible } from "./accessible";
import { filmLength, openMaker } from "./making";
import { expect, runningApp, test } from "./test-app";

const speak = (page: Page, language: "en" | "zh") =>
  page.context().addCookies([{ name: "nextscene_language", value: language, url: runningApp().url }]);
const section = (page: Page, name = "Providers") => page.getByRole("region", { name });

/** A picture whose first provider meets a fault of the sandbox; returns the address of its job. */
async function pictureBy(page: Page, provider: string, fault: string): Promise<string> {
  const started = await page.request.post("/v1/generate", {
    headers: { origin: new URL(runningApp().url).origin },
    data: {
      model: "text-to-image",
      input: [],
      options: {
        prompt: `A lake at dawn ${Math.random()}. [fault:${provider.split(":")[0]}:${fault}]`,
        provider: `${provider}, fal:flux-dev`,
      },
    },
  });
  return `/jobs/${(await started.json()).id}`;
}
const ended = (page: Page) => page.getByRole("link", { name: /Download|下载/ }).first();

test("the providers of each role are listed in order, with prices, and tested by keyboard", async ({ page }) => {
  await page.goto("/settings");
  const table = section(page).getByRole("table", { name: /Providers by role/ });
  const clips = table.getByRole("rowgroup").filter({ hasText: "image-to-video" });
  await expect(clips.getByRole("row")).toHaveCount(5); // the title, three entries, and the button
  await expect(clips.getByRole("row").nth(1)).toContainText("pod:wan-i2v");
  await clips.getByRole("button", { name: /more: Clip from a picture/ }).press("Enter");
  await expect(clips.getByRole("row").filter({ hasText: "kling:kling-v3" })).toContainText("from $0.084 per second");

  await section(page)
    .locator("summary", { hasText: /without a key/ })
    .press("Enter");
  await section(page).getByRole("button", { name: "Test Runway" }).press("Enter");
  await expect(section(page).getByText(/Works, \d+ ms\./)).toBeVisible();
  await expect(section(page).getByRole("link", { name: "Get a key from Runway" })).toBeVisible();
  await isAccessible(page);

  await speak(page, "zh");
  await page.reload();
  await section(page, "服务商")
    .getByText(/没有密钥/)
    .first()
    .click();
  await section(page, "服务商").getByRole("button", { name: "测试 Runway" }).click();
  await expect(section(page, "服务商").getByText(/正常，\d+ 毫秒/)).toBeVisible();
  await isAccessible(page);
});

test("a paid test says its price before it is made", async ({ page }) => {
  await page.goto("/settings");
  await section(page)
    .getByText(/without a key/)
    .click();
  const row = section(page).getByRole("listitem").filter({ hasText: "ElevenLabs" });
  await row.getByRole("button", { name: /Make something small/ }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Speak a text. It costs about");
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /Make it for/ })
    .click();
  await expect(row.getByRole("status")).toContainText(/Works, .+ Charged /);
});

test("a refused key is loud until a test shows that it works again", async ({ page }) => {
  const job = await pictureBy(page, "openai:gpt-image-1.5", "submit-401");
  await page.goto(job);
  await expect(ended(page)).toBeVisible({ timeout: filmLength });
  await page.goto("/settings");
  await expect(section(page).getByText("OpenAI refuses its key. Check OPENAI_KEY")).toBeVisible();
  await isAccessible(page);
  await section(page)
    .getByText(/without a key/)
    .click();
  await section(page).getByRole("button", { name: "Test OpenAI", exact: true }).click();
  await expect(section(page).getByText("OpenAI refuses its key. Check OPENAI_KEY")).toBeHidden();
});

test("a step says who made it and who did not, in both languages", async ({ page }) => {
  const job = await pictureBy(page, "replicate:flux-schnell", "submit-429");
  await page.goto(job);
  await expect(ended(page)).toBeVisible({ timeout: filmLength });
  const made = "replicate:flux-schnell was busy; fal:flux-dev made it.";
  await page
    .getByRole("button", { name: /^Details of/ })
    .first()
    .click();
  await expect(page.getByRole("dialog").getByText(made)).toBeVisible();
  await isAccessible(page);
  await speak(page, "zh");
  await page.reload();
  await page.getByRole("button", { name: /详情/ }).first().click();
  await expect(page.getByRole("dialog").getByText("replicate:flux-schnell 繁忙；由 fal:flux-dev 生成。")).toBeVisible();
});

test("the models are grouped by what they make", async ({ page }) => {
  await openMaker(page);
  await page.getByRole("combobox", { name: "Workflow" }).click();
  for (const name of ["Films", "Clips", "Pictures", "Sound and text", "Tools"])
    await expect(page.getByRole("group", { name, exact: true })).toBeVisible();
  await expect(page.getByRole("group", { name: "Tools" }).getByRole("option")).toContainText(["Add subtitles"]);
});
