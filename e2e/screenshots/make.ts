import { chooseModel, openMaker, prompt } from "../making";
import type { Part } from "./camera";

const sentence = "The wind rises, the seeds let go, and a child runs after them into the evening light.";

/** The form: of each kind of workflow, empty, filled in, refused, with its lists, menus and drafts. */
export const part: Part = {
  async shoot({ page, signIn, shoot, shootModes, inChinese }) {
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    const firstScreen = () => page.evaluate(() => scrollTo(0, 0));
    await signIn();
    await openMaker(page);
    await shoot("make-empty");
    await shoot("make-first-screen", firstScreen);
    await inChinese("make-empty");
    await button("Start").click();
    await button("More options").click();
    await shoot("make-refused");
    await shootModes("make-refused");
    await openMaker(page);
    await shoot("make-workflows", async () => {
      await page.keyboard.press("Escape");
      await page.getByRole("combobox", { name: "Workflow" }).click();
    });
    await page.keyboard.press("Escape");

    await openMaker(page);
    await button("Use the sample picture").click();
    await prompt(page).fill(sentence);
    await page.getByText("Uploaded").waitFor();
    await page.getByText(/^about /).waitFor();
    await shoot("make-filled");
    await page.reload();
    await page.getByText("Draft kept.").waitFor();
    await page.getByText(/^about /).waitFor();
    await shoot("make-draft", firstScreen);
    await inChinese("make-draft");
    await button("As code").click();
    await page.getByText("curl --fail-with-body").waitFor();
    await shoot("make-code", async () => {});
    await page.keyboard.press("Escape");

    for (const [name, title] of [
      ["topic", "Film from a topic"],
      ["product", "Product showcase"],
      ["talking-head", "Talking head"],
      ["pictures", "Pictures from a text"],
      ["change", "Change a picture"],
      ["join", "Join clips"],
    ] as const) {
      await openMaker(page);
      await chooseModel(page, title);
      await page.getByRole("button", { name: "More options" }).click();
      await shoot(`make-${name}`);
    }
    await openMaker(page);
    await chooseModel(page, "Product showcase");
    await page.getByRole("button", { name: "Headphones for a long flight" }).click();
    await page.getByLabel("Brand colours 1", { exact: true }).fill("reddish");
    await shoot("make-lists");
    await inChinese("make-lists");

    await openMaker(page);
    await chooseModel(page, "Join clips");
    for (const file of ["harbour.mp4", "a-very-long-name-of-a-file-that-no-card-has-room-for-at-all.mp4"]) {
      await page.getByRole("button", { name: "Use a link" }).click();
      await page.getByLabel("File URL").fill(`https://example.com/${file}`);
      await page.getByRole("button", { name: "Use link" }).click();
    }
    await page.getByRole("button", { name: "Use a link" }).click();
    await page.getByLabel("File URL").fill("harbour");
    await page.getByRole("button", { name: "Use link" }).click();
    await shoot("make-links");

    await openMaker(page);
    await page.getByRole("combobox", { name: "Workflow" }).click();
    await page.getByRole("option").filter({ hasText: "Add subtitles" }).click();
    await shoot("make-file");
    const file = { name: "lines.zip", mimeType: "application/zip", buffer: Buffer.from("PK") };
    await page.getByLabel("Subtitles", { exact: true }).setInputFiles(file);
    await shoot("make-file-refused");

    await openMaker(page);
    await chooseModel(page, "Film from a topic");
    await page.getByRole("button", { name: "Earlier prompts" }).click();
    await shoot("make-prompts", async () => {});
  },
};
