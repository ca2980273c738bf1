import { writeFile } from "node:fs/promises";
import { openMaker, picker, prompt, startButton, startedBy } from "./making";
import { makePicture } from "./media";
import { expect, test } from "./test-app";

test("a text file is refused at the picture field, and no job starts", async ({ page }, info) => {
  const note = info.outputPath("note.txt");
  await writeFile(note, "This is not a picture.\n");
  await openMaker(page);
  const started = startedBy(page);

  await picker(page).setInputFiles(note);
  await prompt(page).fill("It begins to rain.");
  await startButton(page).click();

  await expect(picker(page)).toHaveAccessibleDescription(/note\.txt is not a picture/);
  await expect(picker(page)).toBeFocused();
  await expect(page).toHaveURL("/");
  expect(started).toEqual([]);
});

test("text with a JPEG's name is refused at the picture field with the server's message", async ({ page }, info) => {
  const liar = info.outputPath("holiday.jpg");
  await writeFile(liar, "This is not a picture either.\n");
  await openMaker(page);
  const started = startedBy(page);

  await picker(page).setInputFiles(liar);
  await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toBeVisible();
  await expect(picker(page)).toHaveAttribute("aria-invalid", "true");
  await prompt(page).fill("It begins to rain.");
  await startButton(page).click();

  await expect(page).toHaveURL("/");
  expect(started).toEqual([]);
});

test("an empty prompt and a missing picture show errors at their fields, and no job starts", async ({ page }) => {
  await openMaker(page);
  const started = startedBy(page);

  await startButton(page).click();

  await expect(picker(page)).toHaveAccessibleDescription(/Picture is required/);
  await expect(prompt(page)).toHaveAccessibleDescription(/What happens next is required/);
  expect(started).toEqual([]);

  await prompt(page).fill("It begins to rain.");
  await expect(prompt(page)).not.toHaveAttribute("aria-invalid");
});

test("a value that the server refuses shows the error at its option", async ({ page }, info) => {
  await openMaker(page);
  const started = startedBy(page);
  await picker(page).setInputFiles(await makePicture(info.outputPath("fine.jpg")));
  await prompt(page).fill("It begins to rain.");
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("spinbutton", { name: "Length" }).fill("9000");
  await startButton(page).click();

  await expect(page.getByRole("spinbutton", { name: "Length" })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("spinbutton", { name: "Length" })).toBeFocused();
  expect(started).toEqual([]);
});
