import { readFile } from "node:fs/promises";
import { chooseModel, filmLength, jobIdOf, openMaker, prompt, startFilm } from "../making";
import type { Part } from "./camera";

const sentence = "The wind rises, the seeds let go, and a child runs after them into the evening light.";

/** A film from its start to its takes, other kinds of results, and the end by a person. */
export const part: Part = {
  async shoot(camera) {
    const { page, sandbox, signIn, shoot, shootModes, inChinese, fold, start, until, upload } = camera;
    const button = (name: string | RegExp) => page.getByRole("button", { name });
    const isMade = (id: string, key: string) =>
      until(id, ({ steps }) => steps.some((step) => step.key === key && step.status === "succeeded"));
    const filmIsThere = () => page.getByRole("link", { name: "Download" }).waitFor({ timeout: filmLength });
    const asIs = async () => {};
    await signIn();

    await sandbox.fault({ service: "wan-i2v", fault: "hold" });
    const film = await startFilm(page, sentence);
    await page.locator("[data-scene]").first().waitFor();
    await shoot("job-begun");
    await isMade(film, "keyframe.3");
    await page.locator("[data-scene] img").nth(2).waitFor();
    await shoot("job-busy");
    await inChinese("job-busy");
    await fold({ steps: true, timeline: true });
    await page.reload();
    await shoot("job-busy-steps");
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await shoot("job-cancel", asIs);
    await page.keyboard.press("Escape");
    await fold({});
    await sandbox.fault();
    await sandbox.release();
    await filmIsThere();
    await page.reload();
    await filmIsThere();
    await shoot("job-finished");
    await inChinese("job-finished");
    await shoot("job-first-screen", () => page.evaluate(() => scrollTo(0, 0)));
    await fold({ steps: true, timeline: true, log: true });
    await page.reload();
    await filmIsThere();
    await shoot("job-steps");
    await shootModes("job-steps");
    await inChinese("job-steps");
    await fold({});
    await page.reload();
    await button("Look at Scene 1").click();
    await shoot("step-details", asIs);
    await page.keyboard.press("Escape");
    await button("Re-take Scene 1").click();
    await page
      .getByRole("dialog")
      .getByText(/^about /)
      .waitFor();
    await shoot("retake", asIs);
    await page.getByRole("dialog").getByRole("radio", { name: "3" }).check({ force: true });
    await button("Make 3 takes").click();
    await until(film, ({ status, steps }) => status === "completed" && steps.some(({ takes }) => takes.length > 3));
    await page.reload();
    await button("Re-take Scene 1").click();
    await page.getByRole("listitem").nth(3).waitFor();
    await shoot("takes", asIs);
    await page.keyboard.press("Escape");
    await button("Re-take several shots").click();
    await page.getByRole("checkbox").first().check({ force: true });
    await shoot("retake-several");

    await page.goto(`/?from=${film}`);
    await page.getByText("Uploaded").waitFor();
    await page.getByLabel("Let me review the scenes and the keyframes first").check();
    await page.getByText(/^about /).waitFor();
    await shoot("make-from");
    await prompt(page).fill("Snow falls on the meadow.");
    await page.getByText(/^about /).waitFor();
    await button("Start").click();
    await page.getByRole("region", { name: "Review the scenes" }).waitFor({ timeout: filmLength });
    await shoot("job-scenes");
    await inChinese("job-scenes");
    await button("Approve and continue").click();
    await page.getByRole("region", { name: "Review the keyframes" }).waitFor({ timeout: filmLength });
    await shoot("job-review");
    await inChinese("job-review");
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();
    await page.getByText("This job was cancelled").waitFor();
    await shoot("job-cancelled");
    await inChinese("job-cancelled");

    const picture = { type: "image", url: `asset:${await upload(await readFile("public/sample.jpg"), "image/jpeg")}` };
    const told = await start({
      ...{ model: "qwen-vl", input: [picture], options: { prompt: "What is in this picture?" } },
      webhookUrl: "https://receiver.invalid/done",
    });
    await page.goto(`/jobs/${told}`);
    await page.getByText(/attempt/).click({ timeout: filmLength });
    await shoot("job-text");

    await openMaker(page);
    await chooseModel(page, "Edit a picture");
    await button("Use the sample picture").click();
    await page.getByRole("textbox", { name: "Prompt" }).first().fill("By night, under stars.");
    await button("More options").click();
    await page.getByRole("spinbutton", { name: "Pictures" }).fill("4");
    await button("Start").click();
    await page.getByRole("link", { name: "Download all 4" }).waitFor({ timeout: filmLength });
    await shoot("job-pictures");
    const pictures = await jobIdOf(page);

    const { outputs } = await until(film, ({ status }) => status === "completed");
    const video = { type: "video", url: outputs[0]?.url };
    const lines = Buffer.from("1\n00:00:00,500 --> 00:00:02,000\nThe wind rises.\n");
    const subtitles = { type: "file", url: `asset:${await upload(lines, "text/plain")}` };
    for (const [model, input] of [
      ["thumbnail", [video]],
      ["add-subtitles", [video, subtitles]],
      ["gif", [video]],
      ["extract-sound", [video]],
    ] as const) {
      const id = await start({ model, input });
      await until(id, ({ status }) => status === "completed" || status === "failed");
      await page.goto(`/jobs/${id}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await shoot(`job-${model}`);
    }
    const product = await start({
      model: "product-showcase",
      input: [
        { type: "image", url: `asset:${await upload(await readFile("public/sample-product.png"), "image/png")}` },
      ],
      options: { name: "Aura One", selling_points: ["Folds flat"], seconds: 6 },
    });
    await until(product, ({ status }) => status === "completed" || status === "failed");
    await page.goto(`/jobs/${product}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await shoot("job-product");
    await page.goto(`/?from=${pictures}`);
    await page.getByText("Uploaded").waitFor();
    await shoot("make-from-pictures");
  },
};
