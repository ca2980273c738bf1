import { expect, test } from "./house";
import { filmLength, jobIdOf, pictureIsShown, prompt } from "./making";

test.describe("a browser that asks for Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("is answered in Chinese, from the form to the film", async ({ page }) => {
    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("lang", "zh");
    await expect(page.getByRole("heading", { name: "接下来会发生什么？" })).toBeVisible();
    await page.getByRole("button", { name: "开始" }).click();
    await expect(page.getByText("请填写“Picture”。")).toBeVisible();

    await page.getByRole("button", { name: "用示例图片" }).click();
    await prompt(page).fill("黄昏的风吹过草地，蒲公英的种子飘向远方。");
    await page.getByRole("button", { name: "开始" }).click();
    await jobIdOf(page);
    await pictureIsShown(page, "scene 1: keyframe");
    await expect(page.getByRole("heading", { name: "时间线" })).toBeVisible();
    await expect(page.getByRole("link", { name: "下载" })).toBeVisible({ timeout: filmLength });
    await expect(page.getByText("已完成 8 / 8 步")).toBeVisible();
    await expect(page).toHaveTitle("黄昏的风吹过草地，蒲公英的种子飘向远方。 · Nextscene");
  });
});

test("the language is switched where one stands: what was typed stays, and the choice is kept", async ({ page }) => {
  await page.goto("/");
  await prompt(page).fill("It begins to rain.");
  let loads = 0;
  page.on("load", () => {
    loads += 1;
  });

  await page.getByRole("combobox", { name: "Language" }).selectOption("中文");

  await expect(page.getByRole("button", { name: "开始" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh");
  await expect(prompt(page)).toHaveValue("It begins to rain.");
  expect(loads).toBe(0);

  await page.goto("/jobs");
  await expect(page.getByRole("heading", { name: "任务", exact: true })).toBeVisible();
});
