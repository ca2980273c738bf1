import type { Language } from "../schemas/notify";
import type { BatchNotice, Notice } from "./notice";

/** The texts of notifications. */

type Words = {
  events: Record<Exclude<Notice["event"], "budget">, string>;
  batchEvents: Record<"completed" | "failed" | "cancelled", string>;
  counts: (counts: BatchNotice["counts"]) => string;
  cost: (amount: string) => string;
  failure: (failure: NonNullable<BatchNotice["failure"]>) => string;
  titled: (event: string, title: string) => string;
  budget: (percent: number) => string;
  used: (used: string, budget: string) => string;
  exhausted: string;
  many: (count: number) => string;
  more: (count: number) => string;
  openJob: string;
  openBatch: string;
  openReview: string;
  openSettings: string;
  why: (keyName: string) => string;
  /** What a test says. */
  sample: string;
};

const en: Words = {
  events: {
    completed: "Done",
    failed: "Failed",
    cancelled: "Cancelled",
    awaiting_review: "Waiting for your review",
  },
  batchEvents: {
    completed: "Batch done",
    failed: "Batch ended with failures",
    cancelled: "Batch ended, some jobs were cancelled",
  },
  counts: ({ total, completed, failed, cancelled }) =>
    [
      `${completed} of ${total} completed`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
    ].join(", "),
  cost: (amount) => `Cost: ${amount}.`,
  failure: ({ row, message }) => `Item ${row}: ${message}`,
  titled: (event, title) => `${event}: ${title}`,
  budget: (percent) => `${percent}% of today's budget is used`,
  used: (used, budget) => `${used} of ${budget} are charged or reserved today (UTC).`,
  exhausted: "New jobs that cost money are refused until 00:00 UTC.",
  many: (count) => `${count} notifications`,
  more: (count) => `and ${count} more`,
  openJob: "Open the job",
  openBatch: "Open the batch",
  openReview: "Review it",
  openSettings: "Open the settings",
  why: (keyName) =>
    `Sent by Nextscene because a job, a batch or the settings of the key "${keyName}" name this recipient.`,
  sample: "A test. Notifications of your jobs look like this.",
};

const zh: Words = {
  events: { completed: "已完成", failed: "失败", cancelled: "已取消", awaiting_review: "等待你审核" },
  batchEvents: { completed: "批次已完成", failed: "批次已结束，部分失败", cancelled: "批次已结束，部分任务已取消" },
  counts: ({ total, completed, failed, cancelled }) =>
    [
      `已完成 ${completed}/${total}`,
      ...(failed > 0 ? [`${failed} 个失败`] : []),
      ...(cancelled > 0 ? [`${cancelled} 个已取消`] : []),
    ].join("，"),
  cost: (amount) => `费用：${amount}。`,
  failure: ({ row, message }) => `第 ${row} 项：${message}`,
  titled: (event, title) => `${event}：${title}`,
  budget: (percent) => `今日预算已用 ${percent}%`,
  used: (used, budget) => `今日（UTC）已计费和预留 ${used}，预算为 ${budget}。`,
  exhausted: "UTC 零点之前，需要付费的新任务会被拒绝。",
  many: (count) => `${count} 条通知`,
  more: (count) => `另有 ${count} 条`,
  openJob: "打开任务",
  openBatch: "打开批次",
  openReview: "去审核",
  openSettings: "打开设置",
  why: (keyName) => `此消息由 Nextscene 发送，因为密钥“${keyName}”的任务、批次或设置中填写了该接收人。`,
  sample: "这是一条测试消息，任务的通知就是这个样子。",
};

export const words: Record<Language, Words> = { en, zh };

const dollars = (amount: number) => `$${amount.toFixed(2)}`;

/** One line without line breaks, so that it can be a subject. */
export const oneLine = (text: string, most: number): string => {
  const line = text.replace(/[\p{C}\p{Z}\s]+/gu, " ").trim();
  const letters = [...line];
  return letters.length <= most
    ? line
    : `${letters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
};

/** What a notice says. */
export type InWords = { headline: string; title: string; text: string; link: string };

export function inWords(notice: Notice, language: Language): InWords {
  const said = words[language];
  const { event, title, budget, batch } = notice;
  if (event === "budget") {
    const { percent = 0, used = 0, budget: most = 0 } = budget ?? {};
    const parts = [said.used(dollars(used), dollars(most)), ...(percent >= 100 ? [said.exhausted] : [])];
    return { headline: said.budget(percent), title, text: parts.join(" "), link: said.openSettings };
  }
  if (batch && event !== "awaiting_review") {
    const why = batch.failure ? [said.failure(batch.failure)] : [];
    const text = [said.cost(dollars(batch.cost)), ...why].join(" ");
    return { headline: said.batchEvents[event], title: said.counts(batch.counts), text, link: said.openBatch };
  }
  const link = event === "awaiting_review" ? said.openReview : said.openJob;
  return { headline: said.events[event], title, text: notice.error ?? "", link };
}

/** The subject of a message: of one notice with its title, of several their number. */
export function subjectOf(notices: Notice[], language: Language): string {
  const [only, ...others] = notices;
  const said = words[language];
  if (!only || others.length > 0) return `Nextscene: ${said.many(notices.length)}`;
  const { headline, title } = inWords(only, language);
  return said.titled(headline, oneLine(title, only.event === "budget" ? 80 : 120));
}
