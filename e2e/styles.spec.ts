import { askJob, chooseModel, jobIdOf, openMaker, startButton } from "./making";
import { expect, test } from "./test-app";

test("a style is chosen by its picture with the mouse or the arrow keys, and sent with the request", async ({
  page,
}) => {
  await openMaker(page);
  await chooseModel(page, "Pictures from a text");
  const styles = page.getByRole("radiogroup", { name: "Style" });
  await expect(styles.getByRole("radio", { name: "No style" })).toBeChecked();
  await expect(styles.locator("img")).toHaveCount(12);
  await styles.getByRole("radio", { name: "Cinematic" }).click();
  await expect(page.getByText("high contrast, film grain, dramatic light · dramatic")).toBeVisible();
  await page.keyboard.press("ArrowRight", { delay: 150 }); // a person's key is down while the focus moves
  await expect(styles.getByRole("radio", { name: "Documentary" })).toBeChecked();
  await page.getByLabel("Prompt", { exact: true }).fill(`A quiet lake ${Date.now()}.`);
  await startButton(page).click();
  expect((await askJob(page, await jobIdOf(page))).options).toMatchObject({ style: "documentary" });
});
