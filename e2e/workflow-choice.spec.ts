import { isAccessible } from "./accessible";
import { openMaker, prompt } from "./making";
import { expect, test } from "./test-app";

/** One choice of workflow: grouped, searched by typing, with the keyboard alone. */

test("typing searches titles and descriptions, and the keys choose", async ({ page }) => {
  await openMaker(page);
  const choice = page.getByRole("combobox", { name: "Workflow" });
  const options = page.getByRole("listbox", { name: "Workflow" }).getByRole("option");
  await choice.focus();
  await expect(options).toHaveCount(0);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("listbox").getByRole("option", { selected: true })).toHaveAccessibleName(
    "Next-scene film",
  );
  await isAccessible(page);

  await page.keyboard.type("joins clips");
  await expect(page.getByRole("status").filter({ hasText: "workflow" })).toBeAttached();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("talking head");
  await expect(options.first()).toHaveAccessibleName("Talking head");
  const active = await choice.getAttribute("aria-activedescendant");
  await expect(options.first()).toHaveAttribute("id", active ?? "none");
  await page.keyboard.press("Enter");
  await expect(choice).toHaveValue("Talking head");
  await expect(choice).toBeFocused();
  await expect(options).toHaveCount(0);
  await expect(page).toHaveURL(/model=talking-head/);

  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("no such thing");
  await expect(page.getByRole("status").filter({ hasText: "No workflow found" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(choice).toHaveValue("Talking head");
});

test("another workflow takes over the text and the picture that fit, and the first one keeps its own", async ({
  page,
}) => {
  await openMaker(page);
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await prompt(page).fill("It begins to rain.");
  await expect(page.getByText("Uploaded")).toBeVisible();
  const choose = async (title: string) => {
    await page.getByRole("combobox", { name: "Workflow" }).click();
    await page.getByRole("option", { name: title, exact: true }).click();
  };
  await choose("Film from a topic");
  await expect(page.getByLabel("Topic", { exact: true })).toHaveValue("It begins to rain.");
  await expect(page.getByText("sample.jpg")).toBeVisible();
  await expect(page.getByRole("spinbutton", { name: "Length" })).toHaveValue("30");
  await page.getByLabel("Topic", { exact: true }).fill("Why it rains");
  await choose("Product showcase");
  await expect(page.getByText("sample.jpg")).toBeVisible();
  await choose("Next-scene film");
  await expect(prompt(page)).toHaveValue("It begins to rain.");
});
