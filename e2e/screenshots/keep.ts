import { readFile } from "node:fs/promises";
import sharp from "sharp";
import type { Part } from "./camera";

const sentences = [
  "Morning fog",
  "Noon",
  "Evening light",
  "Night under stars",
  "Snow",
  "Rain",
  "Autumn leaves",
  "Storm",
];

/** The jobs and their filters, what a person does with several of them, the queue, and the library. */
export const part: Part = {
  async shoot({ page, signIn, shoot, shootModes, inChinese, send, start, until, upload }) {
    const asIs = async () => {};
    await signIn();
    const bytes = await readFile("public/sample.jpg");
    const id = await upload(bytes, "image/jpeg", "dandelion.jpg");
    const input = [{ type: "image", url: `asset:${id}` }];
    const jobs: string[] = [];
    for (const prompt of sentences) jobs.push(await start({ model: "qwen-edit", input, options: { prompt } }));
    for (const job of jobs) await until(job, ({ status }) => status === "completed");
    const broken = { prompt: "The river rises [fault:fail]" };
    const failed = await start({ model: "qwen-edit", input, options: broken });
    await until(failed, ({ status }) => status === "failed");
    await send("patch", `/v1/jobs/${jobs[0]}`, { starred: true, title: "Morning, the first try" });
    for (const job of jobs.slice(1, 4)) await send("patch", `/v1/jobs/${job}`, { project: "Harbour film" });

    await page.goto("/jobs");
    await page.getByRole("listitem").nth(7).waitFor();
    await shoot("jobs");
    await shootModes("jobs");
    await inChinese("jobs");
    await page.getByRole("button", { name: "More filters" }).click();
    await page.getByRole("combobox", { name: "Project" }).waitFor();
    await shoot("jobs-filters");
    await inChinese("jobs-filters");
    await page.goto("/jobs?project=Harbour+film&from=2026-01-01");
    await page.getByRole("listitem").nth(2).waitFor();
    await shoot("jobs-project");
    await page.goto("/jobs?status=awaiting_review");
    await page.getByText("No jobs match these filters").waitFor();
    await shoot("jobs-none");

    await page.goto("/jobs");
    const box = (words: string) => page.getByRole("checkbox", { name: `Select ${words}` });
    await box("Storm").click();
    await box("Snow").click({ modifiers: ["Shift"] });
    await page.getByRole("region", { name: "Actions for the selected jobs" }).waitFor();
    await shoot("jobs-selected");
    await page.getByRole("button", { name: "Move to project…" }).click();
    await page.getByLabel("Name of the project").waitFor();
    await shoot("jobs-move", asIs);
    await page.keyboard.press("Escape");
    await page
      .getByRole("region", { name: "Actions for the selected jobs" })
      .getByRole("button", { name: "Delete" })
      .click();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await shoot("jobs-deleted", asIs);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("listitem").nth(7).waitFor();
    await page.getByRole("listitem").first().getByRole("button", { name: "More actions" }).click();
    await shoot("jobs-menu", asIs);
    await page.keyboard.press("Escape");

    const going: string[] = [];
    for (const words of ["A lake at dawn", "A bell is hung"])
      going.push(await start({ model: "wan-i2v", input, options: { prompt: `${words} [fault:hold]` } }));
    const waits = { model: "next-scene", input, options: { prompt: "The tide goes out." }, review: true };
    going.push(await start(waits));
    await until(going[2] ?? "", ({ status }) => status === "awaiting_review");
    await until(going[0] ?? "", ({ status }) => status === "running");
    await page.goto("/jobs");
    await page.getByText("Running").first().waitFor();
    await shoot("jobs-busy");
    await page.goto("/");
    await page.getByText("Running").first().waitFor();
    await shoot("make-recent");
    await page.getByRole("button", { name: /^Queue/ }).click();
    await page.getByRole("dialog").getByRole("region", { name: "Running" }).waitFor();
    await shoot("queue", asIs);
    await page.keyboard.press("Escape");
    for (const job of going) await send("post", `/v1/jobs/${job}/cancel`);

    for (const [hue, name] of [
      [120, "Miss Heron.png"],
      [220, "a-very-long-name-of-a-picture-that-no-card-has-room-for.png"],
    ] as const)
      await upload(await sharp(bytes).resize(400).modulate({ hue }).png().toBuffer(), "image/png", name);
    await upload(Buffer.from("1\n00:00:00,500 --> 00:00:02,000\nThe wind rises.\n"), "text/plain", "lines.srt");
    await send("patch", `/v1/library/${id}`, { starred: true, name: "Dandelion" });
    await page.goto("/library");
    await page.getByRole("listitem").nth(5).waitFor();
    await shoot("library");
    await shootModes("library");
    await inChinese("library");
    await shoot("library-use", async () => {
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Use Dandelion in…" }).click();
      await page.getByRole("menu").waitFor();
    });
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox", { name: "Search files" }).fill("no such words");
    await page.getByText("No files match").waitFor();
    await shoot("library-none");
    await page.goto("/?model=next-scene");
    await page.getByRole("button", { name: "From your library" }).first().click();
    await page.getByRole("dialog").getByRole("listitem").nth(3).waitFor();
    await shoot("library-picker", asIs);
    await page.goto("/?model=topic-film");
    await page.getByRole("button", { name: /^Use @dandelion/ }).waitFor();
    await shoot("make-names");
  },
};
