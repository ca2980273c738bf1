import { expect, test } from "vitest";
import { mailOf } from "./mail";
import type { Notice } from "./notice";

const picture = (title: string) => ({ title, jpeg: Buffer.from(title), url: null });
const batch: Notice = {
  ...{ event: "failed", title: "", model: "", error: null, url: "https://example.com/batches/1", budget: null },
  pictures: [1, 2, 3, 4].map((n) => picture(`Scene "${n}"`)),
  batch: {
    counts: { total: 7, completed: 4, failed: 2, cancelled: 1 },
    cost: 1.5,
    failure: { row: 3, message: "Out of memory" },
  },
};
const job: Notice = { ...batch, event: "completed", title: "A boat", pictures: [picture("A boat")], batch: null };

test("the stills of a batch are a sheet in rows of three, each with its text", () => {
  const { html, attachments } = mailOf({ language: "en", keyName: "films", notices: [batch] });
  const rows = html.split("<tr>").slice(1);
  expect(rows.map((row) => [...row.matchAll(/cid:([^"]+)" alt="([^"]*)"/g)].map(([, ...found]) => found))).toEqual([
    [1, 2, 3].map((n) => [`still-1-${n}@nextscene`, `Scene &quot;${n}&quot;`]),
    [["still-1-4@nextscene", "Scene &quot;4&quot;"]],
  ]);
  expect(attachments.map(({ cid, content }) => [cid, content.toString()])).toEqual(
    [1, 2, 3, 4].map((n) => [`still-1-${n}@nextscene`, `Scene "${n}"`]),
  );
});

test("a mail of a batch says its counts, its cost and its first failure", () => {
  const { subject, text } = mailOf({ language: "en", keyName: "films", notices: [batch] });
  expect(subject).toBe("Batch ended with failures: 4 of 7 completed, 2 failed, 1 cancelled");
  expect(text).toContain("Cost: $1.50. Item 3: Out of memory\nOpen the batch: https://example.com/batches/1");
});

test("in a mail of several notices each has its own stills", () => {
  const { subject, attachments } = mailOf({ language: "zh", keyName: "films", notices: [job, batch] });
  expect(subject).toBe("Nextscene: 2 条通知");
  expect(attachments.map(({ filename }) => filename)).toEqual([
    ...["still-1.jpg", "still-2-1.jpg", "still-2-2.jpg", "still-2-3.jpg", "still-2-4.jpg"],
  ]);
});
